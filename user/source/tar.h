/* SPDX-License-Identifier: GPL-2.0 */
/* Tar archives of logs, sosreports for one, unpacked to be read. */
#ifndef SOURCE_TAR_H
#define SOURCE_TAR_H

#include "source/bytes.h"

/*
 * Unpacks the files of @in that @wants (their path is given) below a new directory
 * of $TMPDIR, which is returned, or NULL with why.  @t may also be set if not all
 * could be read.  tar_remove() takes the directory away again, and frees it.
 */
char *tar_unpack(struct bytes *in, bool (*wants)(const char *path), struct trouble *t);
void tar_remove(char *dir);

#endif
