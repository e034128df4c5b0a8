// SPDX-License-Identifier: GPL-2.0
/* scan --follow.  See pursue.h. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "news.h"
#include "patience.h"
#include "play_ring.h"
#include "pursue.h"
#include "report.h"
#include "seen.h"
#include "source/lines.h"
#include "window.h"
#include "xalloc.h"

enum pursued { PURSUED_FILE, PURSUED_JOURNAL, PURSUED_RING };

struct pursuit {
	struct options *opt;
	const struct column_choice *columns;
	unsigned int wants;		/* of the machine; 0: it is another one */
	u32 newest;			/* the next telling is of so many; 0: of all */
	bool whole;
	bool told;
	struct seen serials;
	struct scan *scan;
	enum pursued what;
	const struct input *file;	/* or NULL */
	struct bytes in;		/* fd -1: not open */
	bool waits;			/* a pipe, opened when it is followed: it may be silent */
	bool played;			/* up to where it stands; else nothing was read */
	u64 lines;			/* that began before */
	bool by_place;
	struct await await;
	struct live live;
};

struct pursuit *pursuit_new(struct options *opt, const struct column_choice *columns,
			    const struct inputs *files, u32 newest)
{
	struct pursuit *p = xcalloc(1, sizeof(*p));

	p->opt = opt;
	p->columns = columns;
	p->newest = newest;
	p->in.fd = -1;
	if (!opt->kmsg && files->n)
		p->file = &files->p[files->n - 1];
	if (opt->kmsg || (p->file && p->file->is_ring) || (!opt->n_args && !opt->journal))
		p->what = PURSUED_RING;
	else if (!p->file && opt->journal)
		p->what = PURSUED_JOURNAL;
	if (!opt->n_args && !opt->journal)
		p->wants = opt->json ? WANT_ALL :
			   options_shape_table(opt) ? columns_want(columns) :
						      WANT_NAMES | WANT_SLOT;
	return p;
}

void pursuit_free(struct pursuit *p)
{
	if (p->in.fd >= 0)
		bytes_close(&p->in);
	seen_free(&p->serials);
	free(p);
}

bool pursuit_is_of(const struct pursuit *p, const struct input *file)
{
	return p && p->file == file;
}

bool pursuit_has_told(const struct pursuit *p)
{
	return p->told;
}

/* ---- telling ---- */

static void tell_serial(struct pursuit *p, const struct finding *f)
{
	if (f->serial && f->serial_unique && seen_new(&p->serials, f->serial))
		puts(f->serial);
}

static void tell_one(struct pursuit *p, struct finding *f)
{
	struct findings one = { .source = FROM_SCAN, .p = f, .n = 1 };

	/* What a log tells is past: that a drive is there is for list to say. */
	f->present = PRESENCE_UNKNOWN;
	f->lower_bound |= !p->whole;
	if (p->opt->serials)
		tell_serial(p, f);
	else
		news_print(&one, &f->grown, p->opt, p->columns);
	p->told = true;
}

static void tell(struct pursuit *p)
{
	struct findings found = { 0 };

	scan_grown(p->scan, &found);
	if (p->wants && found.n)
		report_enrich(&found, p->opt, p->wants, NULL);
	findings_sort_newest(&found);
	if (p->newest)
		findings_cut(&found, p->newest);
	p->newest = 0;
	for (size_t i = found.n; i > 0; i--)
		tell_one(p, &found.p[i - 1]);
	findings_free(&found);
	if (!news_flush())
		p->live.over = true;
}

static void pause_of(void *arg, enum live_pause pause)
{
	struct pursuit *p = arg;

	if (pause == LIVE_SILENCE)
		scan_idle(p->scan);
	tell(p);
}

/* ---- what is there already ---- */

/* @tail: of a pipe; or NULL. */
static bool open_file(struct pursuit *p, struct tail *tail)
{
	struct trouble t = { 0 };

	if (p->in.fd >= 0)
		bytes_close(&p->in);
	if (bytes_open_followed(&p->in, p->file->path, tail, &t))
		return !error_trouble(&t);
	if (p->in.seeks && p->in.decoder)
		trouble_set(&t, "%s is %s, and will not grow: --follow needs the file that does, as the newest",
			    p->in.name, p->in.decoder->endless ? p->in.decoder->name : "compressed");
	else if (p->in.kind == BYTES_TAR)
		trouble_set(&t, "%s is an archive of files, and will not grow", p->in.name);
	else if (tail && p->in.kind == BYTES_JOURNAL)
		trouble_set(&t, "%s is a journal of systemd, and cannot be read from a pipe; name its file",
			    p->in.name);
	if (t.text)
		bytes_close(&p->in);
	return !error_trouble(&t);
}

