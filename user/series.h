/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters over time: what is new since the last look, and nothing twice, though
 * drives are cleared, the module is loaded anew and reads old records again, and
 * this program itself is started anew.
 *
 * The module's counters of a drive rise from its first fault on, and the stamp of
 * that fault (first_fault) tells one rise from another:
 *
 *	same stamp	the same rise, also if the module was loaded anew since
 *			and has read the same records again
 *	after the last	another one: it was cleared, or the log was
 *	in between	the module was loaded anew, and the older records are lost:
 *			whatever has a later stamp than the last one is new
 */
#ifndef SERIES_H
#define SERIES_H

#include "finding.h"

/* What was seen last of one drive. */
struct series {
	char *key;		/* who it is: series_key() */
	char *entry;		/* of the class, while it is the same class */
	u64 instance;		/* which loading of the module that was */
	u64 faults[DF_CLASSES];
	struct number first_us;	/* stamps of the log: first and last fault */
	struct number last_us;
	bool wanted;		/* for watch: is one of those named */
};

struct series_list {
	struct series *p;
	size_t n;
};

/*
 * Who a drive is, as well as that can be said: by serial, else by world wide
 * name, else by where it is.
 */
char *series_key(const struct finding *f);

/* That of @f, or NULL.  @instance: see follow_instance(). */
struct series *series_find(const struct series_list *l, const struct finding *f, u64 instance);

/* The same, made if there is none yet.  Moves the others. */
struct series *series_get(struct series_list *l, const struct finding *f, u64 instance);

/* What @f has that @s has not; all of it if @s is NULL. */
struct growth series_growth(const struct series *s, const struct finding *f);

/*
 * The same of each of @found.  @found is as the module has it: what the machine
 * adds (a serial that two drives share is nobody's) depends on who else is there.
 */
struct growth *series_grown(const struct series_list *l, const struct findings *found,
			    u64 instance);

/* @f has been dealt with. */
void series_take(struct series *s, const struct finding *f, u64 instance);

struct series_list series_copy(const struct series_list *l);
void series_free(struct series_list *l);

#endif
