// SPDX-License-Identifier: GPL-2.0
/*
 * The engine: what comes in is passed to the coroutine that it concerns, and
 * what they yield is counted and passed on.  It knows who to ask, not what the
 * answers mean.
 */
#include <diskfault/engine.h>

#define STRANGERS	256	/* records of no known format that make an index worth its time */
#define SECOND	1000000ULL		/* in microseconds */
#define TRIED_LINES	2	/* from that of an aborted command to its CDB */
#define GIVEN_UP	(5 * SECOND)	/* what hangs on a controller that has died, within this */

/* What is thrown at the pause; the coroutines know -EOVERFLOW only. */
#define LOSS	(-EOVERFLOW)
#define BOOT	(-ESTALE)
#define END	(-ESHUTDOWN)

/* ---- the hosts ---- */

static void mend(struct df_engine *e)
{
	u32 i;

	if (!e->table.moved)
		return;
	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used)
			df_host_mend(&e->hosts[i]);
	df_ata_mend(&e->ata);
	df_fs_mend(&e->fs);
	e->fault.disk = df_disk_now(e->fault.disk);
	e->table.moved = false;
}

/*
 * A controller has told of this fault, by the place of the drive: it has been counted,
 * and the place is that of the drive with an address.
 */
static bool was_placed(struct df_engine *e)
{
	struct df_disk *bare = df_fs_was_placed(&e->fs, &e->fault);

	if (!bare)
		return false;
	if (bare != e->fault.disk && bare->paths && e->fault.disk->paths)
		df_table_join(&e->table, bare->paths->name, e->fault.disk->paths);
	mend(e);
	return true;
}

/* A fault on its way out: counted, remembered by the file systems. */
static const struct df_fault *count(struct df_engine *e, const struct df_fault *f)
{
	struct df_said said = { NULL, &e->fault };

	e->fault = *f;
	e->fault.disk = df_disk_now(e->fault.disk);
	if (!e->fault.disk || df_fs_was_led(&e->fs, &e->fault) || was_placed(e))
		return NULL;
	/* One that was acknowledged meanwhile is over; this is a new one. */
	e->fault.again = f->again && df_disk_total(e->fault.disk);
	if (e->fault.cls >= DF_MEDIUM && e->fault.cls <= DF_OFFLINE)
		df_ata_suspect(&e->ata, &e->fault);
	df_disk_count(&e->fault);
	df_table_pair(&e->table, e->fault.disk, &e->fault.when);
	mend(e);
	co_send(df_fs, &e->fs, said);
	return e->fault.again ? NULL : &e->fault;
}

/*
 * The frame of host @number.  When all are taken, the one silent longest is
 * closed; it begins anew when what was open in it has been told, see ask().
 */
static u32 host_index(struct df_engine *e, u32 number, u64 seq)
{
	u32 i, pick = 0;

	e->begins = false;
	e->attended = seq;
	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used && e->hosts[i].number == number) {
			e->hosts[i].last_seq = seq;
			return i;
		}
	for (i = 0; i < e->n_hosts; i++) {
		if (!e->hosts[i].used) {
			pick = i;
			break;
		}
		if (e->hosts[i].last_seq < e->hosts[pick].last_seq)
			pick = i;
	}
	if (e->hosts[pick].used)
		co_close(df_host, &e->hosts[pick]);
	e->begins = true;
	e->newcomer = number;
	return pick;
}

static void begin_host(struct df_engine *e, struct df_host *h)
{
	memset(h, 0, sizeof(*h));
	h->used = true;
	h->table = &e->table;
	h->number = e->newcomer;
	h->last_seq = e->ev.rec->seq;
	co_next(df_host, h);
	e->begins = false;
}

/* Gives this input to @h. */
static int enter(struct df_engine *e, struct df_host *h)
{
	if (e->lost)
		return co_throw(df_host, h, e->lost);
	return co_send(df_host, h, e->in ? &e->ev : NULL);
}

/* What @h has to say to this input, fault by fault; NULL: nothing more. */
static const struct df_fault *ask(struct df_engine *e, struct df_host *h)
{
	const struct df_fault *left;
	int ret;

	if (e->ends && h->used)
		co_close(df_host, h);
	if (e->begins) {
		left = h->used ? df_host_left(h) : NULL;
		if (left)
			return left;
		begin_host(e, h);
	}
	if (!h->used)
		return NULL;
	if (co_finished(&h->co))
		return df_host_left(h);
	ret = e->entered ? co_next(df_host, h) : enter(e, h);
	e->entered = true;
	return ret == CO_YIELDED ? h->out : df_host_left(h);
}

