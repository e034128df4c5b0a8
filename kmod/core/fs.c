// SPDX-License-Identifier: GPL-2.0
/* The coroutine of file systems. */
#include <diskfault/fs.h>

#define SECOND		1000000		/* in microseconds */

#define NVME_PATIENCE	(120 * SECOND)	/* from a timeout to what becomes of the command */
#define LEAD_PATIENCE	(60 * SECOND)	/* an IDE disk tries a sector again and again */
#define DOWN_PATIENCE	(180 * SECOND)	/* a controller that is reset again and again */
#define PLACE_PATIENCE	(60 * SECOND)	/* of a controller that tries a sector again and again */
#define MD_PATIENCE	(60 * SECOND)	/* from an error to the end of a member of an array */
#define AFTER_PATIENCE	(30 * SECOND)	/* from an error to what the journal says of it */

#define SHUT_BY_IO	0x03		/* SHUTDOWN_META_IO_ERROR, SHUTDOWN_LOG_IO_ERROR */
#define SHUT_BY_USER	0x04		/* fs/xfs/xfs_mount.h SHUTDOWN_FORCE_UMOUNT */
#define SHUT_INCORE	0x08		/* SHUTDOWN_CORRUPT_INCORE */
#define SHUT_ONDISK	0x10		/* SHUTDOWN_CORRUPT_ONDISK */
#define SHUT_REMOVED	0x20		/* SHUTDOWN_DEVICE_REMOVED */

/* ---- what is remembered ---- */

static bool is_within(const struct df_when *a, const struct df_when *b, u64 us)
{
	if (a->flags & b->flags)
		return df_when_within(a, b, us);
	/* Without a clock: lines of one report stand close together. */
	return b->seq - a->seq < 32;
}

static bool is_near(const struct df_when *a, const struct df_when *b)
{
	return is_within(a, b, SECOND);
}

/* The memory of the file system on @name; the one silent longest makes room. */
static struct df_mount *mount_of(struct df_fs *fs, const char *name, u64 seq)
{
	struct df_mount *m, *oldest = &fs->mounts[0];
	int i;

	for (i = 0; i < DF_MOUNTS; i++) {
		m = &fs->mounts[i];
		if (!strcmp(m->name, name)) {
			m->last_seq = seq;
			return m;
		}
		if (m->last_seq < oldest->last_seq)
			oldest = m;
	}
	memset(oldest, 0, sizeof(*oldest));
	memcpy(oldest->name, name, sizeof(oldest->name));
	oldest->last_seq = seq;
	return oldest;
}

static struct df_struck *note(struct df_fs *fs, struct df_disk *d, const struct df_when *when)
{
	struct df_struck *s = &fs->window[fs->struck++ & (DF_WINDOW - 1)];

	memset(s, 0, sizeof(*s));
	s->disk = d;
	s->when = *when;
	return s;
}

/* What a device did to file systems is not what happened to the device. */
static bool is_of_fs(enum df_class cls)
{
	return cls == DF_XFS_IO || cls == DF_XFS_CORRUPTION || cls == DF_XFS_SHUTDOWN ||
	       cls == DF_FS_OTHER;
}

static void remember_spared(struct df_fs *fs, const struct df_event *ev)
{
	struct df_spared *s = &fs->spared[fs->sparing++ & (DF_SPARED - 1)];

	df_whole_disk(s->name, ev->name);
	s->when = df_when_of(ev->rec);
	s->any = ev->kind == DF_DEV_SPARED;
	s->says = ev->says;
}

/* Why the device refused just now, within @us, if that was for want of space or the like. */
static const struct df_spared *find_spared(const struct df_fs *fs, const struct df_event *ev,
					   u64 us)
{
	struct df_when now = df_when_of(ev->rec);
	char disk_name[DF_NAME_MAX];
	u32 i;

	df_whole_disk(disk_name, ev->name);
	for (i = 1; i <= DF_SPARED; i++) {
		const struct df_spared *s = &fs->spared[(fs->sparing - i) & (DF_SPARED - 1)];

		if (s->name[0] && !strcmp(s->name, disk_name) &&
		    is_within(&s->when, &now, s->any ? SECOND : us))
			return s;
	}
	return NULL;
}

