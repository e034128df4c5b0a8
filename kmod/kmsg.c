// SPDX-License-Identifier: GPL-2.0
/*
 * Reads printk's ring into the engine.
 *
 * The reader is kmsg_dump's iterator: unlike a console it sees every level, and
 * it runs in a work item of ours, so that nothing of us is on the way of a
 * printk.  What wakes the work is an entry of our own on the wait queue of
 * /dev/kmsg (the *bell*), where every other reader of the log waits too.  It is
 * rung from printk's irq_work, after the record was committed.
 *
 *	run:	read until a drain finds little
 *		hang up the bell
 *		smp_mb()
 *		look once more			(1)
 *	ring:	take the bell off, queue a run; or, if records were read a moment
 *		ago and few have come since, leave it and set the timer of the run
 *
 * A record that is committed before (1) looks is found there; for one that comes
 * later, printk sees the bell and rings it.  Since printk rings at the next tick
 * only, a burst of records is one run or two.  A run comes every two seconds
 * even so.
 *
 * tests/model/wake.pml holds this to all interleavings.
 */
#define DEBUG			/* the pr_debug() below is there for what it does */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/kmsg_dump.h>
#include <linux/major.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "diskfault.h"

/* The file that log readers wait on, and its number in Documentation/admin-guide/devices.txt. */
#define DF_KMSG		"/dev/kmsg"
#define DF_KMSG_DEV	MKDEV(MEM_MAJOR, 11)

#define DF_POLL		(2 * HZ)	/* between two runs, at most */
#define DF_POLL_DEAF	(HZ / 10)	/* the same when there is no bell */
#define DF_IDLE		(HZ / 10)	/* silence after which a command is over */
#define DF_LATE		2		/* ticks: a ring may come so long after its record */
#define DF_REST		(HZ / 40)	/* between two runs while the log is never silent */
#define DF_CROWD	256		/* records that end the rest: a quarter of a small ring */
#define DF_RUSH		16000		/* in a second: more of them do not let it begin */
#define DF_UNFINISHED	HZ		/* second look at an unfinished record */
#define DF_TROUBLE	(60 * HZ)	/* so long after a disk was told of there may be one */

/* Everything that follows from one input of the engine; it counts itself. */
static void df_hear(struct df_module *m, const struct df_fault *fault)
{
	while (fault)
		fault = df_engine_next(&m->engine);
}

/*
 * Records are missing before @seq: taken away by `dmesg -C`, or overwritten?
 * A reader is moved up to the place of the last `dmesg -C`, which is where a
 * rewind starts.  One that came after the read is not what moved us.
 */
static void df_gap(struct df_module *m, u64 seq)
{
	struct df_counts *c = &m->counts;
	struct df_ring ring;
	u64 skipped = 0;

	if (DF_RING_CLAMPS) {
		df_ring_rewind(&ring);
		if (ring.iter.cur_seq <= seq)
			m->cleared = ring.iter.cur_seq;
		if (m->cleared > c->next)
			skipped = min(m->cleared, seq) - c->next;
	}
	c->skipped += skipped;
	c->lost += seq - c->next - skipped;
	/* A name may have been among them. */
	m->name_all = true;
	m->name_until = jiffies + DF_NAME_LONG;
	df_hear(m, df_engine_lost(&m->engine));
}

/* The record of @len bytes in the line buffer goes to the engine. */
static void df_feed(struct df_module *m, u64 seq, size_t len)
{
	struct df_span bytes = { m->line, len };
	struct df_record r;
	u64 understood;

	if (bytes.len && bytes.p[bytes.len - 1] == '\n')
		bytes.len--;	/* the one that printk puts after every record */
	df_line_parse(&r, bytes);
	r.seq = seq;
	/* A write to /dev/kmsg cannot get the facility of the kernel. */
	if ((r.flags & DF_REC_FACILITY) && r.facility == DF_FACILITY_KERN)
		r.flags |= DF_REC_VERIFIED;
	/*
	 * What we print is no fault, so it goes the way of all records.  The line
	 * with a serial (sysfs.c) names a drive that went before a reload.
	 */
	df_spare(m);
	understood = m->engine.understood;
	df_hear(m, df_engine_record(&m->engine, &r));
	if (m->engine.understood != understood) {
		m->trouble = true;
		m->trouble_at = jiffies;
	}
	if (m->finishing && df_span_starts(r.text, DF_SPAN(KBUILD_MODNAME ": "))) {
		/* Ours, and so what stands before it is finished. */
		m->whole = seq + 1;
		m->finishing = false;
	}
}