static void turn_to(struct df_engine *e, u32 first, u32 end)
{
	e->turn = first;
	e->turns = end;
	e->entered = false;
}

/* Asks the hosts whose turn it is, until one of them has a fault. */
static const struct df_fault *ask_hosts(struct df_engine *e)
{
	const struct df_fault *f;

	while (e->turn < e->turns) {
		struct df_host *h = &e->hosts[e->turn];

		while ((f = ask(e, h))) {
			mend(e);
			f = count(e, f);
			if (f)
				return f;
		}
		mend(e);
		if (co_finished(&h->co))
			h->used = false;
		turn_to(e, e->turn + 1, e->turns);
	}
	return NULL;
}

/* ---- the other coroutines ---- */

/* Gives this input to libata's. */
static int enter_ata(struct df_engine *e)
{
	if (e->lost)
		return co_throw(df_ata, &e->ata, e->lost);
	return co_send(df_ata, &e->ata, e->in ? &e->ev : NULL);
}

/* The next thing that libata's has to say to this input; NULL: nothing more. */
static const struct df_fault *next_of_ata(struct df_engine *e)
{
	int ret;

	if (e->ends) {
		co_close(df_ata, &e->ata);
		return df_ata_left(&e->ata);
	}
	ret = e->ata_turn == DF_ASK_FIRST ? enter_ata(e) : co_next(df_ata, &e->ata);
	e->ata_turn = DF_ASK_NEXT;
	return ret == CO_YIELDED ? e->ata.out : NULL;
}

/* What libata's has to say to this input, fault by fault. */
static const struct df_fault *ask_ata(struct df_engine *e)
{
	const struct df_fault *f;

	while (e->ata_turn != DF_ASK_NOT) {
		f = next_of_ata(e);
		mend(e);
		if (!f) {
			e->ata_turn = DF_ASK_NOT;
			break;
		}
		f = count(e, f);
		if (f)
			return f;
	}
	return NULL;
}

static const struct df_fault *ask_fs(struct df_engine *e)
{
	struct df_said said = { &e->ev, NULL };
	const struct df_fault *f = NULL;
	struct df_when now;

	if (co_send(df_fs, &e->fs, said) == CO_YIELDED)
		f = e->fs.out;
	mend(e);
	if (e->fs.learnt) {
		now = df_when_of(e->ev.rec);
		df_table_pair(&e->table, e->fs.learnt, &now);
		mend(e);
	}
	if (!f)
		return NULL;
	/* back to its pause before count() sends it the fault */
	co_next(df_fs, &e->fs);
	return count(e, f);
}

/* ---- records ---- */

/*
 * The kernel lets ten records of a call site through in its interval (5 s; XFS
 * 30 s) and is silent about the rest until later: then faults may be missing.
 */
static void watch_burst(struct df_engine *e, const struct df_event *ev)
{
	struct df_burst *b = &e->bursts[ev->site];
	struct df_when now = df_when_of(ev->rec);
	u64 interval = (ev->site == DF_SITE_XFS ? 30 : 5) * SECOND;
	u32 slot = b->seen % DF_BURST;
	u32 oldest = (slot + 1) % DF_BURST;

	b->last[slot] = now;
	b->seen++;
	if (b->seen >= DF_BURST && df_when_within(&b->last[oldest], &now, interval))
		e->table.shortfalls++;
	/* Only the distance matters; do not let the number wrap into the past. */
	if (b->seen >= 2 * DF_BURST)
		b->seen -= DF_BURST;
}

/* A further line that would be a fault: somebody put it there. */
static bool has_forged_line(const struct df_record *r)
{
	struct df_span more = r->more, text;

	while (df_line_more(&more, &text))
		if (df_match_forged(text))
			return true;
	return false;
}

static bool is_about_ata(enum df_kind kind)
{
	return kind >= DF_ATA_PORT && kind <= DF_ATA_LOST;
}