/* Is what happened to it now no fault for that? */
static bool is_spared(const struct df_fs *fs, const struct df_event *ev)
{
	const struct df_spared *s = find_spared(fs, ev, SECOND);

	return s && !s->says;
}

/* ---- which drives lie under a volume ---- */

static struct df_candidate *candidate_for(struct df_disk *volume, struct df_disk *disk)
{
	struct df_candidate *c, *weakest = &volume->candidates[0];
	int i;

	for (i = 0; i < DF_CANDIDATES; i++) {
		c = &volume->candidates[i];
		if (c->disk == disk || !c->disk) {
			c->disk = disk;
			return c;
		}
		if (c->faults < weakest->faults)
			weakest = c;
	}
	memset(weakest, 0, sizeof(*weakest));
	weakest->disk = disk;
	return weakest;
}

/*
 * Does the line say where exactly it was?  "writeback error" gives the beginning of
 * what was written, and the page cache counts in blocks of its own.
 */
static bool is_exact(const struct df_event *ev)
{
	return ev->has_sector && ev->kind == DF_FS_IO && ev->cls == DF_XFS_IO;
}

/*
 * The distance between disk sector and daddr is the start of the volume on that
 * drive: the more often it is the same, the surer.
 */
static void agree(struct df_candidate *c, u64 offset)
{
	if (c->agreed && c->offset == offset) {
		c->agreed++;
	} else if (c->agreed <= 1) {
		c->offset = offset;
		c->agreed = 1;
	}
}

/* @s happened to a drive within a second of @b, to a volume. */
static void hold_against(struct df_fs *fs, const struct df_blamed *b, struct df_struck *s)
{
	struct df_candidate *c;

	if (!s->disk || s->disk->kind == DF_VOLUME || !df_when_within(&s->when, &b->when, SECOND))
		return;
	c = candidate_for(b->volume, s->disk);
	fs->tied = true;
	if (s->volume != b->volume->id)
		c->faults++;
	s->volume = b->volume->id;
	if (b->exact && s->has_sector && s->sector >= b->sector)
		agree(c, s->sector - b->sector);
}

/* The drives that failed within a second before the volume's error; @name: its own. */
static void find_candidates(struct df_fs *fs, const struct df_blamed *blamed, const char *name)
{
	struct df_blamed *b = &fs->blamed[fs->blaming++ & (DF_BLAMED - 1)];
	struct df_candidate *c;
	char whole[DF_NAME_MAX];
	int i;

	*b = *blamed;
	for (i = 0; i < DF_WINDOW; i++)
		hold_against(fs, b, &fs->window[i]);
	df_whole_disk(whole, name);
	for (i = 0; i < DF_BLAMED; i++) {
		if (!fs->members[i].disk || strcmp(fs->members[i].array, whole))
			continue;
		c = candidate_for(b->volume, fs->members[i].disk);
		if (!c->faults)
			c->faults = 1;
		fs->tied = true;
	}
}

/* And those of which it is told only afterwards. */
static void find_blamed(struct df_fs *fs, struct df_struck *s)
{
	int i;

	for (i = 0; i < DF_BLAMED; i++)
		if (fs->blamed[i].volume)
			hold_against(fs, &fs->blamed[i], s);
}

/* @when something has failed on @volume, it does not say where exactly. */
static void blame_volume(struct df_fs *fs, struct df_disk *volume, const struct df_when *when,
			 const char *name)
{
	struct df_blamed b;

	memset(&b, 0, sizeof(b));
	b.volume = volume;
	b.when = *when;
	find_candidates(fs, &b, name);
}

static void remember_struck(struct df_fs *fs, const struct df_fault *f)
{
	struct df_struck *s;

	if (is_of_fs(f->cls) || fs->noted)
		return;
	s = note(fs, f->disk, &f->when);
	s->has_sector = f->has_sector;
	s->sector = f->sector;
	s->alone = f->first_seq == f->when.seq;
	find_blamed(fs, s);
	/* Where in it is no measure of where below: requests are merged and split. */
	if (f->disk->kind == DF_VOLUME)
		blame_volume(fs, f->disk, &f->when, f->name);
}

