// SPDX-License-Identifier: GPL-2.0
/* The ledger.  See ledger.h.  The only file that knows SQLite. */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "late.h"
#include "ledger.h"
#include "xalloc.h"

#define LIBRARY		"libsqlite3.so.0"

LATE_NEEDED(LIBRARY, "ledger", "The ledger of faults");

#define FUNCTIONS(F) \
	F(sqlite3_bind_int64) F(sqlite3_bind_null) F(sqlite3_bind_text) \
	F(sqlite3_busy_timeout) F(sqlite3_changes) F(sqlite3_close) F(sqlite3_column_int64) \
	F(sqlite3_column_text) F(sqlite3_column_type) F(sqlite3_errcode) F(sqlite3_errmsg) \
	F(sqlite3_exec) F(sqlite3_finalize) F(sqlite3_free) F(sqlite3_mprintf) \
	F(sqlite3_open_v2) F(sqlite3_prepare_v2) F(sqlite3_step)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

#define LEDGER_VERSION	1
#define LEDGER_MASK	0077		/* it has lines of the log, which are for root */
#define STAY_US		3600000000LL	/* faults this near are one row */
#define BUSY_MS		5000

struct ledger {
	sqlite3 *db;
	char *path;
};

static const char schema[] =
	"CREATE TABLE drive ("
	" id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
	" serial TEXT, serial_source TEXT, serial_unique INTEGER, kind TEXT, vendor TEXT,"
	" model TEXT, rev TEXT, wwid TEXT, wwn TEXT, size INTEGER);"
	"CREATE TABLE stay ("
	" id INTEGER PRIMARY KEY, drive INTEGER NOT NULL REFERENCES drive, boot TEXT NOT NULL,"
	" name TEXT, hctl TEXT, slot TEXT, enclosure TEXT, path TEXT,"
	" class TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL,"
	" lower_bound INTEGER NOT NULL, verified INTEGER NOT NULL, first_us INTEGER NOT NULL,"
	" last_us INTEGER NOT NULL, sector INTEGER, evidence TEXT);"
	"CREATE INDEX stay_drive ON stay (drive, last_us);"
	"CREATE TABLE series ("
	" boot TEXT NOT NULL, key TEXT NOT NULL, entry TEXT NOT NULL, instance INTEGER NOT NULL,"
	" faults TEXT NOT NULL, first_us INTEGER, last_us INTEGER);"
	"PRAGMA user_version = 1;";

static int fail(struct ledger *g, struct trouble *t)
{
	int code = lib.sqlite3_errcode(g->db);

	if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		trouble_set(t, "%s is damaged, or no ledger: move it away, and \"diskfault record\" begins another",
			    g->path);
	else if (code == SQLITE_READONLY || code == SQLITE_PERM)
		trouble_set(t, "only root may write the ledger %s", g->path);
	else
		trouble_set(t, "the ledger %s: %s", g->path, lib.sqlite3_errmsg(g->db));
	return -1;
}

