// SPDX-License-Identifier: GPL-2.0
/* Libraries that are loaded when they are needed.  See late.h. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "late.h"

#define LOADER_STATUS	127	/* of the loader, where it lacks what a program is linked to */

static bool load(const char *soname, const char *const names[], size_t n, void *to)
{
	void *library = dlopen(soname, RTLD_LAZY);

	for (size_t i = 0; library && i < n; i++) {
		void *function = dlsym(library, names[i]);

		memcpy((char *)to + i * sizeof(function), &function, sizeof(function));
		if (!function)
			library = NULL;
	}
	return library;
}

bool late_load(const char *soname, const char *const names[], size_t n, void *to,
	       const char *path, struct trouble *t)
{
	if (load(soname, names, n, to))
		return true;
	trouble_set(t, "cannot read %s: the library for it cannot be loaded (%s); install it",
		    path, dlerror());
	return false;
}

void late_need(const char *soname, const char *const names[], size_t n, void *to)
{
	void *last;

	/* (the last of them, which is set only if all are) */
	memcpy(&last, (char *)to + (n - 1) * sizeof(last), sizeof(last));
	if (last || load(soname, names, n, to))
		return;
	fprintf(stderr, "diskfault: a library cannot be loaded (%s); install it\n", dlerror());
	exit(LOADER_STATUS);
}