/* md has told of a fault of its member @d. */
static void remember_member(struct df_fs *fs, const char *array, struct df_disk *d)
{
	struct df_member *m;
	int i;

	for (i = 0; i < DF_BLAMED; i++)
		if (fs->members[i].disk == d && !strcmp(fs->members[i].array, array))
			return;
	m = &fs->members[fs->joining++ & (DF_BLAMED - 1)];
	memcpy(m->array, array, sizeof(m->array));
	m->disk = d;
}

/* ---- what a line means now ---- */

/* daddr counts from the start of the file system, not of the drive. */
static bool has_place_on(const struct df_disk *d, const struct df_event *ev)
{
	if (ev->placed)
		return true;
	return d->kind == DF_VOLUME && (ev->kind == DF_FS_IO || ev->kind == DF_FS_CORRUPT);
}

/* What @ev tells of happened on @volume. */
static void blame_exactly(struct df_fs *fs, struct df_disk *volume, const struct df_event *ev)
{
	struct df_blamed b;

	b.volume = volume;
	b.when = df_when_of(ev->rec);
	b.sector = ev->sector;
	b.exact = is_exact(ev);
	find_candidates(fs, &b, ev->name);
}

static bool blame(struct df_fs *fs, const struct df_event *ev)
{
	struct df_path *p;

	if (df_is_removable(ev->name))
		return false;
	p = df_table_by_name(fs->table, ev->name);
	if (!p || p->no_disk)
		return false;
	df_fault_start(&fs->fault, p, ev);
	if (ev->placed)
		df_disk_place(p->disk, ev->flags, ev->count);
	if (!has_place_on(p->disk, ev))
		fs->fault.has_sector = false;
	if (p->disk->kind == DF_VOLUME && (ev->says & ~DF_SAYS_CORRUPT))
		blame_exactly(fs, p->disk, ev);
	return true;
}

/* ---- one failed command, told more than once ---- */

/* The newest of @teller's kind, on @d, that still waits for something. */
static struct df_struck *find_waiting(struct df_fs *fs, const struct df_disk *d,
				      enum df_teller teller, const struct df_event *ev, u64 us)
{
	struct df_when now = df_when_of(ev->rec);
	u32 i;

	for (i = 1; i <= DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[(fs->struck - i) & (DF_WINDOW - 1)];

		if (s->disk && s->disk == d && s->teller == teller && !s->over &&
		    is_within(&s->when, &now, us))
			return s;
	}
	return NULL;
}

static struct df_struck *find_at(struct df_fs *fs, const struct df_disk *d, enum df_teller teller,
				 u64 sector, const struct df_event *ev, u64 us)
{
	struct df_when now = df_when_of(ev->rec);
	int i;

	for (i = 0; i < DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[i];

		if (s->disk && s->disk == d && s->teller == teller && !s->over &&
		    s->sector == sector && is_within(&s->when, &now, us))
			return s;
	}
	return NULL;
}

/* The drive that @ev names gets a fault, which is remembered as told by @teller. */
static bool blame_as(struct df_fs *fs, const struct df_event *ev, enum df_teller teller, u64 sector)
{
	struct df_struck *s;

	if (!blame(fs, ev))
		return false;
	s = note(fs, fs->fault.disk, &fs->fault.when);
	s->teller = teller;
	s->sector = sector;
	fs->noted = true;
	return true;
}

static struct df_disk *disk_of(struct df_fs *fs, const struct df_event *ev)
{
	struct df_path *p = df_path_named(fs->table, ev->name);

	return p ? p->disk : NULL;
}

/* The line after it, and of the same moment. */
static bool is_next(const struct df_when *a, const struct df_when *b)
{
	return is_near(a, b) && b->seq - a->seq <= 2;
}

/* The drive that is named is none; without a name, that of the next line. */
static void hear_no_disk(struct df_fs *fs, const struct df_event *ev)
{
	if (ev->name[0])
		df_table_no_disk(fs->table, ev->name);
	else
		fs->no_disk = df_when_of(ev->rec);
}

