/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who was hurt: one entry per physical drive (and per volume that was blamed),
 * and the paths that lead to it.
 *
 * A *path* is what a line of the log can name: a SCSI address, a kernel name,
 * or both tied together.  It leads to the drive of the newest *epoch* of that
 * address: an attach line begins a new epoch, and the drive before it keeps
 * its faults and loses the path.  A name stays tied until another path claims
 * it.  A drive has several paths (multipath), one, or none (it was replaced).
 *
 * Nothing leads from one *boot* into the next: addresses and names are given
 * anew.  A drive is found again by what it says of itself, or, see
 * df_table_rejoin(), by being in all respects what was there before.
 *
 * Memory belongs to the caller, who keeps a spare disk and a spare path in
 * the table (df_table_wants_disk(), df_table_give_disk(), and the same of paths)
 * and takes back the disks that left it (df_table_reap()).  When there is no
 * spare, the oldest drive that is gone and has no fault makes room, then the
 * oldest that is gone.
 *
 * Locking: none; the caller serialises.  Context: any, nothing sleeps.
 */
#ifndef DISKFAULT_DISK_H
#define DISKFAULT_DISK_H

#include <diskfault/match.h>

#define DF_SERIAL_MAX	128
#define DF_WWID_MAX	160
#define DF_THEN_MAX	160
#define DF_EVIDENCE_MAX	256
#define DF_CANDIDATES	4
#define DF_PATHS_MAX	64	/* of one disk, unless they are live */
#define DF_BUCKETS	1024	/* a power of two */

enum df_disk_kind {
	DF_SCSI,
	DF_BLOCK,		/* a whole disk without SCSI: nvme0n1, vda */
	DF_VOLUME,		/* dm-3, md0, loop0 */
};

enum df_serial_source {
	DF_SERIAL_NONE,
	DF_SERIAL_LOG,
	DF_SERIAL_VPD,
};

/* In rising order of precedence. */
enum df_cause {
	DF_CAUSE_NONE,
	DF_CAUSE_UNKNOWN,
	DF_CAUSE_FILESYSTEM,
	DF_CAUSE_PATH,
	DF_CAUSE_HOST,
	DF_CAUSE_DRIVE,
};

struct df_disk;

/* When something was said: the clocks that the log has. */
struct df_when {
	u64 seq;
	u64 time_us;
	s64 wall_us;
	u32 flags;		/* DF_REC_MONO, DF_REC_WALL */
};

struct df_path {
	struct df_path *next_at;	/* in its address bucket, or the spare list */
	struct df_path *next_named;	/* in its name bucket */
	struct df_path *next;		/* of the same disk, oldest first */
	struct df_disk *disk;
	struct df_hctl hctl;
	char name[DF_NAME_MAX];
	bool has_hctl;
	bool newest;		/* epoch of its address ("current" is a macro of the kernel) */
	bool named;		/* holds the name */
	bool live;		/* the adapter saw the device, and not its removal */
	bool attached;		/* an attach line began this epoch */
	bool replaces;		/* and in this boot it was not the first there */
	bool doubted;		/* its host was announced again since */
	bool gone;		/* unplugged: its name may be given to the next one */
	bool no_disk;		/* a CD-ROM or the like: nothing counts that is said of it */
	bool claimed;		/* the adapter has given this epoch its identity */
	u32 block_size;		/* logical, bytes; 0 unknown */
	u64 blocks;		/* that many of them; 0 unknown */
	u64 attach_seq;		/* records that made the ties; 0 none */
	u64 name_seq;
	u64 alive_seq;		/* record that last told of a device being there */
	u64 called_seq;		/* the last one with both, address and name */
	struct df_when tried;	/* when a timeout of aborted commands began; seq 0: never */
	bool tried_open;	/* how that ended has not been told */
};

/* A drive that may lie under a volume. */
struct df_candidate {
	struct df_disk *disk;
	u64 faults;		/* block errors within the windows */
	u64 offset;		/* disk sector less volume sector */
	u32 agreed;		/* times that the offset was the same */
};