static bool df_read_record(struct df_module *m)
{
	size_t len = 0;
	u64 seq;

	if (!kmsg_dump_get_line(&m->ring.iter, true, m->line, sizeof(m->line), &len))
		return false;
	/* The iterator stands behind the record, however far it had to go. */
	seq = m->ring.iter.cur_seq - 1;
	if (seq != m->counts.next)
		df_gap(m, seq);
	m->counts.next = seq + 1;
	m->counts.read++;
	df_feed(m, seq, len);
	return true;
}

/* Records were read.  Only those of a host or of libata break the silence around a command. */
static void df_note_found(struct df_module *m)
{
	WRITE_ONCE(m->found_at, jiffies);
	WRITE_ONCE(m->found_to, (u32)m->counts.next);
	if (m->engine.attended == m->spoken)
		return;
	m->spoken = m->engine.attended;
	m->spoken_at = jiffies;
	m->idle_said = false;
}

/*
 * Reads up to the end, to record @until, or @max records.  The mutex is let go
 * of after each batch: readers of sysfs and SCSI scanning wait for it.
 */
static unsigned int df_drain(struct df_module *m, unsigned int max, u64 until)
{
	unsigned int n = 0;

	lockdep_assert_held(&m->lock);
	while (n < max && m->counts.next < until && df_read_record(m)) {
		if (++n % DF_BATCH)
			continue;
		mutex_unlock(&m->lock);
		cond_resched();
		mutex_lock(&m->lock);
	}
	if (n)
		df_note_found(m);
	return n;
}

/* What the class-wide files say from now on: numbers of one moment. */
static void df_publish(struct df_module *m)
{
	m->shown.log = m->counts;
	m->shown.suppressed = m->engine.suppressed;
	m->shown.refused = m->engine.refused;
	m->shown.evicted = m->engine.table.evicted;
}

/**
 * df_kmsg_catch_up() - feed what was logged up to now
 * @m: the module
 *
 * News that come past the log, of devices that come and go, are true after the
 * records of before.  What is logged while this reads is left for the next run,
 * or it would not end in a storm.
 *
 * Context: Process, with &df_module.lock held; lets go of it in between.
 */
void df_kmsg_catch_up(struct df_module *m)
{
	struct df_ring end;

	df_ring_rewind(&end);
	df_drain(m, UINT_MAX, end.iter.next_seq);
	df_publish(m);
}

/*
 * @unread records have come within @ticks.  The ring has room for a thousand, and
 * in a storm a tick brings hundreds.
 */
static bool df_is_crowd(u32 unread, unsigned long ticks)
{
	return unread >= DF_CROWD || unread > max(ticks, 1UL) * (DF_RUSH / HZ);
}

/*
 * How long a run can wait, in jiffies: on a machine that logs all the time, a run
 * for each tick costs more than the records do.  The first record after a silence
 * does not wait, nor do many.
 */
static unsigned long df_rest(struct df_module *m)
{
	unsigned long since = jiffies - READ_ONCE(m->found_at);
	struct df_ring ring;

	if (since >= DF_REST)
		return 0;
	df_ring_rewind(&ring);
	if (df_is_crowd((u32)ring.iter.next_seq - READ_ONCE(m->found_to), since))
		return 0;
	return DF_REST - since;
}

/* printk has something.  Called with the lock of its queue held, irqs off. */
static int df_ring_bell(struct wait_queue_entry *bell, unsigned int mode, int flags, void *key)
{
	struct df_module *m = container_of(bell, struct df_module, bell);
	unsigned long wait = df_rest(m);

	WRITE_ONCE(m->rung_at, jiffies);
	/* One ring is enough for a run; the run hangs it up again. */
	if (!wait)
		list_del_init(&bell->entry);
	else if (READ_ONCE(m->rung))
		return 0;	/* the timer of a run that is to come is set already */
	WRITE_ONCE(m->rung, 1);
	mod_delayed_work(m->wq, &m->work, wait);
	return 0;
}

