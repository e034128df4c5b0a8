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
 * What nothing can be done without is LATE_NEEDED(), and loaded by late_need().
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
	LATE_SAY(soname, feature, description, "recommended", late_note_, __COUNTER__)
#define LATE_NEEDED(soname, feature, description)                                              \
	LATE_SAY(soname, feature, description, "required", late_note_, __COUNTER__)
#define LATE_SAY(soname, feature, description, priority, name, n)                              \
	LATE_NOTE("[{\"feature\":\"" feature "\",\"description\":\"" description               \
		  "\",\"priority\":\"" priority "\",\"soname\":[\"" soname "\"]}]", name, n)
#define LATE_NOTE(json, name, n) LATE_NOTE_CALLED(json, name##n)
#define LATE_NOTE_CALLED(json, called)                                                         \
	static const struct {                                                                  \
		u32 name_size, text_size, type;                                                \
		char name[4];                                                                  \
		char text[(sizeof(json) + 3) & ~3];                                            \
	} called __attribute__((used, aligned(4), section(".note.dlopen"))) = {                \
		4, sizeof(json), 0x407c0c0a, "FDO", json                                       \
	}

/*
 * Sets each of the @n pointers that @to holds to the function of its name.  False if
 * the library cannot be loaded: then @path cannot be read, and @t says why.
 */
bool late_load(const char *soname, const char *const names[], size_t n, void *to,
	       const char *path, struct trouble *t);

/* The same, once; where it cannot be loaded, says so and ends. */
void late_need(const char *soname, const char *const names[], size_t n, void *to);

#endif