struct df_disk {
	struct df_disk *next;		/* all of the table, oldest first */
	struct df_disk *prev;
	struct df_path *paths;		/* oldest first */
	u64 id;				/* never used again */
	enum df_disk_kind kind;

	char serial[DF_SERIAL_MAX];
	enum df_serial_source serial_source;
	u64 serial_seq;			/* record that said it; 0: none did */
	bool serial_shared;		/* two present drives had it */
	char wwid[DF_WWID_MAX];
	char vendor[40];		/* 8, 16 and 4 bytes of INQUIRY, escaped */
	char model[72];
	char rev[24];

	u32 boot;		/* the last one that it was seen in */
	bool stayed;		/* attached until that one ended, at last_hctl */
	bool has_last_hctl;
	struct df_hctl last_hctl;	/* when no path is left */
	char last_path_name[DF_NAME_MAX];
	u64 last_blocks;

	/* as its adapter's driver has said */
	u64 sas_address;		/* 0: not known */
	u64 enclosure;			/* logical id */
	u32 slot;			/* of the enclosure, if has_slot */
	bool has_slot;

	u64 faults[DF_CLASSES];
	u32 says;			/* DF_SAYS_* so far */
	u32 shortfall_base;		/* see df_table.shortfalls */
	bool fell_short;		/* in an earlier boot */
	bool verified;			/* a fault that no user can have written */
	struct df_when first, last;
	bool has_sector;
	u64 last_sector;
	char last_name[DF_NAME_MAX];
	char names_then[DF_THEN_MAX];	/* separated by blanks, oldest first */
	char evidence[DF_EVIDENCE_MAX];
	struct df_candidate candidates[DF_CANDIDATES];	/* volumes only */

	struct df_disk *became;		/* on the dead list: merged into */
	bool is_dead;

	/* for the adapter */
	bool changed;			/* something shown has changed; adapter resets */
	bool announce;			/* a fault was counted; adapter resets */
	enum df_class announce_class;	/* of the last one */
};

/* What an adapter knows of a SCSI device when it appears. */
struct df_identity {
	struct df_hctl hctl;
	u32 port;			/* of libata; 0: it is on none */
	struct df_span name;		/* empty if sd has not bound yet */
	struct df_span serial;		/* VPD page 0x80, raw */
	struct df_span wwid;
	struct df_span vendor;
	struct df_span model;
	struct df_span rev;
};

#define DF_PLUGS	8	/* sticks that are known by their ports */
#define DF_PORT_MAX	16	/* bytes of "1-1.4.2" */
#define DF_HOSTS_KNOWN	256

/* A SCSI host that is a drive of USB, and the port that it hangs on. */
struct df_plug {
	u32 host;
	char port[DF_PORT_MAX];	/* "" if it is none */
};

struct df_table {
	struct df_disk *first, *last;	/* all disks, oldest first */
	struct df_disk *spare_disk;
	struct df_path *spare_path;
	struct df_disk *dead;		/* for df_table_reap() */
	bool moved;			/* a disk died since the frames were mended */
	bool doubts;			/* some path is doubted ... */
	struct df_when doubted_at;	/* ... because of a record of then */
	struct df_plug plugs[DF_PLUGS];
	u32 next_plug;			/* the one to be forgotten next */
	bool unplugged;			/* some path is gone */
	u32 not_usb[DF_HOSTS_KNOWN / 32];	/* bit per host that is none of USB */
	u32 iscsi[DF_HOSTS_KNOWN / 32];	/* ... that is one of iSCSI */
	struct df_when stray;		/* something was unplugged, from who knows what host */
	struct df_when attached;	/* the last drive that came */
	u32 count, max;			/* disks; at most */
	u64 next_id;
	u64 evicted;
	u32 shortfalls;			/* times that faults may have gone uncounted */
	u32 boot;			/* number of this one */
	u32 boot_shortfalls;		/* what shortfalls was at its beginning */
	struct df_path *at[DF_BUCKETS];
	struct df_path *named[DF_BUCKETS];
};

