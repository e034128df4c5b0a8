/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The coroutine of libata's error handling.
 *
 * libata tells of a failed command in a report of its own: exception, failed
 * command, its registers, status, error, and "EH complete" when it is over.  In
 * between sd tells of the same command what became of it, if libata did not
 * succeed in repeating it.  So a command reported here waits for sd, and only if
 * sd says nothing of it is it a fault by itself.
 *
 * libata speaks of ports, "ata3", and of devices on them, "ata3.00".  Which SCSI
 * address that is follows from the order in which both were announced, from the
 * line that detaches the device, or from sd's lines about the same sectors; till
 * then the drive is known by that name.
 *
 *	df_ata_begin(ata, table);		start it, or start it anew
 *	co_send(df_ata, ata, ev);		one event; yields a fault or NULL
 *	co_next(df_ata, ata) ...		while it yields faults; NULL: more please
 *	co_send(df_ata, ata, NULL);		idle
 *	co_throw(df_ata, ata, -EOVERFLOW);	loss: what is half told is over
 *	co_close(df_ata, ata);			then df_ata_left() for what was open
 *
 * Context: any; serialised by the caller; does not sleep or allocate.
 */
#ifndef DISKFAULT_ATA_H
#define DISKFAULT_ATA_H

#include <diskfault/coroutine.h>
#include <diskfault/disk.h>

#define DF_PORTS	64		/* remembered */
#define DF_MODEL	16		/* bytes of a model that SCSI has room for */
#define DF_REPORTS	32		/* commands at once: as many as a queue has */

struct df_port {
	u32 number;			/* 0: free */
	u64 last_seq;			/* when it was last spoken of */
	bool handling;			/* a report is under way */
	bool failed;			/* a command of it has failed ... */
	struct df_when failed_when;	/* ... and when */
	u32 lost;			/* bit per device that was given up for that */
	u32 packets;			/* bit per device that is a CD-ROM or the like */
	bool tied;			/* to hctl, and so are the others of its host */
	bool exact;			/* a line told the address of this device */
	u32 adapter;			/* announced with the others of it; 0: not known */
	s32 device;
	struct df_hctl hctl;
	char model[DF_MODEL + 1];	/* of its first device, if a line told it ... */
	bool met;			/* ... and SCSI has told of one like it since, ... */
	bool by_model;			/* ... which is why the port is tied */
};

/* One failed command of which sd has said nothing yet. */
struct df_report {
	bool used;
	bool ready;			/* to be told as it is */
	bool spent;			/* told, and nobody knew where its port leads ... */
	struct df_when ended;		/* ... when error handling was over */
	bool link;			/* an exception, and no command so far */
	bool not_disk;
	bool judged;			/* its result has come */
	bool has_command;		/* its registers have come */
	u32 port;
	s32 device;
	s32 tag;
	u64 lba;			/* in logical blocks */
	u32 blocks;			/* 0: not known, or none */
	u32 opened;
	struct df_fault fault;		/* of no drive yet */
};

struct df_ata {
	CO_FRAME(const struct df_event *, const struct df_fault *);
	struct df_table *table;
	int lost;
	u32 opening;
	struct df_report *open;		/* the command that the lines are about */
	struct df_report reports[DF_REPORTS];
	struct df_port ports[DF_PORTS];
	const struct df_fault *telling;
	struct df_fault fault;
	bool lost_ready;		/* in fault: a device that was given up */

	struct df_disk *suspect;	/* the last drive with a path or unknown fault */
	struct df_when suspect_when;
	u32 suspect_adapter;

	/* hosts announced together, and how many of their ports */
	char driver[DF_NAME_MAX];
	u32 adapter;			/* counts them */
	u32 first_host, hosts, taken;
	u32 next_port;
	bool muddled;			/* by several drivers at a time: no tie by order */
};

/* A frame of any content, or zeros, to the first pause; it knows of nothing. */
void df_ata_begin(struct df_ata *ata, struct df_table *table);

int df_ata(struct df_ata *ata);

/*
 * sd tells of a failed command, in @ev: if libata has reported it, what it said is
 * added to @ev, and it is no fault by itself any more.
 */
void df_ata_join(struct df_ata *ata, struct df_event *ev);

/* The adapter knows: port @number is SCSI host @host. */
void df_ata_tie_host(struct df_ata *ata, u32 number, u32 host);

/*
 * Each port is a SCSI host of its own.  Two drives on ports of one adapter that fail
 * within a second for want of a path: adds to @f, and to the other, that it is the
 * adapter.
 */
void df_ata_suspect(struct df_ata *ata, struct df_fault *f);

/* What was open at close: the faults one by one, then NULL. */
const struct df_fault *df_ata_left(struct df_ata *ata);

/* Some disk has merged or died: mend what the frame holds. */
void df_ata_mend(struct df_ata *ata);

#endif