static bool is_about_fs(enum df_kind kind)
{
	switch (kind) {
	case DF_FS_MOUNT:
	case DF_FS_UMOUNT:
	case DF_FS_IO:
	case DF_FS_CORRUPT:
	case DF_FS_SHUTDOWN:
	case DF_FS_COUNTS:
	case DF_BLOCK_LEAD:
	case DF_BLOCK_ECHO:
	case DF_DEV_FAULT:
	case DF_DEV_TIMEOUT:
	case DF_DEV_DOWN:
	case DF_DEV_NO_DISK:
	case DF_DEV_SPARED:
		return true;
	default:
		return false;
	}
}

/* The command that this is an echo of is still being told. */
static bool is_awaited(const struct df_engine *e)
{
	struct df_path *p = df_path_named((struct df_table *)&e->table, e->ev.name);
	u32 i;

	if (e->ev.kind != DF_BLOCK_ECHO || !p || !p->has_hctl)
		return false;
	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used && e->hosts[i].number == p->hctl.host)
			return df_host_awaits(&e->hosts[i], p->disk);
	return false;
}

static bool is_telling(const struct df_engine *e)
{
	u32 i;

	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used && df_host_is_telling(&e->hosts[i]))
			return true;
	return false;
}

/*
 * A name that is given to another device.  That of sd is in the line that ties it;
 * a controller of NVMe comes with all its namespaces.
 */
static void hear_new_device(struct df_engine *e)
{
	char head[DF_NAME_MAX];
	size_t n;

	if (df_is_scsi_name(e->ev.name))
		return;
	df_text_copy(head, sizeof(head), df_span_of(e->ev.name));
	if (!df_span_starts(df_span_of(head), DF_SPAN("nvme"))) {
		df_table_unname(&e->table, head);
	} else {
		for (n = 4; df_is_digit(head[n]); n++)
			;
		if (head[n] == 'n')
			head[n + 1] = '\0';
		df_table_unname_all(&e->table, head);
	}
	mend(e);
}

/* A line may stand in between, if both have the name. */
static bool is_spoken_of(const struct df_engine *e)
{
	u64 lines = e->ev.rec->seq - e->spoken.seq;

	if (!e->spoken.name[0])
		return lines == 1;
	return lines <= 2 && !strcmp(e->spoken.name, e->ev.name);
}

/*
 * 2.6 names the drive with its sense key, and its address in a line before that; where
 * that line is missing, the sense key is of the block error which follows.  So it is
 * where no line has a name but the block error.
 */
static void recall_sense(struct df_engine *e)
{
	const struct df_spoken *s = &e->spoken;

	if (!s->nowhere || e->ev.cls != DF_IO || !s->says || !e->ev.says || !is_spoken_of(e))
		return;
	e->ev.cls = s->cls;
	e->ev.says |= s->says;
}

/*
 * When a session of iSCSI is given up, all that waited for it fails at once.  Where
 * nothing is known of the drive, or that its host is one of iSCSI, that is the reason.
 */
static void recall_session(struct df_engine *e, const struct df_path *p)
{
	struct df_when now = df_when_of(e->ev.rec);

	if (!e->session.seq || e->ev.says != DF_SAYS_IO || !df_is_scsi_name(e->ev.name))
		return;
	if (p && p->has_hctl && !df_table_is_iscsi(&e->table, p))
		return;
	if (!df_when_near(&e->session, &now, SECOND))
		return;
	e->ev.cls = DF_TRANSPORT;
	e->ev.says |= DF_SAYS_PATH;
}

/* A block error of a device that no host has. */
static const struct df_fault *blame_device(struct df_engine *e)
{
	struct df_path *p;

	if (!e->ev.says || df_is_removable(e->ev.name))
		return NULL;
	p = df_table_by_name(&e->table, e->ev.name);
	mend(e);
	if (!p || p->no_disk)
		return NULL;
	if (df_fs_was_told(&e->fs, p->disk, &e->ev))
		return NULL;
	if (p->disk->kind == DF_VOLUME && (e->ev.says & DF_SAYS_DRIVE) &&
	    df_fs_is_passed_up(&e->fs, &e->ev)) {
		e->ev.cls = DF_IO;
		e->ev.says = DF_SAYS_IO;
	}
	df_fault_start(&e->fault, p, &e->ev);
	return count(e, &e->fault);
}

