/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Logs in JSON: "dmesg --json", "journalctl -o json" and its kin, what container
 * runtimes and log shippers write.  One after another, in an array or deep inside:
 * each object that holds a message is a record.
 */
#ifndef SOURCE_OBJECTS_H
#define SOURCE_OBJECTS_H

#include "source/fields.h"
#include "source/prefix.h"
#include "source/stretch.h"

#define OBJECT_DEPTH	16

struct objects {
	struct json_tokener *tokener;
	struct fields fields;
	struct buf text;
	struct buf host;
	size_t at;			/* bytes of the stretch looked at */
	size_t starts[OBJECT_DEPTH];	/* where the open objects begin there */
	size_t depth;
	bool in_string;
	bool escaped;
};

bool objects_begin(struct df_span front);

void objects_init(struct objects *o);
void objects_free(struct objects *o);

/* The next record; spans live until the next call.  False at the end. */
bool objects_next(struct objects *o, struct stretch *w, struct prefix *p, struct entry *e);

#endif
