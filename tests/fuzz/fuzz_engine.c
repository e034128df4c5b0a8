// SPDX-License-Identifier: GPL-2.0
/*
 * The core, fed with anything, in a table so small that it is always too full.
 * Each line of the input is a record (a byte 1 stands for a newline within it)
 * or, by its first byte, something that an adapter does:
 *
 *	!	idle		?	records were lost
 *	^	the machine was booted
 *	+HTss.w	attach		-HT	detach (H host, T target)
 *	=N	clear the N-th drive
 *
 * After each, everything that leads anywhere must lead to the right place.
 */
#include <stdlib.h>

#include <diskfault/engine.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOSTS	3
#define ENTRIES	6

static struct df_engine engine;
static struct df_host hosts[HOSTS];

static void must(bool fact)
{
	if (!fact)
		abort();
}

static void supply(void)
{
	struct df_disk *d;

	while ((d = df_engine_reap(&engine)))
		free(d);
	if (df_engine_wants_disk(&engine))
		df_engine_give_disk(&engine, calloc(1, sizeof(*d)));
	if (df_engine_wants_path(&engine))
		df_engine_give_path(&engine, calloc(1, sizeof(struct df_path)));
}

static void check_paths(const struct df_disk *d)
{
	struct df_path *p;

	for (p = d->paths; p; p = p->next) {
		must(p->disk == d);
		must(p->newest || p->named);
		must(!p->newest || df_path_at(&engine.table, &p->hctl) == p);
		must(!p->named || df_path_named(&engine.table, p->name) == p);
	}
}

static void check(void)
{
	const struct df_disk *d;
	char text[80];
	u32 n = 0;

	for (d = engine.table.first; d; d = d->next) {
		must(!d->is_dead);
		check_paths(d);
		df_disk_hctls(d, text, sizeof(text));
		df_disk_names(d, text, sizeof(text));
		must((df_disk_cause(d) == DF_CAUSE_NONE) == !df_disk_total(d));
		n++;
	}
	must(n == engine.table.count && n <= ENTRIES);
}

static void attach(struct df_span s)
{
	struct df_identity id = { { 0 }, 0, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 } };
	char name[4] = "sdx";

	if (s.len < 2)
		return;
	id.hctl.host = s.p[0] & 3;
	id.hctl.target = s.p[1] & 3;
	id.port = s.p[1] >> 2 & 3;
	name[2] = (char)('a' + (s.len & 3));
	if (s.len & 4)
		id.name = df_span_of(name);
	id.serial = df_span_first(df_span_from(s, 2), 2);
	id.wwid = df_span_from(s, 4);
	df_engine_attach(&engine, &id);
}

static void detach(struct df_span s)
{
	struct df_hctl hctl = { 0, 0, 0, 0 };

	if (s.len < 2)
		return;
	hctl.host = s.p[0] & 3;
	hctl.target = s.p[1] & 3;
	df_engine_detach(&engine, &hctl);
}

static void clear(struct df_span s)
{
	struct df_disk *d = engine.table.first;
	size_t n;

	for (n = s.len ? s.p[0] & 7 : 0; d && n; n--)
		d = d->next;
	if (d)
		df_engine_clear(&engine, d);
}

static void hear(const struct df_fault *f)
{
	for (; f; f = df_engine_next(&engine))
		must(!f->disk->is_dead && df_disk_total(f->disk));
}

static void record(struct df_span s, u64 seq)
{
	struct df_record r = { 0 };

	df_line_parse(&r, s);
	r.seq = seq;
	hear(df_engine_record(&engine, &r));
}

static void act(struct df_span s, u64 seq)
{
	struct df_span rest = df_span_from(s, 1);

	switch (s.len ? s.p[0] : 0) {
	case '!':
		hear(df_engine_idle(&engine));
		break;
	case '?':
		hear(df_engine_lost(&engine));
		break;
	case '^':
		hear(df_engine_boot(&engine));
		break;
	case '+':
		attach(rest);
		break;
	case '-':
		detach(rest);
		break;
	case '=':
		clear(rest);
		break;
	default:
		record(s, seq);
	}
}

/* A copy that ends where the line does, so that one byte too far is seen. */
static void one_line(const uint8_t *line, size_t len, u64 seq)
{
	char *copy = malloc(len ? len : 1);
	struct df_span s = { copy, len };
	size_t i;

	for (i = 0; i < len; i++)
		copy[i] = line[i] == 1 ? '\n' : (char)line[i];
	supply();
	act(s, seq);
	check();
	free(copy);
}

static void end(void)
{
	struct df_disk *d;
	struct df_path *p;

	df_engine_close(&engine);
	check();
	df_engine_empty(&engine);
	while ((d = df_engine_reap(&engine)))
		free(d);
	while ((p = df_engine_take_path(&engine)))
		free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 seq = 0;

	memset(hosts, 0, sizeof(hosts));
	df_engine_init(&engine, hosts, HOSTS, ENTRIES);
	while (size) {
		const uint8_t *nl = memchr(data, '\n', size);
		size_t len = nl ? (size_t)(nl - data) : size;

		one_line(data, len, ++seq);
		len += nl ? 1 : 0;
		data += len;
		size -= len;
	}
	end();
	return 0;
}