/* ---- records that only those around them make whole ---- */

/* The lines of others that stand before this record are not there for the kernel's. */
static void pass_over_others(struct df_engine *e)
{
	struct df_when now = df_when_of(e->in);

	if ((e->in->flags & DF_REC_AMONG) && e->spoken.seq && now.seq > e->heard.seq &&
	    df_when_within(&e->heard, &now, SECOND))
		e->spoken.seq += now.seq - e->heard.seq - 1;
	e->heard = now;
}

/* The line before it, or one that says nothing of a device in between. */
static bool is_next(const struct df_engine *e)
{
	return e->spoken.seq && !e->spoken.nowhere && e->ev.rec->seq - e->spoken.seq <= 2;
}

static bool is_part(enum df_kind kind)
{
	return kind == DF_CMD_RESULT || kind == DF_CMD_SENSE || kind == DF_CMD_CDB ||
	       kind == DF_CMD_ASC;
}

/* Remembers whom a record was about, for the one after it. */
static void remember_spoken(struct df_engine *e)
{
	/* Of a sense key that nobody has an address for, it is the line before that counts. */
	if (e->ev.kind == DF_CMD_ASC && e->spoken.nowhere && e->ev.rec->seq - e->spoken.seq == 1)
		df_host_relents(&e->spoken.cls, &e->spoken.says, &e->ev);
	if (!e->ev.has_hctl && (e->ev.kind == DF_IGNORED || e->ev.kind == DF_CMD_ASC ||
				e->ev.kind == DF_HOST_LOST || e->ev.kind == DF_SESSION_LOST))
		return;
	memset(&e->spoken, 0, sizeof(e->spoken));
	e->spoken.nowhere = e->ev.lone ||
			    (e->ev.kind == DF_CMD_SENSE && !e->ev.has_hctl && e->ev.name[0]);
	if (e->spoken.nowhere) {
		e->spoken.seq = e->ev.rec->seq;
		e->spoken.cls = e->ev.cls;
		e->spoken.says = e->ev.says;
		memcpy(e->spoken.name, e->ev.name, sizeof(e->spoken.name));
		return;
	}
	if (!e->ev.has_hctl || e->ev.driver == DF_DRIVER_OTHER || is_about_ata(e->ev.kind))
		return;
	e->spoken.seq = e->ev.rec->seq;
	e->spoken.result = e->ev.kind == DF_CMD_RESULT || e->ev.kind == DF_CMD_SENSE;
	e->spoken.cls = e->ev.cls;
	e->spoken.says = e->ev.says;
	e->spoken.rejected = e->ev.kind == DF_DISK_FAULT && e->ev.cls == DF_OFFLINE;
	e->spoken.hctl = e->ev.hctl;
	memcpy(e->spoken.name, e->ev.name, sizeof(e->spoken.name));
}

/* Some drivers say that they abort a command, and the line after it which. */
static void complete_trial(struct df_engine *e)
{
	u64 since = e->ev.rec->seq - e->tried;

	if (e->ev.kind != DF_CMD_CDB || !e->ev.has_hctl || !e->tried || since > TRIED_LINES)
		return;
	e->tried = 0;
	e->ev.tried = true;
	e->ev.cls = DF_TIMEOUT;
	e->ev.says = DF_SAYS_PATH;
}

/*
 * Old kernels tell of a failed command in records of which only the first has the
 * address, and another one the name: if the first is missing, that is enough for a
 * drive of which the address is known.
 */
static void complete(struct df_engine *e)
{
	struct df_event *ev = &e->ev;
	struct df_path *named;

	if (!is_part(ev->kind) || ev->has_hctl || ev->lone || df_is_removable(ev->name))
		return;
	if (!is_next(e)) {
		named = ev->name[0] ? df_path_named(&e->table, ev->name) : NULL;
		if (!named || !named->has_hctl)
			return;
		ev->has_hctl = true;
		ev->driver = DF_DRIVER_SD;
		ev->hctl = named->hctl;
		return;
	}
	/* Some tell the result twice, as a code and in words. */
	if (ev->kind == DF_CMD_RESULT && e->spoken.result) {
		ev->kind = DF_CMD_ASC;
		ev->says = 0;
	}
	ev->has_hctl = true;
	ev->driver = DF_DRIVER_SD;
	ev->hctl = e->spoken.hctl;
	if (!ev->name[0])
		memcpy(ev->name, e->spoken.name, sizeof(ev->name));
}