/* A command in time is aborted first, and if that fails its controller is reset. */
static bool hear_timeout(struct df_fs *fs, const struct df_event *ev)
{
	u64 key = ev->sector | (u64)ev->count << 32;
	struct df_struck *s = find_at(fs, disk_of(fs, ev), DF_TOLD_TIMEOUT, key, ev, NVME_PATIENCE);
	struct df_when now = df_when_of(ev->rec);

	if (s && !ev->head)
		return false;
	if (fs->no_disk.seq && is_next(&fs->no_disk, &now))
		return false;
	if (s)
		s->over = true;
	return blame_as(fs, ev, DF_TOLD_TIMEOUT, key);
}

/* The driver, of a failed command: once for each attempt, and then the block error. */
static bool hear_lead(struct df_fs *fs, const struct df_event *ev)
{
	struct df_disk *d = disk_of(fs, ev);
	struct df_when now = df_when_of(ev->rec);
	struct df_struck *s;

	if (find_at(fs, d, DF_TOLD_LEAD, ev->sector, ev, LEAD_PATIENCE))
		return false;
	/* The host has aborted what had timed out. */
	s = ev->by_host ? find_waiting(fs, d, DF_TOLD_TIMEOUT, ev, NVME_PATIENCE) : NULL;
	if (s)
		s->over = true;
	if (ev->says && !s)
		return blame_as(fs, ev, DF_TOLD_LEAD, ev->sector);
	if (d) {
		s = note(fs, d, &now);
		s->teller = DF_TOLD_LEAD;
		s->sector = ev->sector;
	}
	return false;
}

/* Several lines of one breakdown. */
static bool hear_down(struct df_fs *fs, const struct df_event *ev)
{
	if (find_waiting(fs, disk_of(fs, ev), DF_TOLD_DOWN, ev, DOWN_PATIENCE))
		return false;
	return blame_as(fs, ev, DF_TOLD_DOWN, 0);
}

/* A failed read is told block by block. */
static bool goes_on(struct df_struck *s, const struct df_event *ev)
{
	if (!ev->has_sector || ev->sector != s->sector + 1)
		return !ev->has_sector;
	s->sector = ev->sector;
	s->when = df_when_of(ev->rec);
	return true;
}

/*
 * It is no fault of its own, but may say what the fault was: multipath gives up a path
 * for nothing else, and md has written a block that could not be read.
 */
static void learn(struct df_fs *fs, const struct df_struck *s, const struct df_event *ev)
{
	u32 says = ev->says & (s->teller == DF_TOLD_ECHO ? DF_SAYS_DRIVE | DF_SAYS_PATH :
							   DF_SAYS_PATH);

	if (!(says & ~s->disk->says) || !df_disk_total(s->disk))
		return;
	s->disk->says |= says;
	s->disk->changed = true;
	fs->learnt = s->disk;
}

/*
 * What the page cache, md or multipath say of a failed command adds nothing to what
 * the device was charged with just before.
 */
static bool is_new_echo(struct df_fs *fs, const struct df_event *ev)
{
	struct df_disk *d = disk_of(fs, ev);
	struct df_when now = df_when_of(ev->rec);
	int i;

	if (!ev->name[0] || find_spared(fs, ev, SECOND))
		return false;
	for (i = 0; d && i < DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[i];

		if (s->disk != d || !is_near(&s->when, &now))
			continue;
		if (s->teller == DF_TOLD_ECHO && !goes_on(s, ev))
			continue;
		learn(fs, s, ev);
		return false;
	}
	return true;
}

/*
 * Has something failed lately?  Then md has given up a member for that; in quiet
 * times an administrator has told it to.
 */
static bool is_restless(const struct df_fs *fs, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	int i;

	for (i = 0; i < DF_WINDOW; i++)
		if (fs->window[i].disk && is_within(&fs->window[i].when, &now, MD_PATIENCE))
			return true;
	return fs->md_when.seq && is_near(&fs->md_when, &now);
}

static bool hear_echo(struct df_fs *fs, const struct df_event *ev)
{
	bool fault = is_new_echo(fs, ev) && (!ev->after || is_restless(fs, ev)) &&
		     blame_as(fs, ev, DF_TOLD_ECHO, ev->has_sector ? ev->sector : (u64)-2);
	struct df_disk *d = disk_of(fs, ev);

	if (!ev->name[0] && !ev->says)
		fs->md_when = df_when_of(ev->rec);
	if (d && ev->owner[0])
		remember_member(fs, ev->owner, d);
	return fault;
}

