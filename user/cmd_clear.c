// SPDX-License-Identifier: GPL-2.0
/* diskfault clear: acknowledges the faults of one drive. */
#include "command.h"
#include "report.h"
#include "source/sysfs.h"

static int clear(struct findings *found, const struct options *opt)
{
	int status = STATUS_OK;
	struct finding *f = report_one(found, opt, opt->args[0], "nothing was cleared", &status);
	struct trouble t = { 0 };

	if (!f)
		return status;
	if (sysfs_clear(opt->sysroot, f->entry, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	note("cleared %s", f->entry);
	return STATUS_OK;
}

static int run_clear(struct options *opt)
{
	struct findings found = { 0 };
	struct trouble t = { 0 };
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
	status = clear(&found, opt);
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