/*
 * May the name of a block error be that of the address just before?  That of a command
 * that failed is; of the drives that are offline, and all say so at once, the only one.
 */
static bool may_be_spoken(struct df_engine *e)
{
	struct df_path *at = df_path_at(&e->table, &e->spoken.hctl);

	if (!is_next(e) || !df_is_scsi_name(e->ev.name) || (at && at->name[0]))
		return false;
	return e->spoken.result ||
	       (e->spoken.rejected && at && df_table_lone_address(&e->table) == at);
}

/*
 * The path that a block error names.  2.6 names the drive in this line alone: it is
 * that of the failed command just before, if nobody knows of another name for it.
 */
static struct df_path *path_of_block(struct df_engine *e)
{
	struct df_path *p = df_path_named(&e->table, e->ev.name);
	bool heard = df_path_at(&e->table, &e->spoken.hctl);

	if ((p && p->has_hctl) || !may_be_spoken(e))
		return p;
	p = df_table_tie(&e->table, &e->spoken.hctl, e->ev.name, e->ev.rec->seq);
	mend(e);
	/* It had no driver, and nobody knew that it is a disk: what was said of it is lost. */
	if (p && !heard && e->ev.says && e->ev.cls == DF_IO && e->spoken.says) {
		e->ev.cls = e->spoken.cls;
		e->ev.says |= e->spoken.says;
	}
	return p;
}

static const struct df_fault *hear_block_error(struct df_engine *e)
{
	struct df_path *p = path_of_block(e);
	struct df_said said = { &e->ev, NULL };
	u32 host;

	recall_sense(e);
	recall_session(e, p);
	if (!e->ev.says && e->ev.name[0])
		co_send(df_fs, &e->fs, said);
	if (!p || !p->has_hctl)
		return blame_device(e);
	e->ev.hctl = p->hctl;
	df_ata_join(&e->ata, &e->ev);
	mend(e);
	host = host_index(e, p->hctl.host, e->ev.rec->seq);
	turn_to(e, host, host + 1);
	return NULL;
}

/* Libata and the hosts end, and what they leave is told. */
static void begin_end(struct df_engine *e)
{
	e->ends = true;
	e->begins = false;
	e->ata_turn = DF_ASK_FIRST;
	turn_to(e, 0, e->n_hosts);
}

/* Nothing leads into the boot that begins: they end first, and then the rest, see end_boot(). */
static void begin_boot(struct df_engine *e)
{
	e->boots = true;
	begin_end(e);
}

static void end_boot(struct df_engine *e)
{
	df_table_boot(&e->table);
	co_close(df_fs, &e->fs);
	df_fs_begin(&e->fs, &e->table);
	df_ata_begin(&e->ata, &e->table);
	memset(&e->spoken, 0, sizeof(e->spoken));
	memset(&e->died, 0, sizeof(e->died));
	memset(&e->session, 0, sizeof(e->session));
	e->tried = 0;
	mend(e);
	memset(e->bursts, 0, sizeof(e->bursts));
	e->boots = false;
	e->ends = false;
}

/* Anybody can write a line without a stamp: where the kernel's have one, it is not the kernel's. */
static bool is_kernels(const struct df_engine *e)
{
	return !e->stamped || (e->in->flags & DF_REC_VERIFIED);
}

/*
 * Somebody has unplugged a drive, which is no fault; or its controller has died, and all
 * that hung on it is given up at once.
 */
static const struct df_fault *hear_lost(struct df_engine *e)
{
	struct df_when now = df_when_of(e->ev.rec);
	struct df_path *p;

	if (e->ev.says & DF_SAYS_HOST) {
		e->died = now;
		return NULL;
	}
	p = df_table_unplug(&e->table, e->ev.word);
	if (!p || !e->died.seq || !df_when_within(&e->died, &now, GIVEN_UP))
		return NULL;
	e->ev.cls = DF_TRANSPORT;
	e->ev.says |= DF_SAYS_HOST;
	df_fault_start(&e->fault, p, &e->ev);
	return count(e, &e->fault);
}