bool df_fs_was_told(struct df_fs *fs, struct df_disk *d, const struct df_event *ev)
{
	struct df_struck *s = NULL;
	u32 shift;

	/* Logical blocks have 512 to 4096 bytes. */
	for (shift = 0; !s && shift <= 3 && ev->has_sector; shift++)
		if (!(ev->sector & ((1U << shift) - 1)))
			s = find_at(fs, d, DF_TOLD_LEAD, ev->sector >> shift, ev, LEAD_PATIENCE);
	if (!s && !(ev->says & DF_SAYS_DRIVE))
		s = find_waiting(fs, d, DF_TOLD_TIMEOUT, ev, NVME_PATIENCE);
	if (!s)
		return false;
	s->over = true;
	s->when = df_when_of(ev->rec);
	if (ev->has_sector && df_disk_total(d)) {
		d->has_sector = true;
		d->last_sector = ev->sector;
		d->changed = true;
	}
	if (s->teller == DF_TOLD_LEAD && ev->has_sector) {
		s->has_sector = true;
		s->sector = ev->sector;
	}
	return true;
}

/* Does the command cover the sector, if a logical block has 512 to 4096 bytes? */
static bool covers(const struct df_fault *f, u64 sector)
{
	u32 shift;

	for (shift = 0; shift <= 3; shift++)
		if (sector >> shift >= f->lba && (sector >> shift) - f->lba < f->blocks)
			return true;
	return false;
}

/* A line that told of a fault by itself, just before the command that covers it. */
static bool leads(const struct df_struck *s, const struct df_fault *f)
{
	return s->disk == f->disk && s->alone && !s->over && s->has_sector &&
	       s->when.seq < f->first_seq && is_near(&s->when, &f->when) && covers(f, s->sector);
}

bool df_fs_was_led(struct df_fs *fs, const struct df_fault *f)
{
	int i;

	for (i = 0; f->incomplete && i < DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[i];

		if (!leads(s, f))
			continue;
		s->over = true;
		if (df_disk_total(s->disk)) {
			s->disk->says |= f->says;
			s->disk->changed = true;
		}
		return true;
	}
	return false;
}

bool df_fs_is_passed_up(const struct df_fs *fs, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	int i;

	for (i = 0; i < DF_WINDOW; i++) {
		const struct df_struck *s = &fs->window[i];

		if (s->disk && s->disk->kind != DF_VOLUME && (s->disk->says & DF_SAYS_DRIVE) &&
		    is_near(&s->when, &now))
			return true;
	}
	return false;
}

struct df_disk *df_fs_was_placed(struct df_fs *fs, const struct df_fault *f)
{
	int i;

	for (i = 0; (f->says & DF_SAYS_DRIVE) && i < DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[i];

		if (!s->disk || s->teller != DF_TOLD_PLACE || s->over ||
		    !is_within(&s->when, &f->when, PLACE_PATIENCE) || !covers(f, s->sector))
			continue;
		s->over = true;
		return s->disk;
	}
	return NULL;
}

static bool hear_mount(struct df_fs *fs, struct df_mount *m, const struct df_event *ev)
{
	char uuid[sizeof(m->uuid)];

	df_text_copy(uuid, sizeof(uuid), ev->word);
	/* Names of volumes are reused: another file system is another volume. */
	if (uuid[0] && m->uuid[0] && strcmp(uuid, m->uuid) && df_is_volume(m->name))
		df_table_unname(fs->table, m->name);
	memset(&m->io_when, 0, sizeof(m->io_when));
	memset(&m->corrupt_when, 0, sizeof(m->corrupt_when));
	m->shut = false;
	m->barred = false;
	m->io = false;
	m->corrupt = false;
	if (uuid[0])
		memcpy(m->uuid, uuid, sizeof(m->uuid));
	return false;
}

