/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's own view of itself.
 *
 *	main.c	parameters, what is built up and taken down, and in which order
 *	kmsg.c	reads printk's ring into the engine, and is woken by it
 *	scsi.c	tells the engine which SCSI devices come and go
 *	sysfs.c	shows the engine's table
 *
 * Who runs what: one work item (kmsg.c) reads the ring, and it alone creates
 * and removes devices and frees entries.  The callbacks of the SCSI interface
 * read the ring as well, up to their own moment, and tell the engine their news.
 * Reads and writes of attributes look at the table.  All of them enter the
 * engine under one mutex.
 */
#ifndef DISKFAULT_PRIVATE_H
#define DISKFAULT_PRIVATE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <diskfault/engine.h>

#include "compat.h"

/* A record has 1024 bytes at most, and a prefix before each line of it. */
#define DF_RECORD_MAX	4096

/* Records read with the mutex held, and in one run of the work item. */
#define DF_BATCH	64
#define DF_RUN		4096

/* How long to look for names that the log has not said; sd binds by then. */
#define DF_NAME_LONG	(60 * HZ)

/* Hosts that can have a command open at the same time. */
#define DF_HOSTS	32

struct file;

/**
 * struct df_entry - what the module keeps of one entry of the table
 * @all: in &df_module.entries
 * @todo: in a list of the work item
 * @disk: the engine's; what it says is read and written under the mutex
 * @dev: in sysfs, or NULL; the work item's
 * @quiet_until: no uevent before this moment (jiffies); the work item's
 * @owed: a fault is not announced yet; the work item's
 * @told: its serial was said in the log ...
 * @told_at: ... as that of the device at this address ...
 * @told_epoch: ... that the attach line of this number began; under the mutex
 * @notify: its total has changed; under the mutex
 * @seen: its block device was there once; under the mutex, kinds but scsi
 * @gone: ... and is not any more; under the mutex
 */
struct df_entry {
	struct list_head all;
	struct list_head todo;
	struct df_disk disk;
	struct device *dev;
	unsigned long quiet_until;
	bool owed;
	bool told;
	struct df_hctl told_at;
	u64 told_epoch;
	bool notify;
	bool seen;
	bool gone;
};

/* Paths are the table's until the module goes. */
struct df_road {
	struct list_head all;
	struct df_path path;
};

/**
 * struct df_counts - what is said of the log as a whole
 * @first: number of the first record that was found
 * @next: number of the next one to be read
 * @read: records read
 * @skipped: taken away by `dmesg -C` before they were read
 * @lost: overwritten before they were read
 */
struct df_counts {
	u64 first;
	u64 next;
	u64 read;
	u64 skipped;
	u64 lost;
};

/**
 * struct df_module - all there is
 * @lock: guards the engine, the reader and what is shown of them.  A mutex,
 *	since memory is allocated under it and nobody comes here from anywhere
 *	but a process: printk's wake-up only queues work.  Taken inside the
 *	locks of the driver core and of kernfs, so nothing of theirs may be
 *	called with it held: no device is added or removed, no uevent sent.
 * @stopping: the module goes, nobody is to queue work any more; set under @lock
 * @engine: what decides
 * @hosts: its frames
 * @entries: every &struct df_entry there is
 * @roads: every &struct df_road there is
 * @changes: times that a device came or went, so that who had to let go of
 *	@lock can tell that its knowledge is old
 * @shown: what the class-wide files say; copied once per drain, so that the
 *	numbers in it belong together
 *
 * @ring: the place of the next read
 * @counts: of the records, up to the last one
 * @cleared: where the last `dmesg -C` was seen
 * @line: the record at hand; too big for the stack
 * @found_at: when a record was last read (jiffies) ...
 * @found_to: ... and the number of the next one then
 * @spoken: number of the last one that was about a host or a port of libata ...
 * @spoken_at: ... and when it was read
 * @idle_said: the engine was told of the silence since then
 * @trouble: the log told of a disk not long ago ...
 * @trouble_at: ... for the last time then (jiffies)
 * @finishing: our record that finishes another is not read yet
 *
 * @wq: ordered: one run at a time.  With a rescuer (WQ_MEM_RECLAIM): who waits
 *	for memory may be waiting for the very disk we have to tell of.  Before
 *	others (WQ_HIGHPRI): a small ring is overwritten within milliseconds.
 * @work: one run of the reader, see df_kmsg_run()
 * @kmsg: an open /dev/kmsg, for @bell to hang on; NULL if there is none
 * @bell: our entry on printk's wait queue; guarded by the lock of that queue
 * @bell_at: that queue
 * @rung: the bell has rung since the last run ...
 * @rung_at: ... then (jiffies)
 * @doubt: a record may stand unfinished at the end of the ring ...
 * @doubt_at: ... since then ...
 * @finished: ... and this is the last place at which we finished one ...
 * @whole: ... with a record of ours that stands right before this place
 *
 * @class: /sys/class/diskfault
 * @disks: number of the next disk there
 * @volumes: number of the next volume there
 * @look_at: when to look next whether the block devices are still there; the
 *	work item's alone, as are the two numbers
 * @name_until: until when it is worth looking for missing names
 * @name_all: any name may be wrong, not only missing
 * @name_at: when to look next; the work item's alone
 * @name_from: the drive (its id) to begin the next look with
 */
struct df_module {
	struct mutex lock;	/* see above */
	bool stopping;
	struct df_engine engine;
	struct df_host *hosts;
	struct list_head entries;
	struct list_head roads;
	u32 changes;
	struct {
		struct df_counts log;
		u64 suppressed;
		u64 refused;
		u64 evicted;
	} shown;

	struct df_ring ring;
	struct df_counts counts;
	u64 cleared;
	char line[DF_RECORD_MAX];
	unsigned long found_at;
	u32 found_to;
	u64 spoken;
	unsigned long spoken_at;
	bool idle_said;
	bool trouble;
	unsigned long trouble_at;
	bool finishing;

	struct workqueue_struct *wq;
	struct delayed_work work;
	struct file *kmsg;
	struct wait_queue_entry bell;
	wait_queue_head_t *bell_at;
	int rung;
	unsigned long rung_at;
	bool doubt;
	unsigned long doubt_at;
	u64 finished;
	u64 whole;

	struct class *class;
	u32 disks;
	u32 volumes;
	unsigned long look_at;
	unsigned long name_until;
	bool name_all;
	unsigned long name_at;
	u64 name_from;
};

/* The one there is, for callbacks that are told nothing of their own. */
extern struct df_module df_module;

/* main.c */
void df_spare(struct df_module *m);

/* kmsg.c */
void df_kmsg_start(struct df_module *m, bool replay);
void df_kmsg_listen(struct df_module *m);
void df_kmsg_stop(struct df_module *m);
void df_kmsg_catch_up(struct df_module *m);
void df_kmsg_kick(struct df_module *m);

/* scsi.c */
int df_scsi_start(struct df_module *m);
void df_scsi_stop(void);
unsigned long df_scsi_name(struct df_module *m);

/* sysfs.c */
int df_sysfs_start(struct df_module *m);
void df_sysfs_stop(struct df_module *m);
unsigned long df_sysfs_show(struct df_module *m);

#endif
