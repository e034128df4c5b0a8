// SPDX-License-Identifier: GPL-2.0
/* diskfault doctor: what works here, what does not, and what to do. */
#include <stdio.h>

#include "command.h"
#include "doctor.h"
#include "output/output.h"

static const char *verdict_color(enum verdict verdict)
{
	static const char *const colors[] = { "\033[32m", "\033[33m", "\033[31m" };

	return colors[verdict];
}

static void print_checks(const struct checks *l, bool color)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct check *c = &l->p[i];

		printf("%s%-4s%s %-10s %s\n", color ? verdict_color(c->verdict) : "",
		       verdict_name(c->verdict), color ? "\033[0m" : "", c->name, c->text);
		if (c->advice)
			printf("%-16s-> %s\n", "", c->advice);
	}
}

static int run_doctor(struct options *opt)
{
	struct checks checks = { 0 };
	int status = STATUS_OK;

	if (opt->n_args) {
		error("doctor takes no argument, but got \"%s\"", opt->args[0]);
		return STATUS_USAGE;
	}
	doctor_look(&checks, opt->sysroot);
	for (size_t i = 0; i < checks.n; i++)
		if (checks.p[i].verdict == VERDICT_FAIL)
			status = STATUS_FAILURE;
	if (!opt->json)
		print_checks(&checks, color_wanted(opt));
	else if (json_print_checks(&checks, status))
		status = STATUS_FAILURE;
	checks_free(&checks);
	return status;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.args = "",
	.purpose = "What works here, what does not, and what to do",
	.examples = "  diskfault doctor\n"
		    "  diskfault doctor --json | jq -r '.checks[] | select(.result == \"fail\").advice'\n",
	.groups = OPTS_JSON | OPTS_SYSROOT,
	.run = run_doctor,
};
