// SPDX-License-Identifier: GPL-2.0
/* diskfault export: what the module has counted, as metrics. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "enrich/machine.h"
#include "output/openmetrics.h"
#include "replace.h"
#include "report.h"
#include "scrub.h"
#include "source/sysfs.h"

#define TEXTFILE_MODE	0644	/* node_exporter is not root */

static int write_metrics(const struct options *opt, const struct buf *b)
{
	struct trouble t = { 0 };

	if (!opt->textfile) {
		fwrite(b->p, 1, b->len, stdout);
	} else if (replace_file(opt->textfile, b->p, b->len, TEXTFILE_MODE, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	return STATUS_OK;
}

static int run_export(struct options *opt)
{
	char *module = sysfs_module_version(opt->sysroot);
	struct findings found = { 0 };
	struct trouble t = { 0 };
	struct buf b = { 0 };
	int status;

	if (opt->n_args) {
		error("export takes no argument, but got \"%s\"", opt->args[0]);
		free(module);
		return STATUS_USAGE;
	}
	/* Without the module, that is what the metrics have to say. */
	sysfs_read(&found, opt->sysroot, &t);
	report_enrich(&found, opt, WANT_NAMES | WANT_SLOT, NULL);
	if (opt->scrub)
		findings_scrub(&found);
	openmetrics(&b, &found, module, !!opt->textfile);
	status = write_metrics(opt, &b);
	if (error_trouble(&t))
		status = STATUS_FAILURE;
	buf_free(&b);
	findings_free(&found);
	free(module);
	return status;
}

const struct command cmd_export = {
	.name = "export",
	.args = "",
	.purpose = "What was counted, as metrics (OpenMetrics text)",
	.examples = "  diskfault export\n"
		    "  diskfault export --textfile /var/lib/prometheus/node-exporter/diskfault.prom\n",
	.groups = OPTS_SYSROOT | OPTS_SCRUB | OPTS_TEXTFILE,
	.run = run_export,
};
