// SPDX-License-Identifier: GPL-2.0
/* diskfault history: what the ledger knows. */
#include <stdlib.h>

#include "command.h"
#include "ledger.h"
#include "output/output.h"
#include "report.h"
#include "source/file.h"
#include "window.h"
#include "xalloc.h"

/* With a DISK, its places instead of all drives; the status. */
static int choose(struct ledger *g, struct ledger_window *window, struct findings *found,
		  struct strs *keys, struct options *opt)
{
	struct trouble t = { 0 };
	int status = STATUS_OK;
	struct finding *f = report_one(found, opt, opt->args[0], "nothing is shown of it", &status);
	struct strs same = { 0 };

	if (!f)
		return status;
	window->key = keys->p[f - found->p];
	findings_free(found);
	if (ledger_read(g, window, found, &same, &t)) {
		error_trouble(&t);
		status = STATUS_FAILURE;
	}
	strs_free(&same);
	return status;
}

static int show(struct ledger *g, struct ledger_window *window, struct options *opt,
		const struct column_choice *columns)
{
	struct findings found = { 0 };
	struct strs keys = { 0 };
	struct trouble t = { 0 };
	int status = STATUS_OK;

	if (ledger_read(g, window, &found, &keys, &t)) {
		error_trouble(&t);
		status = STATUS_FAILURE;
	} else if (opt->n_args) {
		status = choose(g, window, &found, &keys, opt);
	}
	if (status == STATUS_OK) {
		findings_sort_newest(&found);
		status = report_print(&found, opt, columns, NULL, status);
	}
	strs_free(&keys);
	findings_free(&found);
	return status;
}

static int run_history(struct options *opt)
{
	struct ledger_window window = { .until_us = INT64_MAX };
	struct column_choice columns;
	struct trouble t = { 0 };
	struct window asked;
	struct ledger *g;
	char *path;
	int status;

	if (report_columns(opt, &columns, &status))
		return status;
	if (opt->n_args > 1) {
		error("history is of one DISK, or of all, but got %d", opt->n_args);
		return STATUS_USAGE;
	}
	if (window_take(&asked, opt))
		return STATUS_USAGE;
	if (asked.of.has_since)
		window.since_us = asked.of.since_us;
	if (asked.of.has_until)
		window.until_us = asked.of.until_us;
	path = opt->ledger ? xstrdup(opt->ledger) : root_path(opt->sysroot, LEDGER_PATH);
	g = ledger_open(path, false, &t);
	free(path);
	if (!g) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	status = show(g, &window, opt, &columns);
	ledger_close(g);
	return status;
}

const struct command cmd_history = {
	.name = "history",
	.args = "[DISK]",
	.purpose = "What the ledger knows, over reboots, names and slots",
	.examples = "  diskfault history\n"
		    "  diskfault history --since -30d -o SERIAL,MODEL,THEN,FAULTS,FIRST,LAST\n"
		    "  diskfault history ZC1A0B2C\n",
	.groups = OPTS_OUTPUT | OPTS_SYSROOT | OPTS_SCRUB | OPTS_EXIT | OPTS_LEDGER | OPTS_TIMES,
	.run = run_history,
};
