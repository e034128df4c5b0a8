// SPDX-License-Identifier: GPL-2.0
/* diskfault chase: the general machine, for any log and any order of facts. */
#include <errno.h>
#include <stdio.h>

#include "chase.h"
#include "command.h"
#include "seen.h"
#include "xalloc.h"

/* What is printed for each chain. */
struct printer {
	const struct options *opt;
	const char *name;	/* of the input */
	u64 lines;		/* of the input; with --explain only */
	struct seen seen;	/* with --serials only */
	u64 chains;
};

static void explain(const struct printer *p, const struct chaser *c, const char *group)
{
	printf("%s\n", group);
	for (size_t i = 0; i < c->n; i++)
		printf("  %s:%llu: %s\n", p->name,
		       (unsigned long long)(p->lines - c->links[i].from_end + 1),
		       c->links[i].line);
}

static void print_chain(struct printer *p, const struct chaser *c)
{
	char *group = safe_text(c->out, SAFE_RAW);

	p->chains++;
	if (p->opt->explain)
		explain(p, c, group);
	else if (!p->opt->serials || seen_new(&p->seen, group))
		puts(group);
	free(group);
}

static int say_end(const struct chaser *c, const char *name, int ret)
{
	if (c->find.too_hard)
		error("lines of %s skipped because they took too long to match: %llu; simplify the RE",
		      name, (unsigned long long)c->find.too_hard);
	if (ret == -EIO)
		error("%s was cut short while it was read", name);
	else if (ret == -E2BIG)
		error("an expression became too long with what was put into its {}");
	else if (ret < 0)
		error("cannot read %s: %s", name, strerror(-ret));
	return ret < 0 || c->find.too_hard ? STATUS_FAILURE : STATUS_OK;
}

static int run_chains(struct chaser *c, struct printer *p)
{
	int ret;

	while ((ret = co_next(get_chains, c)) == CO_YIELDED)
		print_chain(p, c);
	co_close(get_chains, c);
	return ret;
}

static int chase(const struct options *opt, const struct df_span *exprs)
{
	const char *path = opt->n_args ? opt->args[0] : NULL;
	struct printer p = { .opt = opt };
	struct trouble t = { 0 };
	struct backward lines;
	struct chaser c;
	int status, ret = 0;

	/* Expressions are judged before anything is read. */
	if (chaser_init(&c, &lines, exprs, opt->regexps.n, &t)) {
		error_trouble(&t);
		chaser_free(&c);
		return STATUS_USAGE;
	}
	if (backward_open(&lines, path, &t)) {
		error_trouble(&t);
		chaser_free(&c);
		return STATUS_FAILURE;
	}
	p.name = path && strcmp(path, "-") ? path : "-";
	c.keep_links = opt->explain;
	if (opt->explain)
		ret = backward_count(&lines, &p.lines);
	if (!ret)
		ret = run_chains(&c, &p);
	status = say_end(&c, p.name, ret);
	if (status == STATUS_OK && opt->exit_status && p.chains)
		status = STATUS_FINDINGS;
	if (!p.chains)
		note("no complete chain");
	seen_free(&p.seen);
	backward_close(&lines);
	chaser_free(&c);
	return status;
}

static int run_chase(struct options *opt)
{
	struct df_span *exprs;
	int status;

	if (!opt->regexps.n) {
		error("chase needs at least one expression: -e RE");
		return STATUS_USAGE;
	}
	if (opt->n_args > 1) {
		error("chase reads one file, but got %d", opt->n_args);
		return STATUS_USAGE;
	}
	exprs = xcalloc(opt->regexps.n, sizeof(*exprs));
	for (size_t i = 0; i < opt->regexps.n; i++)
		exprs[i] = df_span_of(opt->regexps.p[i]);
	status = chase(opt, exprs);
	free(exprs);
	return status;
}

const struct command cmd_chase = {
	.name = "chase",
	.args = "-e RE... [FILE]",
	.purpose = "Search a file backwards for RE after RE",
	.examples = "  diskfault chase -e 'XFS ERROR (\\[sd[a-z]+\\])' -e '(sd \\S+) {}.*' \\\n"
		    "      -e '{} \\(SERIAL=([^)]*)\\)' /var/log/old.log\n"
		    "A {} stands for the group before, literally.  The search goes on above each\n"
		    "line that matched; after the last RE it begins again with the first.\n",
	.groups = OPTS_REGEXP | OPTS_SERIALS | OPTS_EXPLAIN | OPTS_EXIT,
	.run = run_chase,
};
