// SPDX-License-Identifier: GPL-2.0
/* diskfault clear: acknowledges the faults of one drive. */
#include <stdlib.h>

#include "command.h"
#include "enrich/machine.h"
#include "report.h"
#include "resolve.h"
#include "source/sysfs.h"

/* Several fit: which they are, so that the next try can be exact. */
static void print_choice(struct findings *l, const struct picked *picked,
			 const struct options *opt)
{
	struct findings some = { .source = l->source };
	struct column_choice columns;
	struct trouble t = { 0 };

	for (size_t i = 0; i < picked->n; i++)
		*findings_add(&some) = l->p[picked->p[i]];
	if (columns_choose(&columns, NULL, &t) == 0)
		table_print(&some, opt, &columns);
	trouble_free(&t);
	/* The findings are still those of @l. */
	free(some.p);
}

static int clear(struct findings *found, const struct options *opt, const struct picked *picked)
{
	const char *disk = opt->args[0];
	struct trouble t = { 0 };

	if (!picked->n) {
		error("no drive fits \"%s\"; \"diskfault list --all\" names those that there are",
		      disk);
		return STATUS_NONE_FOUND;
	}
	if (picked->n > 1) {
		error("\"%s\" fits %zu drives, nothing was cleared; name one by serial or bus id",
		      disk, picked->n);
		print_choice(found, picked, opt);
		return STATUS_FAILURE;
	}
	if (sysfs_clear(opt->sysroot, found->p[picked->p[0]].entry, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	note("cleared %s", found->p[picked->p[0]].entry);
	return STATUS_OK;
}

static int run_clear(struct options *opt)
{
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct picked picked;
	struct machine *m;
	int status;

	if (opt->n_args != 1) {
		error("clear needs one DISK: a path, H:C:T:L, a kernel name, diskN, a serial or a WWN");
		return STATUS_USAGE;
	}
	if (sysfs_read(&found, opt->sysroot, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	report_enrich(&found, opt, WANT_NAMES | WANT_SLOT, NULL);
	m = machine_open(opt->sysroot);
	resolve(&picked, &found, m, opt->args[0]);
	machine_close(m);
	status = clear(&found, opt, &picked);
	picked_free(&picked);
	findings_free(&found);
	return status;
}

const struct command cmd_clear = {
	.name = "clear",
	.args = "DISK",
	.purpose = "Acknowledge: zero the module's counters of a drive",
	.examples = "  diskfault clear sdk\n"
		    "  diskfault clear ZC1A0B2C\n",
	.groups = OPTS_SYSROOT,
	.run = run_clear,
};
