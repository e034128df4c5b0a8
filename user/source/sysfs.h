/* SPDX-License-Identifier: GPL-2.0 */
/* Findings of the module, from /sys/class/diskfault.  @root: "" or --sysroot. */
#ifndef SOURCE_SYSFS_H
#define SOURCE_SYSFS_H

#include <diskfault/abi.h>

#include "finding.h"
#include "message.h"

#define SYSFS_CLASS	"/sys/class/" DF_ABI_CLASS

/* Version of the loaded module, or NULL. */
char *sysfs_module_version(const char *root);

/*
 * Reads every entry of the class, healthy ones included, in their order.
 * Returns 0, or -1 with what to do about it.
 */
int sysfs_read(struct findings *l, const char *root, struct trouble *t);

/*
 * The same, without @all only what most rows show: serial, names, bus ids, model,
 * cause, the sum and the classes of XFS, the last fault.
 */
int sysfs_read_wanted(struct findings *l, const char *root, bool all, struct trouble *t);

/* Names of the entries ("disk3"), in their order. */
struct strs sysfs_entries(const char *root);

/* Reads one of them. */
void sysfs_read_entry(struct findings *l, const char *root, const char *entry);

/* Acknowledges the faults of @entry ("disk3"). */
int sysfs_clear(const char *root, const char *entry, struct trouble *t);

#endif
