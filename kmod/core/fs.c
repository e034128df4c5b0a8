// SPDX-License-Identifier: GPL-2.0
/* The coroutine of file systems. */
#include <diskfault/fs.h>

#define SECOND		1000000		/* in microseconds */

#define SHUT_BY_USER	0x04		/* fs/xfs/xfs_mount.h SHUTDOWN_FORCE_UMOUNT */
#define SHUT_INCORE	0x08		/* SHUTDOWN_CORRUPT_INCORE */
#define SHUT_ONDISK	0x10		/* SHUTDOWN_CORRUPT_ONDISK */
#define SHUT_REMOVED	0x20		/* SHUTDOWN_DEVICE_REMOVED */

/* ---- what is remembered ---- */

static bool is_near(const struct df_when *a, const struct df_when *b)
{
	if (a->flags & b->flags)
		return df_when_within(a, b, SECOND);
	/* Without a clock: lines of one report stand close together. */
	return b->seq - a->seq < 32;
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

static void remember_struck(struct df_fs *fs, const struct df_fault *f)
{
	struct df_struck *s;

	if (!f->has_sector || f->disk->kind == DF_VOLUME)
		return;
	s = &fs->window[fs->struck++ & (DF_WINDOW - 1)];
	s->disk = f->disk;
	s->when = f->when;
	s->sector = f->sector;
}

static void remember_spared(struct df_fs *fs, const struct df_event *ev)
{
	struct df_spared *s = &fs->spared[fs->sparing++ & (DF_SPARED - 1)];

	df_whole_disk(s->name, ev->name);
	s->when = df_when_of(ev->rec);
}

/* Did the device refuse just now for want of space or the like? */
static bool is_spared(const struct df_fs *fs, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	char disk_name[DF_NAME_MAX];
	int i;

	df_whole_disk(disk_name, ev->name);
	for (i = 0; i < DF_SPARED; i++)
		if (fs->spared[i].name[0] && !strcmp(fs->spared[i].name, disk_name) &&
		    is_near(&fs->spared[i].when, &now))
			return true;
	return false;
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
 * The drives that failed within a second of the volume's error.  The distance
 * between disk sector and daddr is the start of the volume on that drive: the
 * more often it is the same, the surer.
 */
static void find_candidates(struct df_fs *fs, struct df_disk *volume, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	int i;

	for (i = 0; i < DF_WINDOW; i++) {
		struct df_struck *s = &fs->window[i];
		struct df_candidate *c;

		if (!s->disk || s->disk == volume || !df_when_within(&s->when, &now, SECOND))
			continue;
		c = candidate_for(volume, s->disk);
		fs->tied = true;
		c->faults++;
		if (!ev->has_sector || s->sector < ev->sector)
			continue;
		if (c->agreed && c->offset == s->sector - ev->sector) {
			c->agreed++;
		} else if (c->agreed <= 1) {
			c->offset = s->sector - ev->sector;
			c->agreed = 1;
		}
	}
}

/* ---- what a line means now ---- */

static bool blame(struct df_fs *fs, const struct df_event *ev)
{
	struct df_path *p;

	if (df_is_removable(ev->name))
		return false;
	p = df_table_by_name(fs->table, ev->name);
	if (!p)
		return false;
	df_fault_start(&fs->fault, p, ev);
	/* daddr counts from the start of the file system, not of the drive. */
	if (p->disk->kind != DF_VOLUME)
		fs->fault.has_sector = false;
	else if (ev->kind == DF_FS_IO)
		find_candidates(fs, p->disk, ev);
	return true;
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
	m->io = false;
	m->corrupt = false;
	if (uuid[0])
		memcpy(m->uuid, uuid, sizeof(m->uuid));
	return false;
}

static bool hear_io(struct df_fs *fs, struct df_mount *m, const struct df_event *ev)
{
	if (!ev->says) {
		remember_spared(fs, ev);
		return false;
	}
	/* A failed writeback does not say why: the line before it may. */
	if (ev->cls == DF_FS_OTHER && is_spared(fs, ev))
		return false;
	m->io = true;
	m->io_when = df_when_of(ev->rec);
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
	if ((ev->flags & (SHUT_BY_USER | SHUT_REMOVED)) || is_spared(fs, ev))
		return false;
	if (!blame(fs, ev))
		return false;
	fs->fault.says = 0;
	if ((ev->flags & (SHUT_INCORE | SHUT_ONDISK)) && !m->io)
		fs->fault.says = DF_SAYS_CORRUPT;
	return true;
}

/* True if a fault follows, in fs->fault. */
static bool hear(struct df_fs *fs)
{
	const struct df_event *ev = fs->in.ev;
	struct df_mount *m;

	if (fs->lost)
		return false;
	if (fs->in.fault) {
		remember_struck(fs, fs->in.fault);
		return false;
	}
	if (ev->kind == DF_BLOCK_ERROR) {
		remember_spared(fs, ev);
		return false;
	}
	m = mount_of(fs, ev->name, ev->rec->seq);
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
	fs->fault.disk = df_disk_now(fs->fault.disk);
	if (!fs->tied)
		return;
	for (d = fs->table->first; d; d = d->next)
		if (d->kind == DF_VOLUME)
			mend_candidates(d);
}