/* What is remembered of a record, whoever it is for. */
static void note(struct df_engine *e)
{
	struct df_event *ev = &e->ev;

	if (ev->kind == DF_HOST_NEW && (e->in->flags & DF_REC_VERIFIED))
		df_table_host(&e->table, ev);
	if (ev->kind == DF_HOST_NEW && is_kernels(e))
		df_table_plug(&e->table, ev);
	if (ev->kind == DF_DEV_NEW && is_kernels(e))
		hear_new_device(e);
	if (ev->kind == DF_SESSION_LOST)
		e->session = df_when_of(ev->rec);
	if (ev->kind == DF_CMD_TRIED)
		e->tried = ev->has_hctl ? 0 : ev->rec->seq;
	if (ev->kind == DF_CMD_ASIDE)
		df_table_flush(&e->table, ev);
	if (ev->kind == DF_HOST_LOST)
		df_table_stray(&e->table, ev);
	if ((ev->says & DF_SAYS_DRIVE) && !ev->has_hctl && !is_about_ata(ev->kind)) {
		df_table_disown(&e->table, ev);
		mend(e);
	}
}

static const struct df_fault *hear_event(struct df_engine *e)
{
	u32 host;

	if (e->ev.site != DF_SITE_NONE && e->ev.kind != DF_SUPPRESSED)
		watch_burst(e, &e->ev);
	if (e->ev.kind == DF_SUPPRESSED) {
		e->suppressed += e->ev.count;
		e->table.shortfalls++;
		return NULL;
	}
	if (e->ev.kind == DF_BOOT) {
		if (is_kernels(e))
			begin_boot(e);
		return NULL;
	}
	note(e);
	if (is_about_ata(e->ev.kind) || e->ev.kind == DF_HOST_NEW || e->ev.kind == DF_DISK_NEW)
		e->ata_turn = DF_ASK_FIRST;
	if (is_about_ata(e->ev.kind)) {
		e->attended = e->ev.rec->seq;
		return NULL;
	}
	if (is_about_fs(e->ev.kind)) {
		/* What it is a consequence of has not been counted yet. */
		e->ev.after = e->ev.after && (e->ev.kind != DF_BLOCK_ECHO || !is_telling(e));
		return is_awaited(e) ? NULL : ask_fs(e);
	}
	if (e->ev.kind == DF_BLOCK_ERROR)
		return hear_block_error(e);
	if (!e->ev.has_hctl && e->ev.kind == DF_DISK_FAULT)
		return blame_device(e);
	if (e->ev.kind == DF_HOST_LOST) {
		turn_to(e, 0, e->n_hosts);
		return hear_lost(e);
	}
	if (!e->ev.has_hctl && e->ev.kind != DF_HOST_NEW)
		return NULL;
	if (e->ev.kind == DF_CMD_RESULT || e->ev.kind == DF_CMD_SENSE ||
	    e->ev.kind == DF_CMD_CDB) {
		df_ata_join(&e->ata, &e->ev);
		mend(e);
	}
	host = host_index(e, e->ev.hctl.host, e->ev.rec->seq);
	turn_to(e, host, host + 1);
	return NULL;
}

static const struct df_fault *hear_record(struct df_engine *e)
{
	const struct df_fault *f;

	e->stamped |= (e->in->flags & DF_REC_VERIFIED) != 0;
	e->unknown = false;
	pass_over_others(e);
	switch (df_match_by(&e->index, e->in, e->any_writer, &e->ev)) {
	case DF_MATCH_EVENT:
		e->understood++;
		complete(e);
		complete_trial(e);
		f = hear_event(e);
		remember_spoken(e);
		return f;
	case DF_MATCH_REFUSED:
		e->refused++;
		return NULL;
	default:
		if (e->in->more.len && has_forged_line(e->in))
			e->refused++;
		e->unknown = true;
		if (++e->strangers == STRANGERS)
			df_index_init(&e->index);
		return NULL;
	}
}

static const struct df_fault *next_fault(struct df_engine *e)
{
	const struct df_fault *f = ask_ata(e);

	return f ? f : ask_hosts(e);
}

