// SPDX-License-Identifier: GPL-2.0
/* diskfault watch: each new fault, as it comes. */
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "follow.h"
#include "news.h"
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
		news_print(&one, &grown[i], w->opt, &w->columns);
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

/* Faults that the first look took for old ones are not: they are taken out again. */
static void untake(struct watch *w, const struct findings *changed, u64 instance)
{
	const struct overheard *o;
	size_t n;

	o = follow_overheard(w->follower, &n);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < changed->n; k++) {
			struct series *s;

			if (strcmp(changed->p[k].entry, o[i].entry) != 0)
				continue;
			s = series_get(&w->series, &changed->p[k], instance);
			s->faults[o[i].class] -= s->faults[o[i].class] < o[i].n ?
							 s->faults[o[i].class] :
							 o[i].n;
		}
	}
	follow_heard(w->follower);
}

/* @news: what has changed since the last look is told. */
static bool look(struct watch *w, bool news)
{
	struct findings changed = { 0 };
	bool loaded = follow_look(w->follower, &changed);
	u64 instance = follow_instance(w->follower);
	struct growth *grown;

	untake(w, &changed, instance);
	grown = series_grown(&w->series, &changed, instance);
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
	return news_flush();
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
