/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Libraries that are loaded when something has to be read by them.  What they bring
 * along takes longer to load than most commands take.
 *
 *	#define FUNCTIONS(F) F(frob_open) F(frob_close)
 *	static struct { FUNCTIONS(LATE_POINTER) } lib;
 *	static const char *const names[] = { FUNCTIONS(LATE_NAME) };
 *	LATE_LIBRARY("libfrob.so.1", "frob", "Reading what was frobbed");
 *
 *	if (late_load("libfrob.so.1", names, DF_COUNT(names), &lib, path, t))
 *		lib.frob_open(path);
 *
 * The header of the library gives the types, and the name of the file is that of the
 * version which the header is of.
 */
#ifndef LATE_H
#define LATE_H

#include <diskfault/platform.h>

#include "message.h"

#define LATE_POINTER(function) __typeof__(function) *function;
#define LATE_NAME(function) #function,

/*
 * Tells those who make packages, who see in a program only what it is linked to; see
 * https://systemd.io/ELF_DLOPEN_METADATA/
 */
#define LATE_LIBRARY(soname, feature, description)                                             \
	LATE_NOTE("[{\"feature\":\"" feature "\",\"description\":\"" description               \
		  "\",\"priority\":\"recommended\",\"soname\":[\"" soname "\"]}]")
#define LATE_NOTE(json)                                                                        \
	static const struct {                                                                  \
		u32 name_size, text_size, type;                                                \
		char name[4];                                                                  \
		char text[(sizeof(json) + 3) & ~3];                                            \
	} late_note __attribute__((used, aligned(4), section(".note.dlopen"))) = {             \
		4, sizeof(json), 0x407c0c0a, "FDO", json                                       \
	}

/*
 * Sets each of the @n pointers that @to holds to the function of its name.  False if
 * the library cannot be loaded: then @path cannot be read, and @t says why.
 */
bool late_load(const char *soname, const char *const names[], size_t n, void *to,
	       const char *path, struct trouble *t);

#endif
