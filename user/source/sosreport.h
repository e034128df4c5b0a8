/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a sosreport tells of the drives of its machine: the udev database, or
 * lsblk's table, as text.
 */
#ifndef SOURCE_SOSREPORT_H
#define SOURCE_SOSREPORT_H

#include <diskfault/disk.h>

#include "text.h"

/* Is @dir the top of one? */
bool sosreport_is(const char *dir);

/* Would it be a file that sosreport_each() reads? */
bool sosreport_wants(const char *path);

/* Each SCSI disk that was there when the report was made. */
void sosreport_each(const char *dir, void (*found)(void *arg, const struct df_identity *id),
		    void *arg);

#endif
