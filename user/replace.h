/* SPDX-License-Identifier: GPL-2.0 */
/* Files that are whole at every moment, for those who read them meanwhile. */
#ifndef REPLACE_H
#define REPLACE_H

#include <sys/types.h>

#include "message.h"

/*
 * Writes @len bytes at @text into a new file beside @path, which then takes its
 * name.  Returns 0, or -1 with what is wrong; then @path is as it was.
 */
int replace_file(const char *path, const char *text, size_t len, mode_t mode, struct trouble *t);

#endif