static void df_hang_up_bell(struct df_module *m)
{
	unsigned long flags;

	if (!m->bell_at)
		return;
	spin_lock_irqsave(&m->bell_at->lock, flags);
	if (list_empty(&m->bell.entry))
		__add_wait_queue(m->bell_at, &m->bell);
	spin_unlock_irqrestore(&m->bell_at->lock, flags);
	/*
	 * Pairs with wq_has_sleeper() in printk's __wake_up_klogd(): either it
	 * sees the bell after its record, or we see the record after the bell.
	 */
	smp_mb();
}

/* Not remove_wait_queue(): the bell may be off already, by a ring. */
static void df_take_off_bell(struct df_module *m)
{
	unsigned long flags;

	if (!m->bell_at)
		return;
	spin_lock_irqsave(&m->bell_at->lock, flags);
	list_del_init(&m->bell.entry);
	spin_unlock_irqrestore(&m->bell_at->lock, flags);
}

/* vfs_poll() tells where readers of the file wait. */
static void df_found_queue(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	df_module.bell_at = queue;
}

/*
 * Opens /dev/kmsg and finds its wait queue.  The file stays open as long as the
 * bell may hang there.  Without it (no such node in the loader's /dev, or
 * printk.devkmsg=off) the reader looks more often instead.
 */
static void df_find_bell(struct df_module *m)
{
	poll_table table;
	struct file *file;
	struct inode *inode;

	init_waitqueue_func_entry(&m->bell, df_ring_bell);
	INIT_LIST_HEAD(&m->bell.entry);
	file = filp_open(DF_KMSG, O_RDONLY, 0);
	if (IS_ERR(file)) {
		pr_info("cannot open " DF_KMSG " (error %ld), polling the log instead\n",
			PTR_ERR(file));
		return;
	}
	inode = file_inode(file);
	if (S_ISCHR(inode->i_mode) && inode->i_rdev == DF_KMSG_DEV) {
		init_poll_funcptr(&table, df_found_queue);
		vfs_poll(file, &table);
	}
	if (!m->bell_at) {
		pr_info(DF_KMSG " is not what it should be, polling the log instead\n");
		filp_close(file, NULL);
		return;
	}
	m->kmsg = file;
}

/* How long until @then, or @wait if that is sooner. */
static unsigned long df_sooner(unsigned long wait, unsigned long then)
{
	unsigned long now = jiffies;

	return time_after(then, now) ? min(wait, then - now) : 0;
}

/* No host or port was spoken of for a while: commands that are half told are over. */
static unsigned long df_mind_silence(struct df_module *m, unsigned long wait)
{
	if (m->idle_said)
		return wait;
	if (time_before(jiffies, m->spoken_at + DF_IDLE))
		return df_sooner(wait, m->spoken_at + DF_IDLE);
	df_hear(m, df_engine_idle(&m->engine));
	m->idle_said = true;
	df_publish(m);
	return wait;
}

/*
 * A message without a newline is invisible to every reader until the next one
 * is printed: it could be continued.  XFS's `writeback error` is such a message.
 * Nothing tells that there is one, but
 *
 * - a ring that brought no record, unless it is the late one of a record that an
 *   earlier run has read already;
 * - that a record told of a disk within the last minute, be it a fault or not: an
 *   unfinished one may follow that one, or any other since but our own, by so
 *   little that both make one ring.
 *
 * Returns true if, after a second without another record, it is to be finished.
 */
static bool df_mind_unfinished(struct df_module *m, bool rung, bool found, unsigned long *wait)
{
	bool idle_ring = rung && !found &&
			 time_after(READ_ONCE(m->rung_at), m->found_at + DF_LATE);
	bool near;

	if (m->trouble && time_after(jiffies, m->trouble_at + DF_TROUBLE))
		m->trouble = false;
	near = m->trouble && m->counts.next != m->whole;
	if (found || (!m->doubt && (idle_ring || near))) {
		m->doubt = idle_ring || near;
		m->doubt_at = jiffies;
	}
	if (!m->doubt)
		return false;
	if (time_before(jiffies, m->doubt_at + DF_UNFINISHED)) {
		*wait = df_sooner(*wait, m->doubt_at + DF_UNFINISHED);
		return false;
	}
	m->doubt = false;
	/* Where we have tried already, it is not for the want of a newline. */
	if (m->finished == m->counts.next)
		return false;
	m->finished = m->counts.next;
	m->finishing = true;
	return true;
}

