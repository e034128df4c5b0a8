// SPDX-License-Identifier: GPL-2.0
/* diskfault show: everything about the named drives. */
#include <stdio.h>

#include "command.h"
#include "enrich/machine.h"
#include "output/output.h"
#include "report.h"
#include "resolve.h"
#include "scrub.h"
#include "source/sysfs.h"
#include "witness.h"
#include "xalloc.h"

/* What became of the names that were asked for. */
struct asked {
	bool *wanted; /* per finding */
	size_t found;
	size_t missing;
	size_t ambiguous;
	bool below; /* all that lie below what was named */
};

static void ask(struct asked *asked, const struct findings *l, struct machine *m, const char *disk)
{
	struct picked picked;

	resolve(&picked, l, m, disk);
	if (!picked.n) {
		error("no drive fits \"%s\"; \"diskfault list --all\" names those that there are",
		      disk);
		asked->missing++;
	} else {
		asked->found++;
	}
	if (picked.below) {
		asked->below = true;
	} else if (picked.n > 1) {
		error("\"%s\" fits %zu drives; all of them follow", disk, picked.n);
		asked->ambiguous++;
	}
	for (size_t i = 0; i < picked.n; i++)
		asked->wanted[picked.p[i]] = true;
	picked_free(&picked);
}

static int asked_status(const struct asked *asked)
{
	if (asked->ambiguous)
		return STATUS_FAILURE;
	if (!asked->missing)
		return STATUS_OK;
	return asked->found ? STATUS_SOME_FOUND : STATUS_NONE_FOUND;
}

/* Keeps what was asked for; a flag of the finding would be seen by all others. */
static void keep_wanted(struct findings *l, const bool *wanted)
{
	struct findings kept = { .source = l->source, .log = l->log };
	struct findings rest = { 0 };

	for (size_t i = 0; i < l->n; i++)
		*findings_add(wanted[i] ? &kept : &rest) = l->p[i];
	free(l->p);
	findings_free(&rest);
	*l = kept;
}

static int print(struct findings *l, const struct options *opt, const struct column_choice *columns,
		 struct chassis *chassis, int status)
{
	if (opt->json || options_shape_table(opt))
		return report_print(l, opt, columns, chassis, status);
	if (opt->scrub)
		findings_scrub(l);
	for (size_t i = 0; i < l->n; i++) {
		if (i)
			putchar('\n');
		ticket_print(&l->p[i], &l->log, chassis, color_wanted(opt));
	}
	return report_status(l, opt, status);
}

/* All about those that were asked for; the others are needed to compare with. */
static void enrich(struct machine *m, struct findings *l, const bool *wanted)
{
	for (size_t i = 0; i < l->n; i++)
		if (wanted[i])
			machine_enrich(m, &l->p[i], WANT_ALL);
	findings_doubt(l);
	machine_candidates(m, l);
	for (size_t i = 0; i < l->n; i++)
		if (wanted[i])
			machine_neighbours(m, l, &l->p[i]);
	if (machine_conf_wrong(m))
		warning("%s", machine_conf_wrong(m));
}

static void scrub_chassis(struct chassis *chassis)
{
	free(chassis->serial);
	chassis->serial = xstrdup(HIDDEN);
}

static int show(struct findings *found, const struct options *opt,
		const struct column_choice *columns)
{
	struct asked asked = { .wanted = xcalloc(found->n, sizeof(bool)) };
	struct machine *m = machine_open(opt->sysroot);
	struct chassis chassis = { 0 };
	int status;

	for (int i = 0; i < opt->n_args; i++)
		ask(&asked, found, m, opt->args[i]);
	enrich(m, found, asked.wanted);
	machine_chassis(m, &chassis);
	if (opt->scrub && chassis.serial)
		scrub_chassis(&chassis);
	machine_close(m);
	keep_wanted(found, asked.wanted);
	if (asked.below)
		findings_sort_worst(found);
	free(asked.wanted);
	witness_faults(found, opt->sysroot);
	report_recall(found, opt);
	report_hidden(found);
	status = print(found, opt, columns, &chassis, asked_status(&asked));
	chassis_free(&chassis);
	return status;
}

static int run_show(struct options *opt)
{
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct column_choice columns;
	int status;

	if (report_columns(opt, &columns, &status))
		return status;
	if (!opt->n_args) {
		error("show needs a DISK: a path, H:C:T:L, a kernel name, diskN, a serial or a WWN");
		return STATUS_USAGE;
	}
	if (sysfs_read(&found, opt->sysroot, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	report_add_others(&found, opt);
	report_enrich(&found, opt, WANT_NAMES | WANT_SLOT, NULL);
	status = show(&found, opt, &columns);
	findings_free(&found);
	return status;
}

const struct command cmd_show = {
	.name = "show",
	.args = "DISK...",
	.purpose = "All about a drive: the ticket to take to the rack",
	.examples = "  diskfault show sdk\n"
		    "  diskfault show /dev/disk/by-id/wwn-0x5000c500a1b2c3d4\n"
		    "  diskfault show ZC1A0B2C --json\n",
	.groups = OPTS_OUTPUT | OPTS_SYSROOT | OPTS_SCRUB | OPTS_EXIT,
	.run = run_show,
};
