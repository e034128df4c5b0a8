/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names that the module shows and the command reads: /sys/class/diskfault.
 * Described in kmod/Documentation/ABI/testing/sysfs-class-diskfault.
 */
#ifndef DISKFAULT_ABI_H
#define DISKFAULT_ABI_H

#define DF_ABI_CLASS		"diskfault"
#define DF_ABI_DISK		"disk"		/* disk0, disk1, ... */
#define DF_ABI_VOLUME		"volume"	/* volume0, ... */
#define DF_ABI_FAULTS		"faults"	/* directory of the counters */
#define DF_ABI_TOTAL		"total"

#define DF_ABI_EVENT_SERIAL	"DISKFAULT_SERIAL"
#define DF_ABI_EVENT_CLASS	"DISKFAULT_CLASS"
#define DF_ABI_EVENT_TOTAL	"DISKFAULT_TOTAL"

#endif