/* One run of the reader.  Returns when to run again at the latest. */
static unsigned long df_kmsg_read(struct df_module *m)
{
	unsigned long wait = m->bell_at ? DF_POLL : DF_POLL_DEAF;
	bool rung = xchg(&m->rung, 0);
	unsigned int found = 0;
	bool unfinished, more;
	unsigned int n;

	mutex_lock(&m->lock);
	/*
	 * A full ring holds a thousand records or so, and a busy machine logs as
	 * many within one tick: wait for the bell only when there is little.
	 */
	do {
		n = df_drain(m, DF_RUN, U64_MAX);
		found += n;
	} while (n >= DF_BATCH && found < DF_RUN);
	more = n >= DF_BATCH;
	if (!more) {
		df_hang_up_bell(m);
		n = df_drain(m, DF_RUN, U64_MAX);
		found += n;
		more = n == DF_RUN;
	}
	df_publish(m);
	wait = df_mind_silence(m, wait);
	unfinished = df_mind_unfinished(m, rung, found, &wait);
	mutex_unlock(&m->lock);

	if (unfinished)
		pr_debug("finishing a record that may be open\n");
	return more ? 0 : wait;
}

static void df_kmsg_run(struct work_struct *work)
{
	struct df_module *m = container_of(to_delayed_work(work), struct df_module, work);
	unsigned int noio;
	unsigned long wait;

	if (READ_ONCE(m->stopping))
		return;
	/* Reclaim must not wait for the disk that we are about to tell of. */
	noio = memalloc_noio_save();
	wait = df_kmsg_read(m);
	wait = min(wait, df_scsi_name(m));
	wait = min(wait, df_sysfs_show(m));
	memalloc_noio_restore(noio);
	/* A bell or a kick may have been faster, and only a rest is cut short. */
	if (wait)
		queue_delayed_work(m->wq, &m->work, wait);
	else
		mod_delayed_work(m->wq, &m->work, 0);
}

/**
 * df_kmsg_start() - find the beginning, and read what the ring holds
 * @m: the module
 * @replay: begin with the oldest record; else with the next one
 *
 * Context: Process.
 */
void df_kmsg_start(struct df_module *m, bool replay)
{
	struct df_ring probe;
	size_t len;

	INIT_DELAYED_WORK(&m->work, df_kmsg_run);
	df_find_bell(m);
	df_ring_rewind(&m->ring);
	m->cleared = m->ring.iter.cur_seq;
	m->counts.first = m->ring.iter.next_seq;
	probe = m->ring;
	/* What is missing before the first record is history, and not lost. */
	if (replay && kmsg_dump_get_line(&probe.iter, true, m->line, sizeof(m->line), &len))
		m->counts.first = probe.iter.cur_seq - 1;
	m->counts.next = m->counts.first;
	m->ring.iter.cur_seq = m->counts.first;
	m->finished = U64_MAX;
	m->whole = U64_MAX;
	m->found_at = jiffies;
	m->idle_said = true;

	mutex_lock(&m->lock);
	df_kmsg_catch_up(m);
	mutex_unlock(&m->lock);
}

/**
 * df_kmsg_listen() - from now on, follow the log
 * @m: the module
 *
 * Context: Process; waits for the first run.
 */
void df_kmsg_listen(struct df_module *m)
{
	/* Whoever loaded us finds the entries in place. */
	mod_delayed_work(m->wq, &m->work, 0);
	flush_delayed_work(&m->work);
}

/**
 * df_kmsg_kick() - have the work look at what has changed
 * @m: the module
 *
 * Context: Process, with &df_module.lock held, or it could race df_kmsg_stop().
 */
void df_kmsg_kick(struct df_module *m)
{
	lockdep_assert_held(&m->lock);
	if (!m->stopping)
		mod_delayed_work(m->wq, &m->work, 0);
}

/**
 * df_kmsg_stop() - read no more
 * @m: the module, with &df_module.stopping set
 *
 * A run that began before ->stopping was set may hang up the bell and queue the
 * work once more; one that begins after it does neither.  So with the bell off
 * and the work cancelled (and with that run over) at most the bell is up again,
 * and after the same once more nothing is.
 *
 * Context: Process; waits for a run in progress.
 */
void df_kmsg_stop(struct df_module *m)
{
	df_take_off_bell(m);
	cancel_delayed_work_sync(&m->work);
	df_take_off_bell(m);
	cancel_delayed_work_sync(&m->work);
	if (m->kmsg)
		filp_close(m->kmsg, NULL);
}
