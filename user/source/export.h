/* SPDX-License-Identifier: GPL-2.0 */
/* "journalctl -o export": an entry is lines NAME=value, and ends with an empty one. */
#ifndef SOURCE_EXPORT_H
#define SOURCE_EXPORT_H

#include "source/fields.h"
#include "source/stretch.h"

bool export_begins(struct df_span front);

/* The next entry of a kernel; spans live until the next call.  False at the end. */
bool export_next(struct stretch *w, struct fields *f, struct entry *e);

#endif
