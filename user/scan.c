// SPDX-License-Identifier: GPL-2.0
/* A log played through the engine.  See scan.h. */
#include <diskfault/match.h>

#include "echoes.h"
#include "scan.h"
#include "ties.h"
#include "xalloc.h"

#define MACHINES_MAX	24
#define HOSTS_MAX	32	/* SCSI hosts of one machine that speak at a time */
#define DRIVES_FIRST	4096	/* of the first machine: as the module */
#define DRIVES_OTHER	256	/* of each further one */
#define LABELS_MAX	65536	/* drives that --explain tells of */
#define TIES_MAX	16384
#define TIE_TEXT_MAX	256
#define PAUSE_US	1000000	/* a gap in the stamps that ends what is half told */

/* A drive as this side knows it; the core sees the first member. */
struct drive {
	struct df_disk disk;	/* first: see drive_of() */
	u64 of;			/* id of the disk that the rest is about */
	u32 label;		/* in scan.labels; 0 none */
	u64 name_seq;		/* ties of its last fault */
	u64 attach_seq;
	u64 told[DF_CLASSES];	/* faults that scan_grown() has told of */
};

struct machine {
	char *host;		/* "" while no line has named it */
	struct df_engine engine;
	struct df_host hosts[HOSTS_MAX];
	bool has_last;
	struct df_when last;	/* when it spoke last */
	bool has_wall;
	s64 wall_us;		/* the last date that it gave */
	bool inside;		/* the window has begun */
	u32 boots;		/* that have ended */
	struct findings *past;	/* of the last of them, the oldest first */
	u32 n_past;
	char *boot;		/* which boot it is in, or NULL */
	char *id;		/* which machine it is, or NULL */
};

struct source {
	char *name;
	u64 base;		/* number of the last record before it */
	enum scan_numbers numbers;
};

/* What became of a drive that was told of. */
struct label {
	u32 became;		/* the same drive as that one; 0: itself */
	char *serial;
	u64 serial_seq;		/* record that said it */
};

struct scan {
	struct scan_how how;
	struct machine *machines[MACHINES_MAX];
	size_t n_machines;
	struct machine *now;	/* the one that spoke last */
	char *boot_line;	/* the boot that journalctl has announced, or NULL ... */
	struct machine *boot_after;	/* ... and who spoke last before it */
	bool left_out;
	bool past;
	u64 undated;
	u64 forgotten;
	struct source *sources;
	size_t n_sources;
	u64 seq;		/* of the last record */
	u64 read;
	struct number lost;
	bool has_echoes;
	struct echoes echoes;
	struct ties ties;
	bool ties_closed;	/* full of lines that are still needed */
	struct label *labels;	/* from 1 */
	u32 n_labels;
};

static struct drive *drive_of(struct df_disk *d)
{
	return (struct drive *)d;
}

/* ---- machines ---- */

static struct machine *add_machine(struct scan *s, const char *host, size_t len)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	m->host = xstrndup(host, len);
	m->inside = !s->how.window.has_since && !s->how.window.later;
	df_engine_init(&m->engine, m->hosts, HOSTS_MAX,
		       s->n_machines ? DRIVES_OTHER : DRIVES_FIRST);
	s->machines[s->n_machines++] = m;
	s->now = m;
	return m;
}

static void free_disks(struct machine *m)
{
	struct df_path *p;
	struct df_disk *d;

	df_engine_empty(&m->engine);
	while ((d = df_engine_reap(&m->engine)))
		free(drive_of(d));
	while ((p = df_engine_take_path(&m->engine)))
		free(p);
}

static void free_machine(struct machine *m)
{
	free_disks(m);
	for (u32 i = 0; i < m->n_past; i++)
		findings_free(&m->past[i]);
	free(m->past);
	free(m->host);
	free(m->boot);
	free(m->id);
	free(m);
}

static bool is_called(const struct machine *m, struct df_span host)
{
	return strlen(m->host) == host.len && !memcmp(m->host, host.p, host.len);
}

static bool says_nothing(struct df_span host)
{
	return !host.len || df_span_starts(host, DF_SPAN("localhost")) ||
	       df_span_equal(host, DF_SPAN("(none)"));
}

