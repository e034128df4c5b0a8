// SPDX-License-Identifier: GPL-2.0
/*
 * The engine: what comes in is passed to the coroutine that it concerns, and
 * what they yield is counted and passed on.  It knows who to ask, not what the
 * answers mean.
 */
#include <diskfault/engine.h>

#define SECOND	1000000ULL		/* in microseconds */

/* What is thrown at the pause; the coroutines know -EOVERFLOW only. */
#define LOSS	(-EOVERFLOW)
#define BOOT	(-ESTALE)

/* ---- the hosts ---- */

static void mend(struct df_engine *e)
{
	u32 i;

	if (!e->table.moved)
		return;
	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used)
			df_host_mend(&e->hosts[i]);
	df_fs_mend(&e->fs);
	e->fault.disk = df_disk_now(e->fault.disk);
	e->table.moved = false;
}

/* A fault on its way out: counted, remembered by the file systems. */
static const struct df_fault *count(struct df_engine *e, const struct df_fault *f)
{
	struct df_said said = { NULL, &e->fault };

	e->fault = *f;
	e->fault.disk = df_disk_now(e->fault.disk);
	if (!e->fault.disk)
		return NULL;
	df_disk_count(&e->fault);
	co_send(df_fs, &e->fs, said);
	return &e->fault;
}

static void end_host(struct df_engine *e, struct df_host *h)
{
	const struct df_fault *f;

	co_close(df_host, h);
	while ((f = df_host_left(h)))
		count(e, f);
	h->used = false;
}

/*
 * The frame of host @number.  When all are taken, the one silent longest is
 * closed; it begins anew when what was open in it has been told, see ask().
 */
static u32 host_index(struct df_engine *e, u32 number, u64 seq)
{
	u32 i, pick = 0;

	e->begins = false;
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

	if (e->boots && h->used)
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

/* ---- the other coroutine ---- */

static const struct df_fault *ask_fs(struct df_engine *e)
{
	struct df_said said = { &e->ev, NULL };
	const struct df_fault *f = NULL;

	if (co_send(df_fs, &e->fs, said) == CO_YIELDED)
		f = e->fs.out;
	mend(e);
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

static bool is_about_fs(enum df_kind kind)
{
	return kind == DF_FS_MOUNT || kind == DF_FS_UMOUNT || kind == DF_FS_IO ||
	       kind == DF_FS_CORRUPT || kind == DF_FS_SHUTDOWN;
}

/* A block error of a device that no host has. */
static const struct df_fault *blame_device(struct df_engine *e)
{
	struct df_path *p;

	if (!e->ev.says || df_is_removable(e->ev.name))
		return NULL;
	p = df_table_by_name(&e->table, e->ev.name);
	mend(e);
	if (!p)
		return NULL;
	df_fault_start(&e->fault, p, &e->ev);
	return count(e, &e->fault);
}

static const struct df_fault *hear_block_error(struct df_engine *e)
{
	struct df_path *p = df_path_named(&e->table, e->ev.name);
	struct df_said said = { &e->ev, NULL };
	u32 host;

	if (!e->ev.says && e->ev.name[0])
		co_send(df_fs, &e->fs, said);
	if (!p || !p->has_hctl)
		return blame_device(e);
	host = host_index(e, p->hctl.host, e->ev.rec->seq);
	turn_to(e, host, host + 1);
	return NULL;
}

/*
 * Nothing leads into the boot that begins.  The hosts end first, and what they
 * leave is told; then the rest, see end_boot().
 */
static void begin_boot(struct df_engine *e)
{
	e->boots = true;
	turn_to(e, 0, e->n_hosts);
}

static void end_boot(struct df_engine *e)
{
	df_table_boot(&e->table);
	co_close(df_fs, &e->fs);
	df_fs_begin(&e->fs, &e->table);
	mend(e);
	memset(e->bursts, 0, sizeof(e->bursts));
	e->boots = false;
}

/* Anybody can write a line without a stamp: where the kernel's have one, it is not the kernel's. */
static bool is_kernels(const struct df_engine *e)
{
	return !e->stamped || (e->in->flags & DF_REC_VERIFIED);
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
	if (is_about_fs(e->ev.kind))
		return ask_fs(e);
	if (e->ev.kind == DF_BLOCK_ERROR)
		return hear_block_error(e);
	if (!e->ev.has_hctl && e->ev.kind != DF_HOST_NEW)
		return NULL;
	host = host_index(e, e->ev.hctl.host, e->ev.rec->seq);
	turn_to(e, host, host + 1);
	return NULL;
}

static const struct df_fault *hear_record(struct df_engine *e)
{
	e->stamped |= (e->in->flags & DF_REC_VERIFIED) != 0;
	switch (df_match(e->in, e->any_writer, &e->ev)) {
	case DF_MATCH_EVENT:
		return hear_event(e);
	case DF_MATCH_REFUSED:
		e->refused++;
		return NULL;
	default:
		if (e->in->more.len && has_forged_line(e->in))
			e->refused++;
		return NULL;
	}
}

/* Takes an input; the first fault that follows. */
static const struct df_fault *first_fault(struct df_engine *e)
{
	const struct df_fault *f = NULL;

	turn_to(e, 0, 0);
	if (e->lost == BOOT) {
		begin_boot(e);
	} else if (e->lost) {
		e->table.shortfalls++;
		co_throw(df_fs, &e->fs, e->lost);
		turn_to(e, 0, e->n_hosts);
	} else if (!e->in) {
		turn_to(e, 0, e->n_hosts);
	} else {
		f = hear_record(e);
	}
	return f ? f : ask_hosts(e);
}

static void end_all(struct df_engine *e)
{
	u32 i;

	for (i = 0; i < e->n_hosts; i++)
		if (e->hosts[i].used)
			end_host(e, &e->hosts[i]);
	co_close(df_fs, &e->fs);
}

static int engine(struct df_engine *e)
{
	CO_BEGIN(e);
	for (;;) {
		CO_YIELD_CATCH(e, NULL, &e->lost);
		for (e->told = first_fault(e); e->told; e->told = ask_hosts(e))
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
	co_next(engine, e);
}

bool df_engine_wants(const struct df_engine *e)
{
	return df_table_wants(&e->table);
}

void df_engine_give(struct df_engine *e, struct df_disk *d, struct df_path *p)
{
	df_table_give(&e->table, d, p);
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
