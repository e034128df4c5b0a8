// SPDX-License-Identifier: GPL-2.0
/* Lines of the kernel's log that tell of faults.  See witness.h. */
#include <stdio.h>
#include <stdlib.h>

#include "play.h"
#include "play_entries.h"
#include "play_ring.h"
#include "scan.h"
#include "source/devices.h"
#include "source/file.h"
#include "source/kmsg.h"
#include "witness.h"
#include "xalloc.h"

#define LINES_MAX	8	/* of one drive: a ticket is to be read */
#define JOURNAL_DIR	"/var/log/journal"

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

static void play_kernel_log(struct scan *s, const char *root)
{
	struct trouble t = { 0 };

	if (root[0])
		play_recorded(s, root, &t);
	else
		play_ring(s, NULL, &t);
	/* What cannot be read gives no evidence. */
	trouble_free(&t);
}

/* The boot that runs, as the journal writes its id; false if it is not known. */
static bool find_boot(const char *root, char boot[JOURNAL_BOOT_SIZE])
{
	char *path = root_path(root, "/proc/sys/kernel/random/boot_id");
	char *id = file_text(path);
	size_t n = 0;

	for (const char *c = id ? id : ""; *c && n < JOURNAL_BOOT_SIZE - 1; c++)
		if (*c != '-')
			boot[n++] = *c;
	boot[n] = '\0';
	free(id);
	free(path);
	return n > 0;
}

/* The kernel's records of this boot: a fault's time is that of its clock. */
static void play_boot_journal(struct scan *s, const char *root)
{
	struct journal_part part = { 0 };
	struct trouble t = { 0 };
	char *dir = root[0] ? root_path(root, JOURNAL_DIR) : NULL;
	u64 read;

	if (find_boot(root, part.boot)) {
		play_journal(s, dir, &part, &read, &t);
		devices_each(root, attach, s);
	}
	trouble_free(&t);
	free(dir);
}

/* Plays a log; what it tells of stands in @w->told. */
static void listen(struct witness *w, const char *root, void (*log)(struct scan *, const char *))
{
	struct findings unused = { 0 };
	char *told = NULL;
	size_t size = 0;
	struct scan_how how = { .chains = true, .faults = xcheck(open_memstream(&told, &size)) };

	w->scan = scan_new(&how);
	log(w->scan, root);
	scan_finish(w->scan);
	scan_findings(w->scan, &unused);
	findings_free(&unused);
	fclose(how.faults);
	w->told = (struct scan_told *)told;
	w->n = size / sizeof(*w->told);
}

static void witness_free(struct witness *w)
{
	if (w->scan)
		scan_free(w->scan);
	free(w->told);
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

static size_t count(const struct witness *w, const struct finding *f)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += is_of(w, &w->told[i], f);
	return n;
}

static void testify_all(const struct witness *w, struct finding *f)
{
	size_t n = count(w, f), at = 0;

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

/* Faults were counted of which @w does not tell. */
static bool knows_too_little(const struct witness *w, const struct findings *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (count(w, &l->p[i]) < l->p[i].total)
			return true;
	return false;
}

void witness_faults(struct findings *l, const char *root)
{
	struct witness ring = { 0 }, journal = { 0 };

	listen(&ring, root, play_kernel_log);
	if (knows_too_little(&ring, l))
		listen(&journal, root, play_boot_journal);
	for (size_t i = 0; i < l->n; i++) {
		struct finding *f = &l->p[i];

		if (f->total)
			testify_all(count(&journal, f) > count(&ring, f) ? &journal : &ring, f);
	}
	witness_free(&journal);
	witness_free(&ring);
}
