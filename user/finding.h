/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known of one drive that was hurt.  There are two makers of findings,
 * the reader of sysfs (source/sysfs.c) and the scan of a log (scan.c), and two
 * writers, tables and JSON (output/); all of them meet in this struct.
 *
 * Every string is text already (safe_text()), NULL when it is not known.
 */
#ifndef FINDING_H
#define FINDING_H

#include <diskfault/disk.h>

#include "text.h"

/* A number that may be unknown. */
struct number {
	bool known;
	u64 value;
};

static inline struct number number_of(u64 value)
{
	return (struct number){ true, value };
}

struct moment {
	bool has_wall;
	s64 wall_us;		/* since 1970, UTC */
	struct number mono_us;	/* since boot */
	struct number record;	/* of the log */
};

struct candidate {
	char *serial;
	char *name;
	u64 faults;
};

struct evidence {
	char *file;
	struct number line;
	char *text;
};

enum presence { PRESENCE_UNKNOWN, PRESENT, GONE };

struct finding {
	char *entry;		/* of the class: disk3; NULL from a log */
	char *host;		/* machine, if the log names one */
	char *serial;
	const char *serial_source;
	bool serial_unique;
	enum df_disk_kind kind;
	char *vendor;
	char *model;
	char *rev;
	char *wwid;
	char *wwn;
	struct number size;
	struct strs hctl;
	struct strs names;
	struct strs names_then;
	enum presence present;
	char *slot;
	char *enclosure;
	char *path;
	struct strs mounts;
	enum df_cause cause;
	bool lower_bound;
	bool verified;
	u64 faults[DF_CLASSES];
	u64 total;
	struct moment first;
	struct moment last;
	struct number last_sector;
	char *last_name;
	struct candidate *candidates;
	size_t n_candidates;
	struct evidence *evidence;	/* the fault first, then what leads to the serial */
	size_t n_evidence;
	struct number ioerr_cnt;	/* of the SCSI device: they prove nothing */
	struct number iotmo_cnt;
	bool evidence_hidden;		/* there is some, for root */
};

/* Where findings come from: the "source" of the JSON. */
enum finding_source { FROM_SYSFS, FROM_SCAN };

/* What became of the records of the log. */
struct log_counts {
	struct number read;
	struct number skipped;
	struct number lost;
	struct number suppressed;
	struct number refused;
};

struct findings {
	enum finding_source source;
	struct log_counts log;
	struct finding *p;
	size_t n;
};

/* A new, empty finding at the end.  Moves the others. */
struct finding *findings_add(struct findings *l);
void findings_free(struct findings *l);

/* Drops those for which @keep is false. */
void findings_filter(struct findings *l, bool (*keep)(const struct finding *));

/* Certain ones first, then by number of faults, then the newest. */
void findings_sort_worst(struct findings *l);

/* The newest fault first. */
void findings_sort_newest(struct findings *l);

bool finding_has_faults(const struct finding *f);

/* The three classes of XFS. */
u64 finding_xfs(const struct finding *f);

/* What stands for them then. */
#define HIDDEN	"(hidden)"

/* Hides serials and world wide names, wherever they stand. */
void findings_scrub(struct findings *l);

void finding_add_candidate(struct finding *f, const char *serial, const char *name, u64 faults);
void finding_add_evidence(struct finding *f, char *file, struct number line, char *text);

#endif