/* The machine that a line is of, or NULL if there are too many. */
static struct machine *machine_of(struct scan *s, struct df_span host)
{
	if (says_nothing(host))
		return s->now ? s->now : add_machine(s, "", 0);
	if (s->now && is_called(s->now, host))
		return s->now;
	for (size_t i = 0; i < s->n_machines; i++) {
		if (is_called(s->machines[i], host)) {
			s->now = s->machines[i];
			return s->now;
		}
	}
	if (s->n_machines == 1 && !s->machines[0]->host[0]) {
		/* The only one, and now it has a name. */
		free(s->machines[0]->host);
		s->machines[0]->host = xstrndup(host.p, host.len);
		return s->machines[0];
	}
	if (s->n_machines == MACHINES_MAX) {
		s->left_out = true;
		return NULL;
	}
	return add_machine(s, host.p, host.len);
}

static bool is_text(const char *text, struct df_span s)
{
	return text && strlen(text) == s.len && !memcmp(text, s.p, s.len);
}

/* One that is called so, or not at all yet, and may be the machine with an id. */
static struct machine *without_id(struct scan *s, struct df_span host)
{
	for (size_t i = 0; i < s->n_machines; i++) {
		struct machine *m = s->machines[i];

		if (!m->id && (is_called(m, host) || !m->host[0]))
			return m;
	}
	return NULL;
}

static struct machine *with_id(struct scan *s, struct df_span id)
{
	for (size_t i = 0; i < s->n_machines; i++)
		if (is_text(s->machines[i]->id, id))
			return s->machines[i];
	return NULL;
}

bool scan_machine_id(struct scan *s, struct df_span host, struct df_span id)
{
	struct machine *m = s->now;

	if (!m || !is_text(m->id, id))
		m = with_id(s, id);
	if (!m)
		m = without_id(s, host);
	if (!m && s->n_machines < MACHINES_MAX)
		m = add_machine(s, host.p, host.len);
	if (!m) {
		s->left_out = true;
		return false;
	}
	if (!m->id)
		m->id = xstrndup(id.p, id.len);
	if (!says_nothing(host) && !is_called(m, host)) {
		free(m->host);
		m->host = xstrndup(host.p, host.len);
	}
	s->now = m;
	return true;
}

/* ---- labels: drives across merging and eviction, for --explain ---- */

/* The core may have begun another drive in this memory. */
static void meet(struct drive *d)
{
	if (d->of == d->disk.id)
		return;
	d->of = d->disk.id;
	d->label = 0;
	memset(d->told, 0, sizeof(d->told));
}

static u32 label_of(struct scan *s, struct drive *d)
{
	meet(d);
	if (!s->how.faults || d->label || s->n_labels == LABELS_MAX)
		return d->label;
	if ((s->n_labels & (s->n_labels + 1)) == 0)
		s->labels = xreallocarray(s->labels, 2 * ((size_t)s->n_labels + 1),
					  sizeof(*s->labels));
	d->label = ++s->n_labels;
	s->labels[d->label] = (struct label){ 0 };
	return d->label;
}

static void set_label(struct scan *s, struct drive *d)
{
	struct label *label;

	if (d->of != d->disk.id || !d->label)
		return;
	label = &s->labels[d->label];
	free(label->serial);
	label->serial = d->disk.serial[0] ? xstrdup(d->disk.serial) : NULL;
	label->serial_seq = d->disk.serial_seq;
}

/* @from left the table: it was @into, or it was evicted. */
static void end_label(struct scan *s, struct drive *from)
{
	struct df_disk *into = df_disk_now(from->disk.became);

	if (from->of != from->disk.id || !from->label)
		return;
	if (into && label_of(s, drive_of(into)))
		s->labels[from->label].became = drive_of(into)->label;
	else
		set_label(s, from);
}

const char *scan_serial_of(const struct scan *s, u32 drive, u64 *seq)
{
	while (drive && s->labels[drive].became)
		drive = s->labels[drive].became;
	*seq = drive ? s->labels[drive].serial_seq : 0;
	return drive ? s->labels[drive].serial : NULL;
}