/*
 * Where the last record begins, of which nobody knows whether it is all there; where
 * the file begins, if it is too long.
 */
static off_t last_record(const struct bytes *in)
{
	off_t from = in->size - in->begin > LINES_RECORD_MAX ? in->size - LINES_RECORD_MAX :
							       in->begin;
	char *text = xcalloc(LINES_RECORD_MAX, 1);
	ssize_t n = pread(in->fd, text, LINES_RECORD_MAX, from);

	for (; n > 1; n--)
		if (text[n - 2] == '\n' && text[n - 1] != '\n' && !df_is_blank(text[n - 1]))
			break;
	free(text);
	return n > 1 ? from + n - 1 : in->begin;
}

int pursuit_begin(struct pursuit *p, struct scan *s, const struct play_how *how)
{
	struct trouble t = { 0 };
	struct played played;

	p->played = false;
	if (p->what == PURSUED_RING)
		return STATUS_OK;
	p->waits = !window_is_file(p->file->path);
	if (p->waits)
		return STATUS_OK;
	if (!open_file(p, NULL))
		return STATUS_FAILURE;
	if (p->in.kind != BYTES_PLAIN || entries_kind_of(&p->in) != ENTRIES_NONE)
		return STATUS_OK;
	p->played = true;
	p->by_place = how->from;
	p->in.size = last_record(&p->in);
	scan_source(s, p->in.name, p->by_place ? SCAN_BYTES : SCAN_LINES);
	play(s, &p->in, how, &played, &t);
	/* What is newest may begin with the last record. */
	scan_begin(s);
	p->lines = played.lines;
	p->in.at = p->in.size;
	return error_trouble(&t) ? STATUS_FAILURE : STATUS_OK;
}

/* ---- going on ---- */

/* Plays what is open to its end: until it is rotated, or it is time to end. */
static bool play_file(struct pursuit *p, struct tail *tail)
{
	struct trouble t = { 0 };

	if (!p->played)
		scan_source(p->scan, p->in.name, SCAN_LINES);
	bytes_follow(&p->in, tail);
	if (p->played)
		play_live(p->scan, &p->in, p->lines + 1, p->by_place);
	else if (entries_kind_of(&p->in) == ENTRIES_NONE)
		play_live(p->scan, &p->in, 1, false);
	else
		play_entries(p->scan, &p->in, &t);
	if (p->in.fd >= 0)
		bytes_close(&p->in);
	p->played = false;
	return !error_trouble(&t);
}

/* It stays in its place, or another comes there. */
static bool is_file(const struct pursuit *p)
{
	struct stat st;

	return fstat(p->in.fd, &st) == 0 && S_ISREG(st.st_mode) && strcmp(p->file->path, "-");
}

static bool follow_file(struct pursuit *p)
{
	struct tail tail;
	bool stays = is_file(p), ok = true;

	tail_open(&tail, &p->live, stays ? p->file->path : NULL);
	/* Of what kind it is, its first bytes will tell. */
	if (p->waits)
		ok = open_file(p, &tail);
	else if (stays && !p->played)
		ok = !tail_begin(&tail) || open_file(p, NULL);
	while (ok && !p->live.over) {
		ok = play_file(p, &tail);
		if (!ok || !stays || p->live.over || !tail_begin(&tail))
			break;
		note("%s begins anew", p->file->path);
		ok = open_file(p, NULL);
	}
	tail_close(&tail);
	return ok;
}

static bool follow(struct pursuit *p, const struct journal_part *how)
{
	struct journal_part part = *how;
	struct trouble t = { 0 };
	u64 read;

	if (p->what == PURSUED_FILE && p->in.kind != BYTES_JOURNAL)
		return follow_file(p);
	part.live = &p->live;
	if (p->what == PURSUED_RING)
		play_ring(p->scan, &p->live, &t);
	else
		play_journal(p->scan, p->file ? p->file->path : p->opt->journal_path, &part, &read,
			     &t);
	return !error_trouble(&t);
}

int pursuit_go_on(struct pursuit *p, struct scan *s, const struct journal_part *part, bool whole)
{
	bool ok = true, can = p->what != PURSUED_FILE || p->in.fd >= 0 || p->waits;

	p->scan = s;
	p->whole = whole;
	if (can && !patience_lost()) {
		await_open(&p->await, STDOUT_FILENO);
		live_init(&p->live, &p->await, pause_of, p);
		note("following %s", p->what == PURSUED_RING ? "the kernel's log" :
				     p->file ? p->file->path : "the journal");
		ok = follow(p, part);
		await_close(&p->await);
	}
	scan_finish(s);
	tell(p);
	return ok ? STATUS_OK : STATUS_FAILURE;
}
