// SPDX-License-Identifier: GPL-2.0
/* Libraries that are loaded when they are needed.  See late.h. */
#include <dlfcn.h>
#include <string.h>

#include "late.h"

bool late_load(const char *soname, const char *const names[], size_t n, void *to,
	       const char *path, struct trouble *t)
{
	void *library = dlopen(soname, RTLD_LAZY);

	for (size_t i = 0; library && i < n; i++) {
		void *function = dlsym(library, names[i]);

		memcpy((char *)to + i * sizeof(function), &function, sizeof(function));
		if (!function)
			library = NULL;
	}
	if (!library)
		trouble_set(t, "cannot read %s: the library for it cannot be loaded (%s); install it",
			    path, dlerror());
	return library;
}