/* ---- ties ---- */

/* Makes room: keeps what a path of any drive was tied by, or a fault. */
static void sweep_ties(struct scan *s)
{
	for (size_t i = 0; i < s->n_machines; i++) {
		for (struct df_disk *d = s->machines[i]->engine.table.first; d; d = d->next) {
			for (struct df_path *p = d->paths; p; p = p->next) {
				ties_mark(&s->ties, p->attach_seq);
				ties_mark(&s->ties, p->name_seq);
			}
			ties_mark(&s->ties, d->serial_seq);
		}
	}
	ties_sweep(&s->ties);
	/* Nearly all of them stay: do not try again at every line. */
	s->ties_closed = s->ties.n > TIES_MAX / 4 * 3;
}

/* The path that the record just fed may have tied: at its address, or of its name. */
static struct df_path *path_of(struct machine *m, const struct df_record *r)
{
	const struct df_event *ev = &m->engine.ev;
	struct df_span at = r->text;
	struct df_hctl hctl;

	df_take(&at, DF_SPAN("diskfault: "));	/* the module's own line */
	if (df_take(&at, DF_SPAN("sd ")) || df_take(&at, DF_SPAN("scsi "))) {
		at = df_span_trim(at);
		if (df_take_hctl(&at, &hctl))
			return df_path_at(&m->engine.table, &hctl);
	}
	if (ev->rec != r)
		return NULL;
	/* 2.6: "SCSI error : <1 0 0 0>", and then the name alone */
	if (ev->has_hctl)
		return df_path_at(&m->engine.table, &ev->hctl);
	return ev->kind == DF_BLOCK_ERROR ? df_path_named(&m->engine.table, ev->name) : NULL;
}

/* If the record just fed has tied something, its text will be asked for. */
static void keep_tie(struct scan *s, struct machine *m, const struct df_record *r)
{
	struct df_path *p = path_of(m, r);

	if (!p || (p->attach_seq != r->seq && p->name_seq != r->seq &&
		   p->disk->serial_seq != r->seq))
		return;
	if (s->ties.n >= TIES_MAX && !s->ties_closed)
		sweep_ties(s);
	if (s->ties.n < TIES_MAX)
		ties_add(&s->ties, r->seq, df_span_first(r->text, TIE_TEXT_MAX));
}

static void use_tie(struct scan *s, u64 seq)
{
	struct tie *tie = ties_find(&s->ties, seq);

	if (tie)
		tie->used = true;
}

const char *scan_tie(const struct scan *s, u64 seq)
{
	struct tie *tie = ties_find(&s->ties, seq);

	return tie ? tie->text : NULL;
}

/* ---- feeding ---- */

static u32 number_of_machine(const struct scan *s, const struct machine *m)
{
	u32 i = 0;

	while (s->machines[i] != m)
		i++;
	return i;
}

static void write_told(struct scan *s, const struct machine *m, const struct df_fault *f,
		       u32 label)
{
	struct scan_told told = {
		.machine = number_of_machine(s, m),
		.boot = m->boots,
		.drive = label,
		.cls = f->cls,
		.verified = f->verified,
		.when = f->when,
		.seq = f->when.seq,
		.name_seq = f->name_seq,
		.attach_seq = f->attach_seq,
	};

	memcpy(told.name, f->name, sizeof(told.name));
	memcpy(told.text, f->text, sizeof(told.text));
	fwrite(&told, sizeof(told), 1, s->how.faults);
}

static void hear(struct scan *s, const struct machine *m, const struct df_fault *f)
{
	struct drive *d = drive_of(f->disk);
	u32 label = label_of(s, d);

	/* (what was told late is not the last one) */
	if (f->when.seq == d->disk.last.seq) {
		d->name_seq = f->name_seq;
		d->attach_seq = f->attach_seq;
	}
	if (!s->how.chains)
		return;
	use_tie(s, f->name_seq);
	use_tie(s, f->attach_seq);
	if (s->how.faults && m->inside)
		write_told(s, m, f, label);
}

