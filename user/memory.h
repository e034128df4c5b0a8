/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `check --state` remembers: the faults of each drive, until they are
 * cleared in the module that counted them, or forgotten by name.  So a drive that
 * was bad does not become good by a reboot.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "message.h"
#include "series.h"

/* Beside the series of the same index. */
struct remembered {
	char *serial;		/* NULL: it has none */
	char *who;		/* how it was called last */
	enum df_cause cause;
	u64 faults[DF_CLASSES];	/* all that came since it was last cleared */
	bool counted;		/* the module that is loaded has counted some of them */
	bool there;		/* has an entry now */
};

struct memory {
	char *boot;		/* that the series are of */
	struct series_list series;
	struct remembered *p;
};

/* Reads @path; what is not there is empty.  -1: it is damaged, and empty now. */
int memory_load(struct memory *m, const char *path, struct trouble *t);

/* Adds what is new in @l, drops what was cleared. */
void memory_update(struct memory *m, const struct findings *l, u64 instance, const char *boot);

/* Drops the faults of the drive with this serial; false if there is none. */
bool memory_forget(struct memory *m, const char *serial);

int memory_save(const struct memory *m, const char *path, struct trouble *t);
void memory_free(struct memory *m);

#endif
