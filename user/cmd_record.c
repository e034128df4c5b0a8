// SPDX-License-Identifier: GPL-2.0
/* diskfault record: keeps the ledger, as long as it runs. */
#include <stdlib.h>

#include "command.h"
#include "enrich/machine.h"
#include "follow.h"
#include "ledger.h"
#include "report.h"
#include "source/file.h"
#include "xalloc.h"

#define GATHER_MS	1000	/* one transaction a second is enough */

struct record {
	struct options *opt;
	struct follower *follower;
	struct ledger *ledger;
	struct series_list series;
	char *boot;
	bool loaded;
	bool failed;		/* the last entry could not be made; it was said */
};

static char *boot_of(const char *root)
{
	char *path = root_path(root, "/proc/sys/kernel/random/boot_id");
	char *boot = file_text(path);

	free(path);
	return boot ? boot : xstrdup("recorded");
}

static void say_loaded(struct record *r, bool loaded)
{
	if (r->loaded && !loaded)
		warning("the module was unloaded; waiting for it to come back");
	else if (!r->loaded && loaded)
		note("following the module");
	r->loaded = loaded;
}

/* The disk may be full: what is not entered now is entered when it can be. */
static void enter(struct record *r, struct findings *changed, const struct growth *grown,
		  const struct series_list *after)
{
	struct trouble t = { 0 };

	if (!ledger_enter(r->ledger, r->boot, changed, grown, after, &t)) {
		if (r->failed)
			warning("the ledger is written again");
		r->failed = false;
		return;
	}
	if (!r->failed)
		error("%s; trying again as long as this runs", t.text);
	r->failed = true;
	trouble_free(&t);
}

static void look(struct record *r)
{
	struct findings changed = { 0 };
	bool loaded = follow_look(r->follower, &changed);
	u64 instance = follow_instance(r->follower);
	struct growth *grown = series_grown(&r->series, &changed, instance);
	struct series_list before = series_copy(&r->series);
	bool any = false;

	say_loaded(r, loaded);
	for (size_t i = 0; i < changed.n; i++) {
		any = any || grown[i].total;
		series_take(series_get(&r->series, &changed.p[i], instance), &changed.p[i],
			    instance);
	}
	if (any) {
		report_enrich(&changed, r->opt, WANT_ALL, NULL);
		enter(r, &changed, grown, &r->series);
	}
	if (any && r->failed) {
		/* As if it had not been looked at. */
		series_free(&r->series);
		r->series = before;
		follow_again(r->follower);
	} else {
		series_free(&before);
	}
	free(grown);
	findings_free(&changed);
}

static int record(struct record *r)
{
	struct trouble t = { 0 };

	r->boot = boot_of(r->opt->sysroot);
	if (ledger_series(r->ledger, r->boot, &r->series, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	r->follower = follow_open(r->opt->sysroot, GATHER_MS, -1);
	look(r);
	if (!r->loaded)
		warning("the module is not loaded; waiting for it (\"modprobe diskfault\")");
	while (follow_wait(r->follower))
		look(r);
	look(r);
	follow_close(r->follower);
	return r->failed ? STATUS_FAILURE : STATUS_OK;
}

static int run_record(struct options *opt)
{
	struct record r = { .opt = opt };
	struct trouble t = { 0 };
	char *path = opt->ledger ? xstrdup(opt->ledger) : root_path(opt->sysroot, LEDGER_PATH);
	int status = STATUS_FAILURE;

	if (opt->n_args) {
		error("record takes no argument, but got \"%s\"", opt->args[0]);
		free(path);
		return STATUS_USAGE;
	}
	r.ledger = ledger_open(path, true, &t);
	if (r.ledger) {
		status = record(&r);
		ledger_close(r.ledger);
	}
	error_trouble(&t);
	series_free(&r.series);
	free(r.boot);
	free(path);
	return status;
}

const struct command cmd_record = {
	.name = "record",
	.args = "",
	.purpose = "Keep the ledger of all faults, until interrupted",
	.examples = "  diskfault record\n"
		    "  diskfault record --ledger /srv/ledger.db -v\n"
		    "  systemctl enable --now diskfault-record\n",
	.groups = OPTS_SYSROOT | OPTS_LEDGER,
	.run = run_record,
};