static void supply(struct machine *m)
{
	if (df_engine_wants_disk(&m->engine)) {
		struct drive *d = xcalloc(1, sizeof(*d));

		df_engine_give_disk(&m->engine, &d->disk);
	}
	if (df_engine_wants_path(&m->engine))
		df_engine_give_path(&m->engine, xcalloc(1, sizeof(struct df_path)));
}

/* @from was the same drive as another, which has its faults now. */
static void end_told(struct drive *from)
{
	struct df_disk *into = df_disk_now(from->disk.became);

	if (!into || from->of != from->disk.id)
		return;
	meet(drive_of(into));
	for (int i = 0; i < DF_CLASSES; i++)
		drive_of(into)->told[i] += from->told[i];
}

/* Those that have left the table.  One may have become another of them. */
static struct df_disk *reap_all(struct machine *m)
{
	struct df_disk *all = NULL, *d;

	while ((d = df_engine_reap(&m->engine))) {
		d->next = all;
		all = d;
	}
	return all;
}

static void hear_all(struct scan *s, struct machine *m, const struct df_fault *f)
{
	struct df_disk *reaped, *d;

	for (; f; f = df_engine_next(&m->engine))
		hear(s, m, f);
	reaped = reap_all(m);
	for (d = reaped; d; d = d->next) {
		end_label(s, drive_of(d));
		end_told(drive_of(d));
		if (!d->became && df_disk_total(d))
			s->forgotten++;
	}
	while ((d = reaped)) {
		reaped = d->next;
		free(drive_of(d));
	}
}

/* ---- the window ---- */

/* What has been counted so far does not count. */
static void forget_faults(struct scan *s, struct machine *m)
{
	struct df_disk *d, *next;

	for (d = m->engine.table.first; d; d = next) {
		next = d->next;
		if (df_disk_total(d))
			df_engine_clear(&m->engine, d);
	}
	hear_all(s, m, NULL);
	m->engine.suppressed = 0;
	m->engine.refused = 0;
}

static void begin(struct scan *s, struct machine *m)
{
	supply(m);
	hear_all(s, m, df_engine_idle(&m->engine));
	forget_faults(s, m);
	m->inside = true;
}

void scan_begin(struct scan *s)
{
	s->how.window.later = false;
	for (size_t i = 0; i < s->n_machines; i++)
		if (!s->machines[i]->inside && !s->how.window.has_since)
			begin(s, s->machines[i]);
}

/* A record without a date is of the time of the one before.  False: it is too late. */
static bool find_place(struct scan *s, struct machine *m, const struct df_when *when)
{
	const struct scan_window *w = &s->how.window;

	if (when->flags & DF_REC_WALL) {
		m->has_wall = true;
		m->wall_us = when->wall_us;
	}
	s->past = false;
	if (!w->has_since && !w->has_until)
		return true;
	if (!m->has_wall) {
		s->undated++;
		return !w->has_until;
	}
	s->past = w->has_until && m->wall_us > w->until_us;
	if (s->past)
		return false;
	if (!m->inside && !w->later && m->wall_us >= w->since_us)
		begin(s, m);
	return true;
}

/* ---- boots ---- */

static void collect(struct scan *s, struct machine *m, struct findings *l);

/* Keeps as many boots as may be asked for. */
static void keep_past(struct scan *s, struct machine *m)
{
	u32 most = s->how.window.boot;

	if (!most)
		return;
	if (m->n_past == most) {
		findings_free(&m->past[0]);
		memmove(m->past, m->past + 1, (most - 1) * sizeof(*m->past));
		m->n_past--;
	} else {
		m->past = xreallocarray(m->past, m->n_past + 1, sizeof(*m->past));
	}
	m->past[m->n_past] = (struct findings){ 0 };
	collect(s, m, &m->past[m->n_past++]);
}

/* What was told has been counted, and another boot begins. */
static void end_boot(struct scan *s, struct machine *m)
{
	if (s->how.window.of_boot) {
		keep_past(s, m);
		forget_faults(s, m);
	}
	m->boots++;
}

