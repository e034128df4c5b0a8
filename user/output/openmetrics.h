/* SPDX-License-Identifier: GPL-2.0 */
/* Findings as metrics, for Prometheus and its like. */
#ifndef OUTPUT_OPENMETRICS_H
#define OUTPUT_OPENMETRICS_H

#include "finding.h"

/*
 * Appends all of @l.  @module: the version of the one that is loaded, or NULL.
 * @textfile: as node_exporter reads it from a file.
 */
void openmetrics(struct buf *b, const struct findings *l, const char *module, bool textfile);

#endif