void df_table_init(struct df_table *t, u32 max);

/* The table has no spare disk, no spare path: give it one, zeroed. */
bool df_table_wants_disk(const struct df_table *t);
bool df_table_wants_path(const struct df_table *t);
void df_table_give_disk(struct df_table *t, struct df_disk *d);
void df_table_give_path(struct df_table *t, struct df_path *p);

/* A disk that left the table, or NULL.  It is the caller's again. */
struct df_disk *df_table_reap(struct df_table *t);

/*
 * The end: every disk, spares too, leaves the table (df_table_reap() gives them
 * back), and every path becomes a spare (df_table_take_path() gives them back).
 */
void df_table_empty(struct df_table *t);
struct df_path *df_table_take_path(struct df_table *t);

struct df_path *df_path_at(struct df_table *t, const struct df_hctl *hctl);
struct df_path *df_path_named(struct df_table *t, const char *name);

/* Total of the ten counters. */
u64 df_disk_total(const struct df_disk *d);

enum df_cause df_disk_cause(const struct df_disk *d);
const char *df_cause_name(enum df_cause cause);
const char *df_kind_name(enum df_disk_kind kind);

/* Empty, or one that makers leave in when they have none. */
bool df_serial_is_bogus(const char *serial);

/* The serial identifies: it is neither empty nor bogus nor shared. */
bool df_disk_serial_unique(const struct df_disk *d);

/* Faults may be missing from its counters. */
bool df_disk_lower_bound(const struct df_table *t, const struct df_disk *d);

/* A path of it is live. */
bool df_disk_present(const struct df_disk *d);

/* Has something to show: is present, or has faults. */
bool df_disk_shown(const struct df_disk *d);

/* What a record says about when. */
struct df_when df_when_of(const struct df_record *r);

/* At most @us apart, on a clock that both have; false if they share none. */
bool df_when_within(const struct df_when *a, const struct df_when *b, u64 us);

/* The same, or a few lines apart if they share none. */
bool df_when_near(const struct df_when *a, const struct df_when *b, u64 us);

/* One fault, on its way from a coroutine to the counters of its drive. */
struct df_fault {
	struct df_disk *disk;
	enum df_class cls;
	u32 says;			/* DF_SAYS_* */
	bool verified;
	bool incomplete;		/* its last lines never came */
	bool again;			/* how one ended that has been counted */
	bool has_hctl;
	bool has_sector;
	struct df_hctl hctl;
	u64 sector;			/* 512-byte units, of the disk or volume */
	u64 lba;			/* of the command, in logical blocks */
	u32 blocks;			/* 0: not known */
	char name[DF_NAME_MAX];		/* of the whole device, at that time */
	struct df_when when;		/* of the record that counts */
	u64 first_seq;			/* of the first record that tells of it */
	u64 attach_seq;			/* the ties that led to the drive; 0 none */
	u64 name_seq;
	char text[DF_EVIDENCE_MAX];	/* the record that counts, printable */
};

/* A fault of the drive that @p leads to, as @ev tells it. */
void df_fault_start(struct df_fault *f, const struct df_path *p, const struct df_event *ev);

/* Where @d sits, as its driver or its controller calls that. */
void df_disk_place(struct df_disk *d, u64 enclosure, u32 slot);

/*
 * Something has become known @when of @d.  If of that drive only the address is known,
 * or only the name, or only libata's port, and if just one drive of another such sort
 * fails at that moment, it is the same.
 */
void df_table_pair(struct df_table *t, const struct df_disk *d, const struct df_when *when);

/* The only drive of which nothing but the address is known; NULL: none, or several. */
struct df_path *df_table_lone_address(struct df_table *t);

/* Puts a fault, of which the rest is known, on the drive that @p leads to. */
void df_fault_place(struct df_fault *f, const struct df_path *p);

/* Adds a fault to what is known of its drive, and to the counters if it is a new one. */
void df_disk_count(const struct df_fault *f);