/* Something that was told of this file system explains what comes now. */
static bool is_consequence(const struct df_mount *m, const struct df_when *now)
{
	return (m->io && is_within(&m->io_when, now, AFTER_PATIENCE)) ||
	       (m->corrupt && is_within(&m->corrupt_when, now, AFTER_PATIENCE));
}

/*
 * Why @ev is no I/O error of the device, or NULL.  A failed writeback does not say
 * why it failed: the line before it may.  XFS tells of each 30 s apart.
 */
static const struct df_spared *excuse_for(const struct df_fs *fs, const struct df_event *ev)
{
	const struct df_spared *s;

	s = find_spared(fs, ev, ev->cls == DF_XFS_IO ? AFTER_PATIENCE : SECOND);
	return s && (s->any || ev->assumed || ev->cls == DF_FS_OTHER) ? s : NULL;
}

static bool hear_io(struct df_fs *fs, struct df_mount *m, const struct df_event *ev)
{
	const struct df_spared *excuse;
	struct df_when now;

	if (!ev->says) {
		remember_spared(fs, ev);
		return false;
	}
	excuse = excuse_for(fs, ev);
	if (excuse && !excuse->says)
		return false;
	if (excuse) {
		if (!blame(fs, ev))
			return false;
		fs->fault.says = excuse->says;
		return true;
	}
	now = df_when_of(ev->rec);
	if (m->barred && ev->err == EIO)
		return false;
	if (ev->after && is_consequence(m, &now))
		return false;
	m->io = true;
	m->io_when = now;
	return blame(fs, ev);
}

/*
 * One corruption is told in several lines; the first of a report counts, and a
 * later kind of line only if no report is under way.  After an I/O error, what
 * says nothing of its own ("Internal error") is that error's consequence.
 */
static bool hear_corrupt(struct df_fs *fs, struct df_mount *m, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	bool told = m->corrupt && is_near(&m->corrupt_when, &now);
	bool after_io = m->io && is_near(&m->io_when, &now);

	if (ev->head ? after_io && !ev->has_sector : told || after_io)
		return false;
	m->corrupt = true;
	m->corrupt_when = now;
	return blame(fs, ev);
}

/* A shutdown is told in two or three lines, and is a consequence. */
static bool hear_shutdown(struct df_fs *fs, struct df_mount *m, const struct df_event *ev)
{
	if (m->shut)
		return false;
	m->shut = true;
	/* From here on it refuses everything itself, and says so. */
	m->barred = (ev->flags & ~SHUT_BY_IO) && !m->io;
	if ((ev->flags & (SHUT_BY_USER | SHUT_REMOVED)) || is_spared(fs, ev))
		return false;
	/* Where it has no class of its own, the error before it was enough. */
	if (ev->cls == DF_FS_OTHER && (m->io || m->corrupt))
		return false;
	if (!blame(fs, ev))
		return false;
	fs->fault.says = 0;
	if ((ev->flags & (SHUT_INCORE | SHUT_ONDISK)) && !m->io)
		fs->fault.says = DF_SAYS_CORRUPT;
	return true;
}

/*
 * Btrfs counts what a device has failed to do, and what was wrong on it, and prints
 * all of it when one of them has grown.
 */
static bool hear_counts(struct df_fs *fs, const struct df_event *ev)
{
	u64 failed = (u64)ev->count + ev->sector + ev->flags;
	struct df_mount *m = mount_of(fs, ev->name, ev->rec->seq);
	struct df_when now = df_when_of(ev->rec);
	bool grown = m->counted ? failed > m->failed : failed != 0;

	m->counted = true;
	m->failed = failed;
	if (!ev->says)
		return false;
	m = mount_of(fs, ev->owner[0] ? ev->owner : ev->name, ev->rec->seq);
	if (grown) {
		m->io = true;
		m->io_when = now;
		return !is_spared(fs, ev) && blame(fs, ev);
	}
	if (m->corrupt && is_near(&m->corrupt_when, &now))
		return false;
	m->corrupt = true;
	m->corrupt_when = now;
	if (!blame(fs, ev))
		return false;
	fs->fault.says = DF_SAYS_CORRUPT;
	return true;
}