static bool is_boot(const struct df_record *r)
{
	struct df_event ev;

	return df_span_starts(r->text, DF_SPAN("Linux version ")) &&
	       df_match(r, false, &ev) == DF_MATCH_EVENT && ev.kind == DF_BOOT;
}

/* The clock of the log began anew; records of several cores are not that far apart. */
static bool began_anew(const struct df_when *a, const struct df_when *b)
{
	return a->flags & b->flags & DF_REC_MONO && a->time_us > b->time_us + PAUSE_US;
}

bool scan_has_boot(const struct scan *s)
{
	for (size_t i = 0; i < s->n_machines; i++)
		if (s->machines[i]->boots >= s->how.window.boot)
			return true;
	return false;
}

bool scan_told_counts(const struct scan *s, const struct scan_told *told)
{
	return !s->how.window.of_boot ||
	       told->boot + s->how.window.boot == s->machines[told->machine]->boots;
}

/* ---- records ---- */

/* Nothing was logged for a while, or the clock began anew. */
static bool paused(const struct df_when *a, const struct df_when *b)
{
	if (a->flags & b->flags & DF_REC_MONO)
		return b->time_us < a->time_us || b->time_us - a->time_us > PAUSE_US;
	if (a->flags & b->flags & DF_REC_WALL)
		return b->wall_us - a->wall_us > PAUSE_US || a->wall_us - b->wall_us > PAUSE_US;
	return false;
}

/* What happened between the last record of @m and this one. */
static void hear_silence(struct scan *s, struct machine *m, const struct df_when *when)
{
	supply(m);
	if (!m->has_last)
		return;
	if (began_anew(&m->last, when)) {
		hear_all(s, m, df_engine_boot(&m->engine));
		end_boot(s, m);
	} else if (paused(&m->last, when)) {
		hear_all(s, m, df_engine_idle(&m->engine));
	}
	supply(m);
}

static void feed(struct scan *s, struct machine *m, const struct df_record *r)
{
	struct df_when when = df_when_of(r);
	bool boots = is_boot(r);

	if (!find_place(s, m, &when))
		return;
	/* A record that tells of the boot itself is enough. */
	if (boots)
		supply(m);
	else
		hear_silence(s, m, &when);
	hear_all(s, m, df_engine_record(&m->engine, r));
	if (s->how.puzzle && m->engine.unknown && df_match_disklike(r->text))
		s->how.puzzle(s, r);
	if (boots && m->has_last)
		end_boot(s, m);
	m->last = when;
	m->has_last = true;
	if (s->how.chains)
		keep_tie(s, m, r);
}

/*
 * "-- Boot 0123... --", of old "-- Reboot --": journalctl, where the next record is of
 * another boot than the last.  @id: empty if it names none.
 */
static bool is_boot_line(const struct df_record *r, struct df_span *id)
{
	struct df_span at = r->text;

	if (r->flags)
		return false;
	*id = DF_SPAN("");
	if (df_span_equal(at, DF_SPAN("-- Reboot --")))
		return true;
	if (!df_take(&at, DF_SPAN("-- Boot ")))
		return false;
	*id = df_span_first(at, df_span_find(at, DF_SPAN(" ")));
	return df_span_equal(df_span_from(at, id->len), DF_SPAN(" --"));
}

static bool is_in_boot(const struct machine *m, struct df_span id)
{
	return m->boot && id.len && df_span_equal(df_span_of(m->boot), id);
}

/* What @m says from now on is of the boot @id. */
static void turn_boot(struct scan *s, struct machine *m, struct df_span id)
{
	if (m->has_last) {
		supply(m);
		hear_all(s, m, df_engine_boot(&m->engine));
		end_boot(s, m);
		/* Its first record, which tells of a boot too, is not to end this one. */
		m->has_last = false;
	}
	free(m->boot);
	m->boot = xstrndup(id.p, id.len);
}

/*
 * The first record behind such a line.  In a journal of several machines it may be
 * another machine that speaks, and then neither has booted.
 */