/* Acknowledges: counters to zero, verdict to none, evidence gone. */
void df_disk_clear(struct df_table *t, struct df_disk *d);

/*
 * What lines of the log say about who is where.  @seq: of the line.  Each
 * returns the path it is about, or NULL when there was no room for it.
 */
struct df_path *df_table_epoch(struct df_table *t, const struct df_event *ev);

/*
 * A host was announced.  If devices attach to it within two minutes, it is not the
 * one of before, and none of the addresses of that one leads anywhere.
 */
void df_table_host(struct df_table *t, const struct df_event *ev);

/*
 * A host was announced, maybe of a drive of USB; something was unplugged from @port.
 * Names of drives that have gone so are free for the next one: what fails under such a
 * name before a line says whose it is now, is not of the drive that had it.
 */
void df_table_plug(struct df_table *t, const struct df_event *ev);

/* Returns one of the drives that were there, or NULL. */
struct df_path *df_table_unplug(struct df_table *t, struct df_span port);

/* May that host be one of USB, for all that is known? */
bool df_table_may_be_usb(const struct df_table *t, u32 host);

/* Is it known that its host is one of iSCSI? */
bool df_table_is_iscsi(const struct df_table *t, const struct df_path *p);

/* What is unplugged there may be a drive of which no line has said where it hangs. */
void df_table_stray(struct df_table *t, const struct df_event *ev);

/* The cache of a drive could not be flushed: that may be for its having gone. */
void df_table_flush(struct df_table *t, const struct df_event *ev);

/*
 * Only a drive that is there can say what @ev does: if the one of that name has gone,
 * or may have, and another has come, it is that one's name now.
 */
void df_table_disown(struct df_table *t, const struct df_event *ev);

struct df_path *df_table_tie(struct df_table *t, const struct df_hctl *hctl,
			     const char *name, u64 seq);
struct df_path *df_table_by_name(struct df_table *t, const char *name);
/*
 * The drive that was called @name for want of a better one is that of @p; the name
 * is forgotten.
 */
void df_table_join(struct df_table *t, const char *name, struct df_path *p);

struct df_path *df_table_log_serial(struct df_table *t, struct df_path *p,
				    struct df_span serial, u64 seq);

/*
 * What the adapter says: a SCSI device is there / has gone.  The log up to that
 * moment must have been read.  df_table_attach() returns NULL without room.
 */
struct df_path *df_table_attach(struct df_table *t, const struct df_identity *id);
void df_table_detach(struct df_table *t, const struct df_hctl *hctl);

/*
 * The machine was booted: no path leads anywhere any more, but for those that are
 * live (the adapter knows better).  Drives without faults leave the table.
 */
void df_table_boot(struct df_table *t);

/*
 * At the end of a boot: a drive of which nothing is known but its attach line is
 * the one from the boot before, if that line was the same, at the same address,
 * for the same name, and nothing else was there in between.
 */
void df_table_rejoin(struct df_table *t);

/* What has this name is a CD-ROM or the like; so it was when something was counted. */
void df_table_no_disk(struct df_table *t, const char *name);

/* @name is given to something else from here on. */
void df_table_unname(struct df_table *t, const char *name);

/* The same of all names that begin with @head. */
void df_table_unname_all(struct df_table *t, const char *head);

/*
 * Drops disks that nothing leads to and that have nothing to show.  Frames may
 * hold disks that were merged or dropped; the engine mends them (->moved)
 * before anything else runs.
 */
void df_table_settle(struct df_table *t, struct df_disk *d);

/* Where references to @d must point now: @d, what it became, or NULL. */
struct df_disk *df_disk_now(struct df_disk *d);

/*
 * Writes its bus ids / names, separated by blanks: those of the live paths,
 * else the last one known.  Returns the length; 0 if there is none.
 */
size_t df_disk_hctls(const struct df_disk *d, char *to, size_t size);
size_t df_disk_names(const struct df_disk *d, char *to, size_t size);

#endif