/* A device that no line gives an address; true if a fault follows. */
static bool hear_device(struct df_fs *fs, const struct df_event *ev)
{
	switch (ev->kind) {
	case DF_BLOCK_LEAD:
		return hear_lead(fs, ev);
	case DF_BLOCK_ECHO:
		return hear_echo(fs, ev);
	case DF_DEV_TIMEOUT:
		return hear_timeout(fs, ev);
	case DF_DEV_DOWN:
		return hear_down(fs, ev);
	case DF_DEV_FAULT:
		if (ev->placed && ev->has_sector)
			return blame_as(fs, ev, DF_TOLD_PLACE, ev->sector);
		return blame(fs, ev);
	case DF_DEV_NO_DISK:
		hear_no_disk(fs, ev);
		return false;
	default:
		remember_spared(fs, ev);
		return false;
	}
}

static bool is_of_device(enum df_kind kind)
{
	return kind == DF_BLOCK_ERROR || kind == DF_BLOCK_LEAD || kind == DF_BLOCK_ECHO ||
	       kind == DF_DEV_TIMEOUT || kind == DF_DEV_DOWN || kind == DF_DEV_FAULT ||
	       kind == DF_DEV_NO_DISK || kind == DF_DEV_SPARED;
}

/* True if a fault follows, in fs->fault. */
static bool hear(struct df_fs *fs)
{
	const struct df_event *ev = fs->in.ev;
	struct df_mount *m;

	fs->learnt = NULL;
	if (fs->lost)
		return false;
	if (fs->in.fault) {
		remember_struck(fs, fs->in.fault);
		fs->noted = false;
		return false;
	}
	fs->noted = false;
	if (is_of_device(ev->kind))
		return hear_device(fs, ev);
	if (ev->kind == DF_FS_COUNTS)
		return hear_counts(fs, ev);
	m = mount_of(fs, ev->owner[0] ? ev->owner : ev->name, ev->rec->seq);
	if (ev->kind == DF_FS_MOUNT || ev->kind == DF_FS_UMOUNT)
		return hear_mount(fs, m, ev);
	if (ev->kind == DF_FS_IO)
		return hear_io(fs, m, ev);
	if (ev->kind == DF_FS_CORRUPT)
		return hear_corrupt(fs, m, ev);
	return hear_shutdown(fs, m, ev);
}

/* Records are missing: what seemed to be under way may be another thing. */
static void doubt(struct df_fs *fs)
{
	int i;

	for (i = 0; i < DF_MOUNTS; i++) {
		fs->mounts[i].shut = false;
		fs->mounts[i].barred = false;
		fs->mounts[i].corrupt = false;
	}
}

int df_fs(struct df_fs *fs)
{
	CO_BEGIN(fs);
	for (;;) {
		CO_YIELD_CATCH(fs, NULL, &fs->lost);
		if (fs->lost)
			doubt(fs);
		else if (hear(fs))
			CO_YIELD(fs, &fs->fault);
	}
	CO_FINALLY(fs);
	CO_END(fs);
}

void df_fs_begin(struct df_fs *fs, struct df_table *table)
{
	bool tied = fs->tied;

	memset(fs, 0, sizeof(*fs));
	fs->table = table;
	fs->tied = tied;
	co_next(df_fs, fs);
}

static void mend_candidates(struct df_disk *volume)
{
	int i;

	for (i = 0; i < DF_CANDIDATES; i++) {
		struct df_candidate *c = &volume->candidates[i];

		if (!c->disk)
			continue;
		c->disk = df_disk_now(c->disk);
		if (!c->disk)
			memset(c, 0, sizeof(*c));
	}
}

void df_fs_mend(struct df_fs *fs)
{
	struct df_disk *d;
	int i;

	for (i = 0; i < DF_WINDOW; i++)
		fs->window[i].disk = df_disk_now(fs->window[i].disk);
	for (i = 0; i < DF_BLAMED; i++) {
		fs->blamed[i].volume = df_disk_now(fs->blamed[i].volume);
		fs->members[i].disk = df_disk_now(fs->members[i].disk);
	}
	fs->fault.disk = df_disk_now(fs->fault.disk);
	if (!fs->tied)
		return;
	for (d = fs->table->first; d; d = d->next)
		if (d->kind == DF_VOLUME)
			mend_candidates(d);
}
