// SPDX-License-Identifier: GPL-2.0
/* diskfault watch: each new fault, as it comes. */
#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "follow.h"
#include "output/output.h"
#include "report.h"
#include "scrub.h"
#include "series.h"
#include "source/sysfs.h"
#include "xalloc.h"

#define GATHER_MS	100	/* the lines of one failure come within moments */

struct watch {
	struct options *opt;
	struct column_choice columns;
	unsigned int wants;	/* of the machine */
	struct follower *follower;
	struct series_list series;
	bool loaded;
	bool seen;		/* a fault was told */
	int status;
};

static const char *or_dash(const char *s)
{
	return s && s[0] ? s : "-";
}

static void print_grown(const struct growth *g)
{
	const char *between = "";

	for (int i = 0; i < DF_CLASSES; i++) {
		if (!g->faults[i])
			continue;
		printf("%s%s +%llu", between, df_class_name((enum df_class)i),
		       (unsigned long long)g->faults[i]);
		between = ", ";
	}
}

/* TIME SERIAL NAME HCTL: what is new (what is known) */
static void print_line(const struct finding *f, const struct growth *g)
{
	char *time = f->last.has_wall ? time_local(f->last.wall_us) : xstrdup("-");
	char *names = strs_join(&f->names, ",");
	char *hctl = strs_join(&f->hctl, ",");

	printf("%s %s %s %s: ", time, or_dash(f->serial), or_dash(names[0] ? names : f->last_name),
	       or_dash(hctl));
	print_grown(g);
	printf(" (%s %llu, cause %s%s%s)\n", f->lower_bound || g->at_least ? "at least" : "total",
	       (unsigned long long)f->total, df_cause_name(f->cause), f->slot ? ", at " : "",
	       f->slot ? f->slot : "");
	free(time);
	free(names);
	free(hctl);
}

static void print_fault(struct watch *w, struct findings *one, const struct growth *g)
{
	if (w->opt->scrub)
		findings_scrub(one);
	if (w->opt->json) {
		json_line(&one->p[0]);
	} else if (options_shape_table(w->opt)) {
		table_print(one, w->opt, &w->columns);
		w->opt->no_headings = true;
	} else {
		print_line(&one->p[0], g);
	}
}

static bool is_wanted(const struct watch *w, const struct finding *f)
{
	const struct series *s = series_find(&w->series, f, follow_instance(w->follower));

	return !w->opt->n_args || (s && s->wanted);
}

static void tell(struct watch *w, struct findings *changed, const struct growth *grown)
{
	report_enrich(changed, w->opt, w->wants, NULL);
	for (size_t i = 0; i < changed->n; i++) {
		struct findings one = { .source = FROM_SYSFS, .p = &changed->p[i], .n = 1 };

		if (!grown[i].total || !is_wanted(w, one.p))
			continue;
		print_fault(w, &one, &grown[i]);
		w->seen = true;
	}
}

static void say_loaded(struct watch *w, bool loaded)
{
	if (w->loaded && !loaded)
		warning("the module was unloaded; waiting for it to come back");
	else if (!w->loaded && loaded)
		warning("the module is loaded");
	w->loaded = loaded;
}

/* False if nobody reads what is printed, or it cannot be written. */
static bool flush(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	if (errno == EPIPE) {
		/* They have seen enough, as those who say "| head" do. */
		__fpurge(stdout);
		clearerr(stdout);
	}
	return false;
}

/* @news: what has changed since the last look is told. */
static bool look(struct watch *w, bool news)
{
	struct findings changed = { 0 };
	bool loaded = follow_look(w->follower, &changed);
	u64 instance = follow_instance(w->follower);
	struct growth *grown = series_grown(&w->series, &changed, instance);

	if (news)
		say_loaded(w, loaded);
	w->loaded = loaded;
	for (size_t i = 0; i < changed.n; i++)
		series_take(series_get(&w->series, &changed.p[i], instance), &changed.p[i],
			    instance);
	if (news)
		tell(w, &changed, grown);
	free(grown);
	findings_free(&changed);
	return flush();
}

/* Marks the drives that were named; STATUS_OK if each name fits one. */
static int choose(struct watch *w)
{
	struct findings found = { 0 };
	struct trouble t = { 0 };
	int status = STATUS_OK;

	if (sysfs_read(&found, w->opt->sysroot, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	report_enrich(&found, w->opt, WANT_NAMES, NULL);
	for (int i = 0; i < w->opt->n_args && status == STATUS_OK; i++) {
		const struct finding *f = report_one(&found, w->opt, w->opt->args[i],
						     "nothing is watched", &status);

		if (f)
			series_get(&w->series, f, follow_instance(w->follower))->wanted = true;
	}
	findings_free(&found);
	return status;
}

static void watch(struct watch *w)
{
	while (follow_wait(w->follower))
		if (!look(w, true))
			return;
	/* What came while the signal did. */
	look(w, true);
}

static int run_watch(struct options *opt)
{
	struct watch w = { .opt = opt };
	int status = STATUS_OK;

	if (report_columns(opt, &w.columns, &status))
		return status;
	w.wants = opt->json ? WANT_ALL :
		  options_shape_table(opt) ? columns_want(&w.columns) : WANT_NAMES | WANT_SLOT;
	/* Whatever happens from here on is new, and is heard of. */
	w.follower = follow_open(opt->sysroot, GATHER_MS, STDOUT_FILENO);
	look(&w, false);
	if (!w.loaded && !opt->n_args)
		warning("the module is not loaded; waiting for it (\"modprobe diskfault\")");
	if (opt->n_args)
		status = choose(&w);
	if (status == STATUS_OK) {
		note("watching; drives so far: %zu", w.series.n);
		watch(&w);
	}
	series_free(&w.series);
	follow_close(w.follower);
	return status == STATUS_OK && w.seen && opt->exit_status ? STATUS_FINDINGS : status;
}

const struct command cmd_watch = {
	.name = "watch",
	.args = "[DISK...]",
	.purpose = "A line, or a JSON object, for each new fault",
	.examples = "  diskfault watch\n"
		    "  diskfault watch --json | jq -r .serial\n"
		    "  diskfault watch -P -o SERIAL,SLOT,CAUSE,FAULTS sdk sdl\n",
	.groups = OPTS_OUTPUT | OPTS_SYSROOT | OPTS_SCRUB | OPTS_EXIT,
	.run = run_watch,
};
