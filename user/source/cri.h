/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a container runtime keeps of a log (CRI): "TIME stdout F text".  P in place
 * of F says that the line goes on in the next of its stream.
 */
#ifndef SOURCE_CRI_H
#define SOURCE_CRI_H

#include "source/fields.h"
#include "source/prefix.h"
#include "source/stretch.h"

struct cri {
	struct cri_line {
		struct buf text;	/* what has been joined so far, its head in front */
		u64 number;
	} streams[2];			/* stdout and stderr */
};

bool cri_begins(struct df_span front);

/* The next record; spans live until the next call.  False at the end. */
bool cri_next(struct cri *cri, struct stretch *w, struct prefix *p, struct entry *e);
void cri_free(struct cri *cri);

#endif