static int run(struct ledger *g, const char *sql, struct trouble *t)
{
	return lib.sqlite3_exec(g->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(g, t);
}

/* ---- statements: values go in and come out in their order ---- */

struct query {
	struct ledger *g;
	struct trouble *t;
	sqlite3_stmt *stmt;
	int at;
};

static int prepare(struct query *q, struct ledger *g, struct trouble *t, const char *sql)
{
	*q = (struct query){ .g = g, .t = t };
	return lib.sqlite3_prepare_v2(g->db, sql, -1, &q->stmt, NULL) == SQLITE_OK ? 0 : fail(g, t);
}

static void put_text(struct query *q, const char *s)
{
	lib.sqlite3_bind_text(q->stmt, ++q->at, s, -1, SQLITE_TRANSIENT);
}

static void put_int(struct query *q, s64 n)
{
	lib.sqlite3_bind_int64(q->stmt, ++q->at, n);
}

static void put_number(struct query *q, struct number n)
{
	if (n.known)
		put_int(q, (s64)n.value);
	else
		lib.sqlite3_bind_null(q->stmt, ++q->at);
}

static const char *get_text(struct query *q)
{
	return (const char *)lib.sqlite3_column_text(q->stmt, q->at++);
}

/* As text of ours: whoever can write the file may have put anything there. */
static char *get_safe(struct query *q)
{
	const char *s = get_text(q);

	return s && s[0] ? safe_text(df_span_of(s), SAFE_ESCAPED) : NULL;
}

static s64 get_int(struct query *q)
{
	return lib.sqlite3_column_int64(q->stmt, q->at++);
}

static struct number get_number(struct query *q)
{
	struct number none = { 0 };

	if (lib.sqlite3_column_type(q->stmt, q->at) == SQLITE_NULL) {
		q->at++;
		return none;
	}
	return number_of((u64)get_int(q));
}

/* The next row: 1, 0 at the end, -1. */
static int step(struct query *q)
{
	int code = lib.sqlite3_step(q->stmt);

	q->at = 0;
	if (code == SQLITE_ROW)
		return 1;
	return code == SQLITE_DONE ? 0 : fail(q->g, q->t);
}

/* Runs a statement without rows to its end, and frees it. */
static int finish(struct query *q)
{
	int ret = step(q);

	lib.sqlite3_finalize(q->stmt);
	return ret < 0 ? -1 : 0;
}

/* ---- opening ---- */

static int version_of(struct ledger *g, struct trouble *t)
{
	struct query q;
	int version = -1;

	if (prepare(&q, g, t, "PRAGMA user_version"))
		return -1;
	if (step(&q) == 1)
		version = (int)get_int(&q);
	lib.sqlite3_finalize(q.stmt);
	return version;
}

static int prepare_file(struct ledger *g, bool write, struct trouble *t)
{
	int version;

	lib.sqlite3_busy_timeout(g->db, BUSY_MS);
	version = version_of(g, t);
	if (version < 0)
		return -1;
	if (version == 0 && write &&
	    (run(g, "PRAGMA journal_mode = WAL", t) || run(g, "BEGIN IMMEDIATE", t) ||
	     run(g, schema, t) || run(g, "COMMIT", t)))
		return -1;
	if (version == 0 && !write)
		trouble_set(t, "%s is no ledger; \"diskfault record\" writes one", g->path);
	else if (version > LEDGER_VERSION)
		trouble_set(t, "the ledger %s is of a newer diskfault", g->path);
	return t->text ? -1 : 0;
}

/* One that nobody may write, its directory either, has no writer: read it as it is. */
static int open_file(struct ledger *g, bool write)
{
	char *uri;
	int code;

	if (write)
		return lib.sqlite3_open_v2(g->path, &g->db,
				       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (access(g->path, W_OK) == 0)
		return lib.sqlite3_open_v2(g->path, &g->db, SQLITE_OPEN_READWRITE, NULL);
	uri = lib.sqlite3_mprintf("file:%s?immutable=1", g->path);
	code = lib.sqlite3_open_v2(uri, &g->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	lib.sqlite3_free(uri);
	return code;
}

/* The directory of the path, if it is not there; those above have to be. */
static void make_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;

	if (!slash || slash == path)
		return;
	dir = xstrndup(path, (size_t)(slash - path));
	mkdir(dir, 0755);
	free(dir);
}

struct ledger *ledger_open(const char *path, bool write, struct trouble *t)
{
	struct ledger *g = xcalloc(1, sizeof(*g));

	late_need(LIBRARY, names, DF_COUNT(names), &lib);
	g->path = xstrdup(path);
	if (write) {
		umask(LEDGER_MASK);
		make_directory(path);
	} else if (access(path, R_OK)) {
		if (errno == ENOENT)
			trouble_set(t, "there is no ledger %s; \"diskfault record\" writes one",
				    path);
		else
			trouble_set(t, "cannot read the ledger %s: %s", path, strerror(errno));
	}
	if (!t->text && open_file(g, write) != SQLITE_OK)
		trouble_set(t, "cannot open the ledger %s: %s", path,
			    g->db ? lib.sqlite3_errmsg(g->db) : strerror(ENOMEM));
	if (t->text || prepare_file(g, write, t)) {
		ledger_close(g);
		return NULL;
	}
	return g;
}

void ledger_close(struct ledger *g)
{
	lib.sqlite3_close(g->db);
	free(g->path);
	free(g);
}

/* ---- how far the counters have been entered ---- */

static char *faults_text(const u64 *faults)
{
	struct buf b = { 0 };

	for (int i = 0; i < DF_CLASSES; i++)
		buf_printf(&b, "%s%s=%llu", i ? " " : "", df_class_name((enum df_class)i),
			   (unsigned long long)faults[i]);
	return buf_take(&b);
}

static void faults_of(const char *text, u64 *faults)
{
	for (int i = 0; i < DF_CLASSES; i++) {
		char *name = format("%s=", df_class_name((enum df_class)i));
		const char *at = text ? strstr(text, name) : NULL;

		/* "io=" stands in "xfs_io=" as well. */
		while (at && at > text && at[-1] != ' ')
			at = strstr(at + 1, name);
		faults[i] = at ? strtoull(at + strlen(name), NULL, 10) : 0;
		free(name);
	}
}

int ledger_series(struct ledger *g, const char *boot, struct series_list *l, struct trouble *t)
{
	struct query q;
	int more;

	if (prepare(&q, g, t, "SELECT key, entry, instance, first_us, last_us, faults"
			      " FROM series WHERE boot = ?"))
		return -1;
	put_text(&q, boot);
	while ((more = step(&q)) == 1) {
		const char *key = get_text(&q);
		const char *entry = get_text(&q);
		struct series s = { .key = xstrdup(key ? key : ""),
				    .entry = xstrdup(entry ? entry : "") };

		s.instance = (u64)get_int(&q);
		s.first_us = get_number(&q);
		s.last_us = get_number(&q);
		faults_of(get_text(&q), s.faults);
		l->p = xreallocarray(l->p, l->n + 1, sizeof(s));
		l->p[l->n++] = s;
	}
	lib.sqlite3_finalize(q.stmt);
	return more;
}

static bool has_faults(const struct series *s)
{
	for (int i = 0; i < DF_CLASSES; i++)
		if (s->faults[i])
			return true;
	return false;
}

static int enter_series(struct ledger *g, const char *boot, const struct series *s,
			struct trouble *t)
{
	char *faults = faults_text(s->faults);
	struct query q;
	int ret = prepare(&q, g, t, "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)");

	if (!ret) {
		put_text(&q, boot);
		put_text(&q, s->key);
		put_text(&q, s->entry);
		put_int(&q, (s64)s->instance);
		put_text(&q, faults);
		put_number(&q, s->first_us);
		put_number(&q, s->last_us);
		ret = finish(&q);
	}
	free(faults);
	return ret;
}

/* ---- entering ---- */

static int enter_drive(struct ledger *g, const char *key, const struct finding *f, s64 *id,
		       struct trouble *t)
{
	struct query q;
	int ret;

	if (prepare(&q, g, t,
		    "INSERT INTO drive (key, serial, serial_source, serial_unique, kind, vendor,"
		    " model, rev, wwid, wwn, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		    " ON CONFLICT (key) DO UPDATE SET rev = coalesce(excluded.rev, rev),"
		    " wwn = coalesce(excluded.wwn, wwn), size = coalesce(excluded.size, size)"
		    " RETURNING id"))
		return -1;
	put_text(&q, key);
	put_text(&q, f->serial);
	put_text(&q, f->serial_source);
	put_int(&q, f->serial_unique);
	put_text(&q, df_kind_name(f->kind));
	put_text(&q, f->vendor);
	put_text(&q, f->model);
	put_text(&q, f->rev);
	put_text(&q, f->wwid);
	put_text(&q, f->wwn);
	put_number(&q, f->size);
	ret = step(&q);
	if (ret == 1)
		*id = get_int(&q);
	lib.sqlite3_finalize(q.stmt);
	return ret == 1 ? 0 : -1;
}

/* One class of what is new, and where and when. */
struct entry {
	s64 drive;
	const char *boot;
	const struct finding *f;
	const char *name;
	const char *hctl;
	const char *class;
	u64 count;
	bool at_least;
	s64 first_us;
	s64 last_us;
};

/* Adds to the row of the same place within the hour; the number of rows changed. */
static int extend_stay(struct ledger *g, const struct entry *e, struct trouble *t)
{
	struct query q;

	if (prepare(&q, g, t,
		    "UPDATE stay SET count = count + ?, last_us = max(last_us, ?),"
		    " lower_bound = lower_bound OR ?, sector = coalesce(?, sector),"
		    " evidence = coalesce(?, evidence)"
		    " WHERE drive = ? AND boot = ? AND name IS ? AND hctl IS ? AND slot IS ?"
		    " AND class = ? AND cause = ? AND first_us > ?"))
		return -1;
	put_int(&q, (s64)e->count);
	put_int(&q, e->last_us);
	put_int(&q, e->f->lower_bound || e->at_least);
	put_number(&q, e->f->last_sector);
	put_text(&q, e->f->n_evidence ? e->f->evidence[0].text : NULL);
	put_int(&q, e->drive);
	put_text(&q, e->boot);
	put_text(&q, e->name);
	put_text(&q, e->hctl);
	put_text(&q, e->f->slot);
	put_text(&q, e->class);
	put_text(&q, df_cause_name(e->f->cause));
	put_int(&q, e->last_us - STAY_US);
	return finish(&q) ? -1 : lib.sqlite3_changes(g->db);
}

static int begin_stay(struct ledger *g, const struct entry *e, struct trouble *t)
{
	struct query q;

	if (prepare(&q, g, t,
		    "INSERT INTO stay (drive, boot, name, hctl, slot, enclosure, path, class,"
		    " cause, count, lower_bound, verified, first_us, last_us, sector, evidence)"
		    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
		return -1;
	put_int(&q, e->drive);
	put_text(&q, e->boot);
	put_text(&q, e->name);
	put_text(&q, e->hctl);
	put_text(&q, e->f->slot);
	put_text(&q, e->f->enclosure);
	put_text(&q, e->f->path);
	put_text(&q, e->class);
	put_text(&q, df_cause_name(e->f->cause));
	put_int(&q, (s64)e->count);
	put_int(&q, e->f->lower_bound || e->at_least);
	put_int(&q, e->f->verified);
	put_int(&q, e->first_us);
	put_int(&q, e->last_us);
	put_number(&q, e->f->last_sector);
	put_text(&q, e->f->n_evidence ? e->f->evidence[0].text : NULL);
	return finish(&q);
}

static s64 now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (s64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int enter_growth(struct ledger *g, const char *boot, const struct finding *f,
			const struct growth *grown, struct trouble *t)
{
	const struct moment *from = grown->total == f->total ? &f->first : &f->last;
	char *names = strs_join(&f->names, " ");
	char *hctl = strs_join(&f->hctl, " ");
	char *key = series_key(f);
	struct entry e = { .boot = boot, .f = f, .name = names[0] ? names : f->last_name,
			   .hctl = hctl[0] ? hctl : NULL, .at_least = grown->at_least };
	int ret;

	e.last_us = f->last.has_wall ? f->last.wall_us : now_us();
	e.first_us = from->has_wall ? from->wall_us : e.last_us;
	ret = enter_drive(g, key, f, &e.drive, t);
	for (int i = 0; i < DF_CLASSES && !ret; i++) {
		if (!grown->faults[i])
			continue;
		e.class = df_class_name((enum df_class)i);
		e.count = grown->faults[i];
		ret = extend_stay(g, &e, t);
		if (!ret)
			ret = begin_stay(g, &e, t);
		else if (ret > 0)
			ret = 0;
	}
	free(names);
	free(hctl);
	free(key);
	return ret;
}

static int enter_all(struct ledger *g, const char *boot, const struct findings *found,
		     const struct growth *grown, const struct series_list *series,
		     struct trouble *t)
{
	/* Those of other boots are of no use any more. */
	if (run(g, "DELETE FROM series", t))
		return -1;
	for (size_t i = 0; i < found->n; i++)
		if (grown[i].total && enter_growth(g, boot, &found->p[i], &grown[i], t))
			return -1;
	for (size_t i = 0; i < series->n; i++)
		if (has_faults(&series->p[i]) && enter_series(g, boot, &series->p[i], t))
			return -1;
	return 0;
}

int ledger_enter(struct ledger *g, const char *boot, const struct findings *found,
		 const struct growth *grown, const struct series_list *series,
		 struct trouble *t)
{
	if (run(g, "BEGIN IMMEDIATE", t))
		return -1;
	if (enter_all(g, boot, found, grown, series, t) || run(g, "COMMIT", t)) {
		lib.sqlite3_exec(g->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	return 0;
}

/* ---- reading ---- */

static enum df_disk_kind kind_of(const char *name)
{
	for (int i = DF_SCSI; name && i <= DF_VOLUME; i++)
		if (!strcmp(name, df_kind_name((enum df_disk_kind)i)))
			return (enum df_disk_kind)i;
	return DF_SCSI;
}

static const char *source_of(const char *name)
{
	static const char *const sources[] = { "vpd", "log", "udev", "sysfs" };

	for (size_t i = 0; name && i < DF_COUNT(sources); i++)
		if (!strcmp(name, sources[i]))
			return sources[i];
	return NULL;
}

static void get_drive(struct query *q, struct finding *f)
{
	f->serial = get_safe(q);
	f->serial_source = source_of(get_text(q));
	f->serial_unique = get_int(q);
	f->kind = kind_of(get_text(q));
	f->vendor = get_safe(q);
	f->model = get_safe(q);
	f->rev = get_safe(q);
	f->wwid = get_safe(q);
	f->wwn = get_safe(q);
	f->size = get_number(q);
	f->verified = true;
	f->first = (struct moment){ .has_wall = true, .wall_us = INT64_MAX };
}

static void replace_text(char **to, char *from)
{
	free(*to);
	*to = from;
}

static void replace_words(struct strs *to, const char *from)
{
	strs_free(to);
	*to = (struct strs){ 0 };
	if (from)
		strs_split(to, from);
}

static void add_name(struct finding *f, const char *names)
{
	struct strs words = { 0 };

	strs_split(&words, names);
	for (size_t i = 0; i < words.n; i++)
		if (!strs_have(&f->names_then, words.p[i]))
			strs_add(&f->names_then, xstrdup(words.p[i]));
	strs_free(&words);
}

/* Rows come in the order of time: what is said last holds. */
static void get_place(struct query *q, struct finding *f)
{
	char *names = get_safe(q);
	char *hctl = get_safe(q);

	if (names) {
		replace_words(&f->names, names);
		add_name(f, names);
	}
	replace_words(&f->hctl, hctl);
	replace_text(&f->slot, get_safe(q));
	replace_text(&f->enclosure, get_safe(q));
	replace_text(&f->path, get_safe(q));
	free(names);
	free(hctl);
}

static void get_faults(struct query *q, struct finding *f)
{
	const char *class = get_text(q);
	const char *cause = get_text(q);
	u64 count = (u64)get_int(q);

	for (int i = 0; class && i < DF_CLASSES; i++)
		if (!strcmp(class, df_class_name((enum df_class)i)))
			f->faults[i] += count;
	f->total += count;
	for (int i = DF_CAUSE_NONE; cause && i <= DF_CAUSE_DRIVE; i++)
		if (!strcmp(cause, df_cause_name((enum df_cause)i)) && i > (int)f->cause)
			f->cause = (enum df_cause)i;
}

static void get_rest(struct query *q, struct finding *f)
{
	s64 first, last;
	struct number sector;
	char *text;

	f->lower_bound |= get_int(q) != 0;
	f->verified &= get_int(q) != 0;
	first = get_int(q);
	last = get_int(q);
	if (first < f->first.wall_us)
		f->first.wall_us = first;
	f->last = (struct moment){ .has_wall = true, .wall_us = last };
	sector = get_number(q);
	if (sector.known)
		f->last_sector = sector;
	text = get_safe(q);
	if (!text)
		return;
	if (f->n_evidence)
		replace_text(&f->evidence[0].text, text);
	else
		finding_add_evidence(f, NULL, (struct number){ 0 }, text);
}

int ledger_read(struct ledger *g, const struct ledger_window *window, struct findings *l,
		struct strs *keys, struct trouble *t)
{
	struct finding *f = NULL;
	char *group = NULL;
	struct query q;
	int more;

	/* A drive, or each place that it was at: rows of one group stand together. */
	if (prepare(&q, g, t, window->key ?
		    "SELECT min(first_us) OVER (PARTITION BY boot, name, hctl, slot) || boot ||"
		    " ifnull(name, '') || ' ' || ifnull(hctl, '') || ' ' || ifnull(slot, '') AS place,"
		    " key, serial, serial_source, serial_unique, kind, vendor, model, rev, wwid,"
		    " wwn, size, name, hctl, slot, enclosure, path, class, cause, count,"
		    " lower_bound, verified, first_us, last_us, sector, evidence"
		    " FROM stay JOIN drive ON drive.id = stay.drive"
		    " WHERE last_us >= ? AND first_us <= ? AND key = ?"
		    " ORDER BY place, last_us" :
		    "SELECT key AS place,"
		    " key, serial, serial_source, serial_unique, kind, vendor, model, rev, wwid,"
		    " wwn, size, name, hctl, slot, enclosure, path, class, cause, count,"
		    " lower_bound, verified, first_us, last_us, sector, evidence"
		    " FROM stay JOIN drive ON drive.id = stay.drive"
		    " WHERE last_us >= ? AND first_us <= ? ORDER BY drive, last_us"))
		return -1;
	put_int(&q, window->since_us);
	put_int(&q, window->until_us);
	if (window->key)
		put_text(&q, window->key);
	while ((more = step(&q)) == 1) {
		const char *place = get_text(&q);
		const char *key = get_text(&q);

		if (!group || strcmp(group, place ? place : "") != 0) {
			free(group);
			group = xstrdup(place ? place : "");
			strs_add(keys, xstrdup(key ? key : ""));
			f = findings_add(l);
			get_drive(&q, f);
		} else {
			q.at = 12;	/* who it is was said already */
		}
		get_place(&q, f);
		get_faults(&q, f);
		get_rest(&q, f);
	}
	free(group);
	lib.sqlite3_finalize(q.stmt);
	l->source = FROM_LEDGER;
	return more;
}