static void hear_boot_line(struct scan *s, struct machine *m)
{
	struct df_span id = df_span_of(s->boot_line);

	if (m == s->boot_after && !is_in_boot(m, id))
		turn_boot(s, m, id);
	else if (id.len && !m->boot)
		m->boot = xstrndup(id.p, id.len);
	free(s->boot_line);
	s->boot_line = NULL;
}

void scan_record(struct scan *s, struct df_record *r, struct df_span host, u64 number)
{
	struct df_span id;
	const struct source *source = &s->sources[s->n_sources - 1];
	struct machine *m;

	r->seq = source->base + number + (source->numbers != SCAN_LINES);
	s->seq = r->seq;
	s->read++;
	if (is_boot_line(r, &id)) {
		free(s->boot_line);
		s->boot_line = xstrndup(id.p, id.len);
		s->boot_after = s->now;
		return;
	}
	m = machine_of(s, host);
	if (host.len)
		r->flags |= DF_REC_AMONG;
	if (m && s->boot_line)
		hear_boot_line(s, m);
	if (!m || (s->how.strict && !(r->flags & DF_REC_VERIFIED)))
		return;
	if (s->has_echoes && echoes_heard(&s->echoes, r, (uintptr_t)m, (u32)s->n_sources))
		return;
	feed(s, m, r);
}

bool scan_is_past(const struct scan *s)
{
	return s->past;
}

u64 scan_undated(const struct scan *s)
{
	return s->undated;
}

void scan_passed_over(struct scan *s, u64 n)
{
	s->read += n;
}

void scan_boot(struct scan *s, struct df_span host, struct df_span id)
{
	struct machine *m = machine_of(s, host);

	if (!m || is_in_boot(m, id))
		return;
	if (m->boot)
		turn_boot(s, m, id);
	else
		m->boot = xstrndup(id.p, id.len);
}

void scan_lost(struct scan *s, u64 n)
{
	s->lost = number_of(s->lost.value + n);
	if (!n || !s->now)
		return;
	supply(s->now);
	hear_all(s, s->now, df_engine_lost(&s->now->engine));
}

void scan_attach(struct scan *s, const struct df_identity *id)
{
	struct machine *m = machine_of(s, DF_SPAN(""));

	supply(m);
	df_engine_attach(&m->engine, id);
	hear_all(s, m, NULL);
}

void scan_idle(struct scan *s)
{
	for (size_t i = 0; i < s->n_machines; i++) {
		supply(s->machines[i]);
		hear_all(s, s->machines[i], df_engine_idle(&s->machines[i]->engine));
	}
}

void scan_finish(struct scan *s)
{
	scan_idle(s);
	for (size_t i = 0; i < s->n_machines; i++) {
		hear_all(s, s->machines[i], df_engine_end(&s->machines[i]->engine));
		df_engine_close(&s->machines[i]->engine);
		hear_all(s, s->machines[i], NULL);
	}
}

/* ---- findings ---- */

static char *core_text(const char *s)
{
	return s[0] ? safe_text(df_span_of(s), SAFE_ESCAPED) : NULL;
}

static struct moment moment_of(const struct scan *s, const struct df_when *w)
{
	struct moment m = { .record = number_of(w->seq) };
	enum scan_numbers numbers;
	const char *file;
	u64 number;

	/* Of the only source, say its own number. */
	if (s->n_sources == 1 && !scan_place(s, w->seq, &file, &number, &numbers))
		m.record.value = number;
	if (w->flags & DF_REC_MONO)
		m.mono_us = number_of(w->time_us);
	if (w->flags & DF_REC_WALL) {
		m.has_wall = true;
		m.wall_us = w->wall_us;
	}
	return m;
}

static void add_evidence(const struct scan *s, struct finding *f, u64 seq, const char *text)
{
	enum scan_numbers numbers;
	struct number line;
	const char *file;

	if (scan_place(s, seq, &file, &line.value, &numbers))
		return;
	/* Nobody has counted the lines before the place where reading began. */
	line.known = numbers != SCAN_BYTES;
	for (size_t i = 0; i < f->n_evidence; i++)
		if (f->evidence[i].line.value == line.value && !strcmp(f->evidence[i].file, file))
			return;
	finding_add_evidence(f, safe_text(df_span_of(file), SAFE_RAW), line,
			     text ? xstrdup(text) : NULL);
}

