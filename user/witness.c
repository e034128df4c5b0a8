// SPDX-License-Identifier: GPL-2.0
/* Lines of the kernel's log that tell of faults.  See witness.h. */
#include <stdio.h>
#include <stdlib.h>

#include "play.h"
#include "play_ring.h"
#include "scan.h"
#include "source/devices.h"
#include "source/file.h"
#include "source/kmsg.h"
#include "witness.h"
#include "xalloc.h"

#define LINES_MAX	8	/* of one drive: a ticket is to be read */

struct witness {
	struct scan *scan;
	struct scan_told *told;
	size_t n;
};

static void attach(void *arg, const struct df_identity *id)
{
	scan_attach(arg, id);
}

static void play_recorded(struct scan *s, const char *root, struct trouble *t)
{
	char *path = root_path(root, KMSG_PATH);
	const struct play_how how = { .threads = 1 };
	struct played played;
	struct bytes in;

	if (bytes_open(&in, path, t) == 0) {
		scan_source(s, KMSG_PATH, SCAN_LINES);
		play(s, &in, &how, &played, t);
		bytes_close(&in);
		devices_each(root, attach, s);
	}
	free(path);
}

/* Plays the log; what it tells of stands in @w->told. */
static void listen(struct witness *w, const char *root)
{
	struct findings unused = { 0 };
	struct trouble t = { 0 };
	char *told = NULL;
	size_t size = 0;
	struct scan_how how = { .chains = true, .faults = xcheck(open_memstream(&told, &size)) };

	w->scan = scan_new(&how);
	if (root[0])
		play_recorded(w->scan, root, &t);
	else
		play_ring(w->scan, NULL, &t);
	/* What cannot be read gives no evidence. */
	trouble_free(&t);
	scan_finish(w->scan);
	scan_findings(w->scan, &unused);
	findings_free(&unused);
	fclose(how.faults);
	w->told = (struct scan_told *)told;
	w->n = size / sizeof(*w->told);
}

static bool is_within(const struct finding *f, const struct df_when *when)
{
	if (!(when->flags & DF_REC_MONO) || !f->first.mono_us.known || !f->last.mono_us.known)
		return false;
	return when->time_us >= f->first.mono_us.value && when->time_us <= f->last.mono_us.value;
}

/* By serial, if both have one that tells them apart; else by the name of that time. */
static bool is_of(const struct witness *w, const struct scan_told *told, const struct finding *f)
{
	u64 seq;
	const char *serial = scan_serial_of(w->scan, told->drive, &seq);

	if (!is_within(f, &told->when) || (f->verified && !told->verified))
		return false;
	if (serial && f->serial && f->serial_unique)
		return !strcmp(serial, f->serial);
	return strs_have(&f->names_then, told->name);
}

static void testify(struct finding *f, const struct scan_told *told)
{
	char *text = safe_text(df_span_of(told->text), SAFE_ESCAPED);
	struct evidence *e = finding_add_evidence(f, NULL, (struct number){ 0 }, text);

	e->when.mono_us = number_of(told->when.time_us);
	e->when.has_wall = f->last.has_wall;
	e->when.wall_us = f->last.wall_us -
			  (s64)(f->last.mono_us.value - told->when.time_us);
}

static void testify_all(const struct witness *w, struct finding *f)
{
	size_t n = 0, at = 0;

	for (size_t i = 0; i < w->n; i++)
		n += is_of(w, &w->told[i], f);
	if (!n)
		return;
	finding_drop_evidence(f);
	f->evidence_hidden = false;
	f->evidence_left_out = n > LINES_MAX ? n - LINES_MAX : 0;
	for (size_t i = 0; i < w->n; i++) {
		if (!is_of(w, &w->told[i], f))
			continue;
		if (!at || at > f->evidence_left_out)
			testify(f, &w->told[i]);
		at++;
	}
}

void witness_faults(struct findings *l, const char *root)
{
	struct witness w = { 0 };

	listen(&w, root);
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].total)
			testify_all(&w, &l->p[i]);
	scan_free(w.scan);
	free(w.told);
}
