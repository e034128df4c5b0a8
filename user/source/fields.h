/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An entry of a journal, field by field, and the record of the kernel that it
 * holds.  Three sources give such fields: journal files, "journalctl -o export"
 * and "-o json".
 */
#ifndef SOURCE_FIELDS_H
#define SOURCE_FIELDS_H

#include "finding.h"

/* A record, and where it comes from. */
struct entry {
	struct df_record r;	/* all but ->seq */
	struct df_span host;	/* the machine; empty if not named */
	struct df_span boot;	/* the boot, by an id; empty if not named */
	struct df_span machine;	/* the machine, by an id; likewise */
	u64 line;		/* in the source, from 1 */
	u32 times;		/* so many records say the same */
};

struct fields {
	struct buf message;
	struct buf host;
	struct buf boot;
	struct buf machine;
	struct buf device;
	struct number priority, facility;
	struct number wall_us, mono_us, source_mono_us;
	bool from_kernel;	/* this field nobody but journald can write */
	bool from_other;
	bool tagged;		/* anybody can call himself "kernel" */
};

/* Makes @f an entry without fields; all zeros is one too. */
void fields_begin(struct fields *f);
void fields_free(struct fields *f);

/* A field that means nothing here is passed over. */
void fields_add(struct fields *f, struct df_span name, struct df_span value);

/*
 * Sets all of @e but its line.  Spans live until the fields change.  False if the
 * entry is not of a kernel.
 */
bool fields_entry(const struct fields *f, struct entry *e);

#endif