/* Takes an input; the first fault that follows. */
static const struct df_fault *first_fault(struct df_engine *e)
{
	const struct df_fault *f = NULL;

	turn_to(e, 0, 0);
	e->ata_turn = DF_ASK_NOT;
	if (e->lost == BOOT) {
		begin_boot(e);
	} else if (e->lost == END) {
		begin_end(e);
	} else if (e->lost) {
		e->table.shortfalls++;
		memset(&e->spoken, 0, sizeof(e->spoken));
		co_throw(df_fs, &e->fs, e->lost);
		e->ata_turn = DF_ASK_FIRST;
		turn_to(e, 0, e->n_hosts);
	} else if (!e->in) {
		e->ata_turn = DF_ASK_FIRST;
		turn_to(e, 0, e->n_hosts);
	} else {
		f = hear_record(e);
	}
	return f ? f : next_fault(e);
}

static void end_all(struct df_engine *e)
{
	begin_end(e);
	while (next_fault(e))
		;
	co_close(df_fs, &e->fs);
}

static int engine(struct df_engine *e)
{
	CO_BEGIN(e);
	for (;;) {
		CO_YIELD_CATCH(e, NULL, &e->lost);
		for (e->told = first_fault(e); e->told; e->told = next_fault(e))
			CO_YIELD(e, e->told);
		if (e->boots)
			end_boot(e);
	}
	CO_FINALLY(e);
	end_all(e);
	df_table_rejoin(&e->table);
	mend(e);
	CO_END(e);
}

/* ---- from outside ---- */

void df_engine_init(struct df_engine *e, struct df_host *hosts, u32 n_hosts, u32 max)
{
	memset(e, 0, sizeof(*e));
	df_table_init(&e->table, max);
	e->hosts = hosts;
	e->n_hosts = n_hosts;
	df_fs_begin(&e->fs, &e->table);
	df_ata_begin(&e->ata, &e->table);
	co_next(engine, e);
}

bool df_engine_wants_disk(const struct df_engine *e)
{
	return df_table_wants_disk(&e->table);
}

bool df_engine_wants_path(const struct df_engine *e)
{
	return df_table_wants_path(&e->table);
}

void df_engine_give_disk(struct df_engine *e, struct df_disk *d)
{
	df_table_give_disk(&e->table, d);
}

void df_engine_give_path(struct df_engine *e, struct df_path *p)
{
	df_table_give_path(&e->table, p);
}

const struct df_fault *df_engine_record(struct df_engine *e, const struct df_record *r)
{
	return co_send(engine, e, r) == CO_YIELDED ? e->out : NULL;
}

const struct df_fault *df_engine_idle(struct df_engine *e)
{
	return co_send(engine, e, NULL) == CO_YIELDED ? e->out : NULL;
}

const struct df_fault *df_engine_lost(struct df_engine *e)
{
	return co_throw(engine, e, LOSS) == CO_YIELDED ? e->out : NULL;
}

const struct df_fault *df_engine_boot(struct df_engine *e)
{
	return co_throw(engine, e, BOOT) == CO_YIELDED ? e->out : NULL;
}

const struct df_fault *df_engine_end(struct df_engine *e)
{
	return co_throw(engine, e, END) == CO_YIELDED ? e->out : NULL;
}

const struct df_fault *df_engine_next(struct df_engine *e)
{
	/* At its outer pause it waits for an input, not for this. */
	if (!e->out)
		return NULL;
	return co_next(engine, e) == CO_YIELDED ? e->out : NULL;
}

void df_engine_close(struct df_engine *e)
{
	co_close(engine, e);
}

bool df_engine_attach(struct df_engine *e, const struct df_identity *id)
{
	struct df_path *p = df_table_attach(&e->table, id);

	if (p && id->port)
		df_ata_tie_host(&e->ata, id->port, id->hctl.host);
	mend(e);
	return p;
}

void df_engine_detach(struct df_engine *e, const struct df_hctl *hctl)
{
	df_table_detach(&e->table, hctl);
	mend(e);
}

void df_engine_clear(struct df_engine *e, struct df_disk *d)
{
	df_disk_clear(&e->table, d);
	df_table_settle(&e->table, d);
	mend(e);
}

struct df_disk *df_engine_reap(struct df_engine *e)
{
	return df_table_reap(&e->table);
}

void df_engine_empty(struct df_engine *e)
{
	df_table_empty(&e->table);
	mend(e);
}

struct df_path *df_engine_take_path(struct df_engine *e)
{
	return df_table_take_path(&e->table);
}
