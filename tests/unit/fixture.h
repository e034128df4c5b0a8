/* SPDX-License-Identifier: GPL-2.0 */
/* An engine with memory, fed with lines of text as a reader would feed it. */
#ifndef DISKFAULT_TESTS_FIXTURE_H
#define DISKFAULT_TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <diskfault/engine.h>

#define HOSTS	4

struct rig {
	struct df_engine engine;
	struct df_host hosts[HOSTS];
	u64 seq;
	u64 told;			/* faults that the engine yielded */
	struct df_fault last;
	u32 disks;			/* that are allocated */
	u32 paths;
};

static inline void rig_start(struct rig *rig, u32 max)
{
	memset(rig, 0, sizeof(*rig));
	df_engine_init(&rig->engine, rig->hosts, HOSTS, max);
}

static inline void rig_supply(struct rig *rig)
{
	struct df_disk *d;

	while ((d = df_engine_reap(&rig->engine))) {
		free(d);
		rig->disks--;
	}
	if (df_engine_wants_disk(&rig->engine)) {
		df_engine_give_disk(&rig->engine, calloc(1, sizeof(struct df_disk)));
		rig->disks++;
	}
	if (df_engine_wants_path(&rig->engine)) {
		df_engine_give_path(&rig->engine, calloc(1, sizeof(struct df_path)));
		rig->paths++;
	}
}

static inline void rig_listen(struct rig *rig, const struct df_fault *f)
{
	for (; f; f = df_engine_next(&rig->engine)) {
		rig->told++;
		rig->last = *f;
		assert_non_null(f->disk);
	}
}

/* One record of the kernel's, as text with whatever prefix dmesg would print. */
static inline void rig_hear(struct rig *rig, const char *line)
{
	struct df_record r = { 0 };

	rig_supply(rig);
	df_line_parse(&r, df_span_of(line));
	r.seq = ++rig->seq;
	if (!(r.flags & DF_REC_FACILITY) || r.facility == DF_FACILITY_KERN)
		r.flags |= DF_REC_VERIFIED;
	rig_listen(rig, df_engine_record(&rig->engine, &r));
}

static inline void rig_hear_all(struct rig *rig, const char *const lines[])
{
	for (; *lines; lines++)
		rig_hear(rig, *lines);
}

static inline void rig_idle(struct rig *rig)
{
	rig_listen(rig, df_engine_idle(&rig->engine));
}

static inline void rig_lose(struct rig *rig)
{
	rig_listen(rig, df_engine_lost(&rig->engine));
}

static inline bool rig_attach(struct rig *rig, const char *hctl, const char *name,
			      const char *serial, const char *wwid)
{
	struct df_identity id = { 0 };
	struct df_span at = df_span_of(hctl);

	assert_true(df_take_hctl(&at, &id.hctl));
	id.name = df_span_of(name);
	id.serial = df_span_of(serial);
	id.wwid = df_span_of(wwid);
	id.vendor = DF_SPAN("VENDOR  ");
	id.model = DF_SPAN("MODEL           ");
	rig_supply(rig);
	return df_engine_attach(&rig->engine, &id);
}

static inline void rig_detach(struct rig *rig, const char *hctl)
{
	struct df_hctl parsed;
	struct df_span at = df_span_of(hctl);

	assert_true(df_take_hctl(&at, &parsed));
	df_engine_detach(&rig->engine, &parsed);
}

static inline struct df_disk *rig_serial(struct rig *rig, const char *serial)
{
	struct df_disk *d;

	for (d = rig->engine.table.first; d; d = d->next)
		if (!strcmp(d->serial, serial))
			return d;
	return NULL;
}

static inline struct df_disk *rig_named(struct rig *rig, const char *name)
{
	struct df_path *p = df_path_named(&rig->engine.table, name);

	return p ? p->disk : NULL;
}

/* Drives with faults. */
static inline int rig_findings(struct rig *rig)
{
	struct df_disk *d;
	int n = 0;

	for (d = rig->engine.table.first; d; d = d->next)
		n += df_disk_total(d) != 0;
	return n;
}

static inline void rig_end(struct rig *rig)
{
	struct df_disk *d;
	struct df_path *p;

	df_engine_close(&rig->engine);
	df_engine_empty(&rig->engine);
	while ((d = df_engine_reap(&rig->engine)))
		free(d);
	while ((p = df_engine_take_path(&rig->engine)))
		free(p);
}

/* A rig for one test, made and freed by cmocka. */
static inline int rig_setup(void **state)
{
	struct rig *rig = malloc(sizeof(*rig));

	rig_start(rig, 64);
	*state = rig;
	return 0;
}

static inline int rig_teardown(void **state)
{
	rig_end(*state);
	free(*state);
	return 0;
}

#endif