static void take_evidence(const struct scan *s, struct finding *f, const struct drive *d)
{
	add_evidence(s, f, d->disk.last.seq, d->disk.evidence);
	if (d->of != d->disk.id || !s->how.chains)
		return;
	if (d->name_seq)
		add_evidence(s, f, d->name_seq, scan_tie(s, d->name_seq));
	if (d->attach_seq)
		add_evidence(s, f, d->attach_seq, scan_tie(s, d->attach_seq));
	if (d->disk.serial_seq)
		add_evidence(s, f, d->disk.serial_seq, scan_tie(s, d->disk.serial_seq));
}

static void take_words(struct strs *to, size_t (*words)(const struct df_disk *, char *, size_t),
		       const struct df_disk *d)
{
	char text[4096];

	if (words(d, text, sizeof(text)))
		strs_split(to, text);
}

static void take_candidates(struct finding *f, const struct df_disk *d)
{
	for (size_t i = 0; i < DF_CANDIDATES; i++) {
		struct df_disk *c = df_disk_now(d->candidates[i].disk);
		struct strs names = { 0 };

		if (!c)
			continue;
		take_words(&names, df_disk_names, c);
		finding_add_candidate(f, c->serial[0] ? c->serial : NULL,
				      names.n ? names.p[0] : NULL, d->candidates[i].faults)
			->cause = df_disk_cause(c);
		strs_free(&names);
	}
}

static void take_identity(struct finding *f, const struct df_disk *d)
{
	f->serial = core_text(d->serial);
	if (f->serial)
		f->serial_source = d->serial_source == DF_SERIAL_VPD ? "vpd" : "log";
	f->serial_unique = f->serial && df_disk_serial_unique(d);
	f->kind = d->kind;
	f->vendor = core_text(d->vendor);
	f->model = core_text(d->model);
	f->rev = core_text(d->rev);
	f->wwid = core_text(d->wwid);
	take_words(&f->hctl, df_disk_hctls, d);
	take_words(&f->names, df_disk_names, d);
	strs_split(&f->names_then, d->names_then);
}

static char *hex_of(u64 value)
{
	return format("0x%016llx", (unsigned long long)value);
}

static void take_place(struct finding *f, const struct df_disk *d)
{
	if (d->sas_address)
		f->sas_address = hex_of(d->sas_address);
	if (!d->has_slot)
		return;
	f->slot = format("%u", d->slot);
	/* ports of a controller are in none */
	if (d->enclosure)
		f->enclosure = hex_of(d->enclosure);
}

static void take_finding(struct scan *s, const struct machine *m, struct df_disk *d,
			 struct finding *f)
{
	if (m->host[0])
		f->host = safe_text(df_span_of(m->host), SAFE_RAW);
	take_identity(f, d);
	take_place(f, d);
	f->cause = df_disk_cause(d);
	f->lower_bound = df_disk_lower_bound(&m->engine.table, d);
	f->verified = d->verified;
	memcpy(f->faults, d->faults, sizeof(f->faults));
	f->total = df_disk_total(d);
	f->first = moment_of(s, &d->first);
	f->last = moment_of(s, &d->last);
	if (d->has_sector)
		f->last_sector = number_of(d->last_sector);
	f->last_name = core_text(d->last_name);
	if (df_disk_present(d))
		f->present = PRESENT;
	take_candidates(f, d);
	take_evidence(s, f, drive_of(d));
	if (f->n_evidence)
		f->evidence[0].when = f->last;
}

/* Of one machine, and what it adds to the counts of the log. */
static void collect(struct scan *s, struct machine *m, struct findings *l)
{
	for (struct df_disk *d = m->engine.table.first; d; d = d->next) {
		set_label(s, drive_of(d));
		if (df_disk_total(d))
			take_finding(s, m, d, findings_add(l));
	}
	l->log.suppressed = number_of(l->log.suppressed.value + m->engine.suppressed);
	l->log.refused = number_of(l->log.refused.value + m->engine.refused);
}

