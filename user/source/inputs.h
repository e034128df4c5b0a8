/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files that make up one history, in the order in which they were written,
 * whatever the order in which they were named.
 */
#ifndef SOURCE_INPUTS_H
#define SOURCE_INPUTS_H

#include <sys/types.h>

#include "message.h"
#include "text.h"

struct input {
	char *path;		/* of a file, or "-" */
	char *shown;		/* what it is called, if it was in an archive; or NULL */
	bool is_ring;		/* the node of the running kernel's log */
	bool has_time;
	s64 first_us;		/* its first stamp, since 1970 */
	u32 dump, part;		/* of a crash that pstore kept: the newest part is 1 */
	char *stem;		/* its path without what rotation appends ... */
	u64 age;		/* ... and that as a number: 0 is the newest */
	size_t given;		/* its place on the command line */
	dev_t dev;
	ino_t ino;
};

struct inputs {
	struct input *p;
	size_t n;
	char **paths;		/* of the same, in the same order */
	char *report;		/* the sosreport among the arguments, or NULL */
	struct strs unpacked;	/* directories to be removed */
	struct strs complaints;	/* a sentence for each thing that cannot be read */
};

/*
 * A directory, or a tar archive, which is unpacked into a temporary directory,
 * stands for the files below it that are named like logs: *.log*, syslog*,
 * messages*, kern*, dmesg*, console*, journalctl* (of a sosreport); journals are
 * not among them.  A file that is named twice, or by two hard links,
 * is one.  The order is that of their first stamps; where there are none, that of
 * their rotation (syslog.2.gz syslog.1 syslog), and then as given.
 */
void inputs_collect(struct inputs *l, char *const args[], size_t n);
void inputs_free(struct inputs *l);

#endif
