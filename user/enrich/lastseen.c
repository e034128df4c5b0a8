// SPDX-License-Identifier: GPL-2.0
/*
 * Where a drive sat that has gone: mpt3sas says it in the kernel's log when it
 * finds a drive, "sd 0:0:9:0: enclosure logical id (0x500304...), slot(9)".
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "source/kmsg.h"
#include "xalloc.h"

struct seat {
	char *hctl;
	char *enclosure;
	char *slot;
};

struct last_seen {
	char *root;
	struct seat *p;
	size_t n;
};

/* Takes the hexadecimal or decimal number at the front of @s, as text. */
static char *take_number(struct df_span *s, bool hex)
{
	const char *from = s->p;
	u64 value;

	if (hex ? !df_take(s, DF_SPAN("0x")) || !df_take_hex(s, &value) : !df_take_dec(s, &value))
		return NULL;
	return xstrndup(from, (size_t)(s->p - from));
}

/* @s: behind the driver's name, "0:0:9:0: enclosure logical id (0x...), slot(9)". */
static void take_seat(struct last_seen *l, struct df_span s)
{
	struct df_span at = s;
	struct df_hctl hctl;
	struct seat seat = { 0 };

	if (!df_take_hctl(&s, &hctl))
		return;
	at.len -= s.len;
	if (!df_take(&s, DF_SPAN(": enclosure logical id")))
		return;
	df_take_char(&s, ' ');
	if (df_take_char(&s, '('))
		seat.enclosure = take_number(&s, true);
	if (df_take(&s, DF_SPAN("), slot(")))
		seat.slot = take_number(&s, false);
	if (seat.enclosure && seat.slot) {
		seat.hctl = xstrndup(at.p, at.len);
		l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
		l->p[l->n++] = seat;
	} else {
		free(seat.enclosure);
		free(seat.slot);
	}
}

/* A record of /dev/kmsg: "6,321,1234567,-;sd 0:0:9:0: ...", the kernel's own only. */
static void take_record(struct last_seen *l, struct df_span record)
{
	struct df_span s = record;
	u64 level;

	if (!df_take_dec(&s, &level) || level > 7)
		return;
	s = df_span_from(s, df_span_find(s, DF_SPAN(";")));
	if (!df_take_char(&s, ';'))
		return;
	if (df_take(&s, DF_SPAN("sd ")) || df_take(&s, DF_SPAN("scsi ")))
		take_seat(l, s);
}

static void read_ring(struct last_seen *l)
{
	struct trouble t = { 0 };
	struct df_span record;
	struct kmsg k;
	int ret;

	if (kmsg_open(&k, &t)) {
		trouble_free(&t);
		return;
	}
	while ((ret = kmsg_next(&k, &record)) > 0 || ret == -EPIPE)
		if (ret > 0)
			take_record(l, record);
	kmsg_close(&k);
}

static void read_recorded(struct last_seen *l, const char *root)
{
	char *path = root_path(root, KMSG_PATH);
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	free(path);
	if (!file)
		return;
	while ((n = getline(&line, &size, file)) > 0)
		take_record(l, (struct df_span){ line, (size_t)n });
	free(line);
	fclose(file);
}

struct last_seen *last_seen_open(const char *root)
{
	struct last_seen *l = xcalloc(1, sizeof(*l));

	l->root = xstrdup(root);
	if (root[0])
		read_recorded(l, root);
	else
		read_ring(l);
	return l;
}

void last_seen_close(struct last_seen *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++) {
		free(l->p[i].hctl);
		free(l->p[i].enclosure);
		free(l->p[i].slot);
	}
	free(l->p);
	free(l->root);
	free(l);
}

/* The one seat that the log tells of for a bus id; NULL if it tells of several. */
static const struct seat *only_seat(const struct last_seen *l, const char *hctl)
{
	const struct seat *only = NULL;

	for (size_t i = 0; i < l->n; i++) {
		const struct seat *seat = &l->p[i];

		if (strcmp(seat->hctl, hctl))
			continue;
		if (only &&
		    (strcmp(only->slot, seat->slot) || strcmp(only->enclosure, seat->enclosure)))
			return NULL;
		only = seat;
	}
	return only;
}

/* Bus ids are given anew: what is said of one may be about the next drive. */
static bool is_taken(const struct last_seen *l, const char *hctl)
{
	char *path = root_path(l->root, "/sys/class/scsi_device/%s", hctl);
	bool taken = access(path, F_OK) == 0;

	free(path);
	return taken;
}

void last_seen_find(const struct last_seen *l, struct finding *f)
{
	for (size_t i = 0; i < f->hctl.n && !f->last_slot; i++) {
		const struct seat *seat = only_seat(l, f->hctl.p[i]);

		if (seat && !is_taken(l, f->hctl.p[i])) {
			f->last_slot = format("slot %s", seat->slot);
			f->last_enclosure = xstrdup(seat->enclosure);
		}
	}
}