/* The boot that was asked for lies behind: what was kept of it. */
static void take_past(struct machine *m, u32 boot, struct findings *l)
{
	struct findings *past;

	if (m->n_past < boot)
		return;
	past = &m->past[m->n_past - boot];
	for (size_t i = 0; i < past->n; i++)
		*findings_add(l) = past->p[i];
	/* (they are @l's now) */
	past->n = 0;
	l->log.suppressed.value += past->log.suppressed.value;
	l->log.refused.value += past->log.refused.value;
}

void scan_findings(struct scan *s, struct findings *l)
{
	l->source = FROM_SCAN;
	l->log.read = number_of(s->read);
	l->log.lost = s->lost;
	l->log.suppressed = number_of(0);
	l->log.refused = number_of(0);
	for (size_t i = 0; i < s->n_machines; i++) {
		struct machine *m = s->machines[i];

		if (s->how.window.of_boot && s->how.window.boot)
			take_past(m, s->how.window.boot, l);
		else if (m->inside)
			collect(s, m, l);
	}
}

/* What of its faults was not told of; from here on it is. */
static struct growth take_growth(struct drive *d)
{
	struct growth g = { 0 };

	meet(d);
	for (int i = 0; i < DF_CLASSES; i++) {
		u64 now = d->disk.faults[i];

		/* (fewer: with another boot, its counters began anew) */
		g.faults[i] = now < d->told[i] ? now : now - d->told[i];
		g.total += g.faults[i];
		d->told[i] = now;
	}
	return g;
}

static void collect_grown(struct scan *s, struct machine *m, struct findings *l)
{
	for (struct df_disk *d = m->engine.table.first; d; d = d->next) {
		struct growth g = take_growth(drive_of(d));
		struct finding *f;

		if (!g.total)
			continue;
		set_label(s, drive_of(d));
		f = findings_add(l);
		take_finding(s, m, d, f);
		f->grown = g;
	}
}

void scan_grown(struct scan *s, struct findings *l)
{
	l->source = FROM_SCAN;
	for (size_t i = 0; i < s->n_machines; i++)
		if (s->machines[i]->inside)
			collect_grown(s, s->machines[i], l);
}

/* ---- sources ---- */

void scan_source(struct scan *s, const char *name, enum scan_numbers numbers)
{
	s->sources = xreallocarray(s->sources, s->n_sources + 1, sizeof(*s->sources));
	s->sources[s->n_sources++] = (struct source){ xstrdup(name), s->seq, numbers };
	if (numbers == SCAN_RING)
		s->lost = number_of(s->lost.value);
}

void scan_expect_echoes(struct scan *s)
{
	s->has_echoes = true;
}

int scan_place(const struct scan *s, u64 seq, const char **file, u64 *number,
	       enum scan_numbers *numbers)
{
	size_t i = s->n_sources;

	while (i && s->sources[i - 1].base >= seq)
		i--;
	if (!i || !seq)
		return -1;
	*file = s->sources[i - 1].name;
	*numbers = s->sources[i - 1].numbers;
	*number = seq - s->sources[i - 1].base - (*numbers != SCAN_LINES);
	return 0;
}

u64 scan_forgotten(const struct scan *s)
{
	return s->forgotten;
}

bool scan_left_out(const struct scan *s)
{
	return s->left_out;
}

struct scan *scan_new(const struct scan_how *how)
{
	struct scan *s = xcalloc(1, sizeof(*s));

	s->how = *how;
	return s;
}

bool scan_wants_puzzles(const struct scan *s)
{
	return s->how.puzzle;
}

void scan_free(struct scan *s)
{
	for (size_t i = 0; i < s->n_machines; i++)
		free_machine(s->machines[i]);
	for (size_t i = 0; i < s->n_sources; i++)
		free(s->sources[i].name);
	for (u32 i = 1; i <= s->n_labels; i++)
		free(s->labels[i].serial);
	free(s->sources);
	free(s->boot_line);
	free(s->labels);
	ties_free(&s->ties);
	echoes_free(&s->echoes);
	free(s);
}
