// SPDX-License-Identifier: GPL-2.0
/* diskfault check: a plugin for Nagios and its like. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "command.h"
#include "conf.h"
#include "enrich/machine.h"
#include "memory.h"
#include "report.h"
#include "scrub.h"
#include "source/file.h"
#include "source/sysfs.h"
#include "xalloc.h"

#define TOTAL		DF_CLASSES	/* behind the classes: all of them together */
#define NAMED_MAX	5		/* drives in the line; plugins' output is cut somewhere */

enum level { LEVEL_OK, LEVEL_WARNING, LEVEL_CRITICAL, LEVEL_UNKNOWN };

static const char *const level_names[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

/* From how many faults of a class on; 0: never. */
struct thresholds {
	u64 at[DF_CLASSES + 1];
};

/* One drive, or volume, as it is judged. */
struct judged {
	char *who;
	bool volume;
	enum level level;
	enum df_cause cause;
	u64 faults[DF_CLASSES + 1];
	bool remembered;	/* the module does not know it any more */
};

struct plugin {
	struct options *opt;
	struct thresholds warning;
	struct thresholds critical;
	struct strs ignored;
	struct judged *p;
	size_t n;
	size_t volumes;		/* of those */
	struct number lost;
	struct trouble trouble;	/* with the state */
};

/* What the drive itself reports is certain; anything else may be its cable. */
static void set_defaults(struct plugin *c)
{
	for (int i = 0; i < DF_CLASSES; i++)
		c->warning.at[i] = 1;
	c->critical.at[DF_MEDIUM] = 1;
	c->critical.at[DF_HARDWARE] = 1;
}

static bool set_class(struct thresholds *t, const char *name, size_t len, u64 n)
{
	bool all = len == 3 && !strncmp(name, "all", len);
	bool found = all;

	for (int i = 0; i <= TOTAL; i++) {
		const char *class = i == TOTAL ? "total" : df_class_name((enum df_class)i);

		if (all ? i != TOTAL : strlen(class) == len && !strncmp(class, name, len)) {
			t->at[i] = n;
			found = true;
		}
	}
	return found;
}

/* CLASS=N[,CLASS=N...] */
static bool set_thresholds(struct thresholds *t, const char *list)
{
	for (;;) {
		size_t len = strcspn(list, "=");
		size_t end = strcspn(list, ",");
		struct df_span s = { list + len + 1, (u32)(end - len - 1) };
		u64 n;

		if (len >= end || !df_take_dec(&s, &n) || s.len || !set_class(t, list, len, n))
			return false;
		if (!list[end])
			return true;
		list += end + 1;
	}
}

static bool set_all(struct thresholds *t, const struct strs *lists)
{
	for (size_t i = 0; i < lists->n; i++) {
		if (!set_thresholds(t, lists->p[i])) {
			error("check: \"%s\" is not CLASS=N; classes are those of faults (diskfault(8)), \"all\" and \"total\"",
			      lists->p[i]);
			return false;
		}
	}
	return true;
}

/* --ignore, and the lines of diskfault.conf. */
static bool read_ignored(struct plugin *c)
{
	struct conf *conf = conf_read(c->opt->sysroot, &c->trouble);
	const struct conf_line *line = NULL;

	for (size_t i = 0; i < c->opt->ignored.n; i++)
		strs_add(&c->ignored, xstrdup(c->opt->ignored.p[i]));
	if (!conf)
		return false;
	while ((line = conf_next(conf, "ignore", line)))
		strs_add(&c->ignored, xstrdup(line->words.p[0]));
	conf_free(conf);
	return true;
}

static enum level judge(const struct plugin *c, const u64 *faults)
{
	enum level level = LEVEL_OK;

	for (int i = 0; i <= TOTAL; i++) {
		if (c->critical.at[i] && faults[i] >= c->critical.at[i])
			return LEVEL_CRITICAL;
		if (c->warning.at[i] && faults[i] >= c->warning.at[i])
			level = LEVEL_WARNING;
	}
	return level;
}

static void add(struct plugin *c, const char *who, enum df_cause cause, const u64 *faults,
		bool remembered)
{
	struct judged *j;

	c->p = xreallocarray(c->p, c->n + 1, sizeof(*c->p));
	j = &c->p[c->n++];
	*j = (struct judged){ .who = xstrdup(who), .cause = cause, .remembered = remembered };
	/* It has no serial: what is said of who it is, is its name. */
	j->volume = df_is_volume(who);
	c->volumes += j->volume;
	for (int i = 0; i < DF_CLASSES; i++) {
		j->faults[i] = faults[i];
		j->faults[TOTAL] += faults[i];
	}
	j->level = judge(c, j->faults);
}

static void add_finding(struct plugin *c, const struct finding *f, const struct remembered *r)
{
	struct buf who = { 0 };

	if (f->serial && strs_have(&c->ignored, f->serial))
		return;
	buf_puts(&who, f->serial ? c->opt->scrub ? HIDDEN : f->serial :
			f->names.n ? f->names.p[0] : f->entry);
	if (f->serial && f->names.n)
		buf_printf(&who, " %s", f->names.p[0]);
	if (f->slot)
		buf_printf(&who, " at %s", f->slot);
	add(c, who.p, r && r->cause > f->cause ? r->cause : f->cause, r ? r->faults : f->faults,
	    false);
	buf_free(&who);
}

static u64 instance_of(const char *root)
{
	char *path = root_path(root, SYSFS_CLASS);
	struct stat st = { 0 };

	stat(path, &st);
	free(path);
	return st.st_ino;
}

static char *boot_of(const char *root)
{
	char *path = root_path(root, "/proc/sys/kernel/random/boot_id");
	char *boot = file_text(path);

	free(path);
	return boot ? boot : xstrdup("");
}

static void forget(struct plugin *c, struct memory *m)
{
	for (size_t i = 0; i < c->opt->forgotten.n; i++)
		if (!memory_forget(m, c->opt->forgotten.p[i]))
			warning("no fault of \"%s\" is remembered", c->opt->forgotten.p[i]);
}

/* Judges what is remembered: more than the module says, or less if it was forgotten. */
static void check_memory(struct plugin *c, const struct findings *found, u64 instance)
{
	char *boot = boot_of(c->opt->sysroot);
	struct memory m;

	/* What is damaged is left as it is, for somebody to look at. */
	if (!memory_load(&m, c->opt->state, &c->trouble)) {
		memory_update(&m, found, instance, boot);
		forget(c, &m);
		memory_save(&m, c->opt->state, &c->trouble);
	} else {
		memory_update(&m, found, instance, boot);
	}
	for (size_t i = 0; i < found->n; i++) {
		const struct series *s = series_find(&m.series, &found->p[i], instance);

		add_finding(c, &found->p[i], s ? &m.p[s - m.series.p] : NULL);
	}
	for (size_t i = 0; i < m.series.n; i++)
		if (!m.p[i].there && !strs_have(&c->ignored, m.p[i].who))
			add(c, c->opt->scrub && m.p[i].serial ? HIDDEN : m.p[i].who, m.p[i].cause,
			    m.p[i].faults, true);
	memory_free(&m);
	free(boot);
}

static int by_level(const void *pa, const void *pb)
{
	const struct judged *a = pa;
	const struct judged *b = pb;

	if (a->level != b->level)
		return a->level < b->level ? 1 : -1;
	if (a->cause != b->cause)
		return a->cause < b->cause ? 1 : -1;
	if (a->faults[TOTAL] != b->faults[TOTAL])
		return a->faults[TOTAL] < b->faults[TOTAL] ? 1 : -1;
	return strcmp(a->who, b->who);
}

static void put_drive(struct buf *b, const struct judged *j)
{
	buf_printf(b, "%s (cause %s", j->who, df_cause_name(j->cause));
	for (int i = 0; i < DF_CLASSES; i++)
		if (j->faults[i])
			buf_printf(b, ", %s %llu", df_class_name((enum df_class)i),
				   (unsigned long long)j->faults[i]);
	buf_printf(b, "%s)", j->remembered ? ", remembered" : "");
}

/* What performance data follow is told by the first '|' alone. */
static void print_text(struct buf *b)
{
	for (size_t i = 0; i < b->len; i++) {
		if (b->p[i] == '|')
			fputs("\\x7c", stdout);
		else
			putchar(b->p[i]);
	}
}

static void print_limit(u64 at)
{
	putchar(';');
	/* Nagios alerts above the number that it is given. */
	if (at)
		printf("%llu", (unsigned long long)at - 1);
}

/* Of each class the count of the drive that has most of it: what is judged. */
static void print_data(const struct plugin *c, size_t drives, size_t volumes)
{
	printf(" | drives=%zu;;;0 bad=%zu;;;0 bad_volumes=%zu;;;0", c->n - c->volumes, drives,
	       volumes);
	for (int i = 0; i <= TOTAL; i++) {
		u64 most = 0;

		for (size_t k = 0; k < c->n; k++)
			if (c->p[k].faults[i] > most)
				most = c->p[k].faults[i];
		printf(" %s=%lluc", i == TOTAL ? "total" : df_class_name((enum df_class)i),
		       (unsigned long long)most);
		print_limit(c->warning.at[i]);
		print_limit(c->critical.at[i]);
		fputs(";0", stdout);
	}
	if (c->lost.known)
		printf(" records_lost=%lluc;;;0", (unsigned long long)c->lost.value);
	putchar('\n');
}

/* The one line, and the status. */
static int print(struct plugin *c)
{
	enum level level = c->n ? c->p[0].level : LEVEL_OK;
	struct buf b = { 0 };
	size_t bad, volumes = 0;

	for (bad = 0; bad < c->n && c->p[bad].level != LEVEL_OK; bad++)
		volumes += c->p[bad].volume;
	if (c->trouble.text && level != LEVEL_CRITICAL)
		level = LEVEL_UNKNOWN;
	buf_printf(&b, "DISKFAULT %s - %zu of %zu drives bad", level_names[level],
		   bad - volumes, c->n - c->volumes);
	if (volumes)
		buf_printf(&b, ", and %zu volume%s", volumes, volumes > 1 ? "s" : "");
	if (c->trouble.text) {
		char *why = safe_text(df_span_of(c->trouble.text), SAFE_ESCAPED);

		buf_printf(&b, "; %s", why);
		free(why);
	}
	for (size_t i = 0; i < bad && i < NAMED_MAX; i++) {
		buf_puts(&b, i ? "; " : ": ");
		put_drive(&b, &c->p[i]);
	}
	if (bad > NAMED_MAX)
		buf_printf(&b, "; and %zu more", bad - NAMED_MAX);
	print_text(&b);
	print_data(c, bad - volumes, volumes);
	buf_free(&b);
	return (int)level;
}

static int unknown(struct trouble *t)
{
	struct buf b = { 0 };
	char *why = safe_text(df_span_of(t->text), SAFE_ESCAPED);

	buf_printf(&b, "DISKFAULT UNKNOWN - %s\n", why);
	print_text(&b);
	buf_free(&b);
	free(why);
	return STATUS_UNKNOWN;
}

static int check(struct plugin *c)
{
	struct findings found = { 0 };
	struct trouble missing = { 0 };
	u64 instance = instance_of(c->opt->sysroot);
	int status;

	if (sysfs_read(&found, c->opt->sysroot, &missing)) {
		status = unknown(&missing);
		trouble_free(&missing);
		return status;
	}
	c->lost = found.log.lost;
	report_enrich(&found, c->opt, WANT_NAMES | WANT_SLOT, NULL);
	if (c->opt->state)
		check_memory(c, &found, instance);
	else
		for (size_t i = 0; i < found.n; i++)
			add_finding(c, &found.p[i], NULL);
	if (c->n > 1)
		qsort(c->p, c->n, sizeof(*c->p), by_level);
	status = print(c);
	findings_free(&found);
	return status;
}

static int run_check(struct options *opt)
{
	struct plugin c = { .opt = opt };
	int status = STATUS_UNKNOWN;

	set_defaults(&c);
	if (opt->n_args)
		error("check takes no argument, but got \"%s\"", opt->args[0]);
	else if (opt->forgotten.n && !opt->state)
		error("check: --forget needs --state FILE, from which to forget");
	else if (!set_all(&c.warning, &opt->warnings) || !set_all(&c.critical, &opt->criticals))
		;
	else
		status = read_ignored(&c) ? check(&c) : unknown(&c.trouble);
	for (size_t i = 0; i < c.n; i++)
		free(c.p[i].who);
	free(c.p);
	strs_free(&c.ignored);
	trouble_free(&c.trouble);
	return status;
}

const struct command cmd_check = {
	.name = "check",
	.args = "",
	.purpose = "A plugin for Nagios: OK, WARNING, CRITICAL, UNKNOWN",
	.examples = "  diskfault check\n"
		    "  diskfault check -w transport=10 -c timeout=5,total=100\n"
		    "  diskfault check --state /var/lib/diskfault/check.json --ignore ZC1A0B2C\n",
	.groups = OPTS_SYSROOT | OPTS_SCRUB | OPTS_CHECK,
	.is_plugin = true,
	.run = run_check,
};
