/* SPDX-License-Identifier: GPL-2.0 */
/* The SCSI disks that are there now, as the module would see them. */
#ifndef SOURCE_DEVICES_H
#define SOURCE_DEVICES_H

#include <diskfault/disk.h>

/* Calls @found for each disk below @root; the spans live during the call. */
void devices_each(const char *root, void (*found)(void *arg, const struct df_identity *id),
		  void *arg);

#endif
