// SPDX-License-Identifier: GPL-2.0
/* diskfault list: one row per drive with faults, from the module. */
#include "command.h"
#include "enrich/machine.h"
#include "output/output.h"
#include "report.h"
#include "source/sysfs.h"
#include "window.h"

static int run_list(struct options *opt)
{
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct column_choice columns;
	unsigned int wants;
	int status;
	u32 newest;

	if (report_columns(opt, &columns, &status))
		return status;
	if (window_newest(opt, &newest))
		return STATUS_USAGE;
	if (opt->n_args) {
		error("list takes no argument, but got \"%s\"; \"diskfault show\" is for one drive",
		      opt->args[0]);
		return STATUS_USAGE;
	}
	wants = opt->json ? WANT_ALL : columns_want(&columns);
	/* With -v it is said whether root could see more. */
	if (sysfs_read_wanted(&found, opt->sysroot, (wants & WANT_LOG) || opt->verbose, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	if (opt->all)
		report_add_others(&found, opt);
	report_enrich(&found, opt, wants, opt->all ? NULL : finding_has_faults);
	if (wants & WANT_BAY)
		report_recall(&found, opt);
	report_hidden(&found);
	if (!opt->all)
		findings_filter(&found, finding_has_faults);
	if (newest) {
		findings_sort_newest(&found);
		findings_cut(&found, newest);
	}
	findings_sort_worst(&found);
	status = report_print(&found, opt, &columns, NULL, STATUS_OK);
	findings_free(&found);
	return status;
}

const struct command cmd_list = {
	.name = "list",
	.args = "",
	.purpose = "One row per drive with faults, worst first",
	.examples = "  diskfault list\n"
		    "  diskfault list --all -o +SIZE,WWN,PATH,MOUNTS\n"
		    "  diskfault list --json | jq -r '.findings[].serial'\n",
	.groups = OPTS_OUTPUT | OPTS_SYSROOT | OPTS_SCRUB | OPTS_EXIT | OPTS_ALL |
		  OPTS_NEWEST,
	.run = run_list,
};
