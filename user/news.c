// SPDX-License-Identifier: GPL-2.0
/* New faults, as they come.  See news.h. */
#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>

#include "news.h"
#include "scrub.h"
#include "xalloc.h"

static const char *or_dash(const char *s)
{
	return s && s[0] ? s : "-";
}

static void print_grown(const struct growth *g)
{
	const char *between = "";

	for (int i = 0; i < DF_CLASSES; i++) {
		if (!g->faults[i])
			continue;
		printf("%s%s +%llu", between, df_class_name((enum df_class)i),
		       (unsigned long long)g->faults[i]);
		between = ", ";
	}
}

/* TIME SERIAL NAME HCTL: what is new (what is known) */
static void print_line(const struct finding *f, const struct growth *g)
{
	char *time = f->last.has_wall ? time_local(f->last.wall_us) : xstrdup("-");
	char *names = strs_join(&f->names, ",");
	char *hctl = strs_join(&f->hctl, ",");

	printf("%s %s %s %s: ", time, or_dash(f->serial), or_dash(names[0] ? names : f->last_name),
	       or_dash(hctl));
	print_grown(g);
	printf(" (%s %llu, cause %s%s%s)\n", f->lower_bound || g->at_least ? "at least" : "total",
	       (unsigned long long)f->total, df_cause_name(f->cause), f->slot ? ", at " : "",
	       f->slot ? f->slot : "");
	free(time);
	free(names);
	free(hctl);
}

void news_print(struct findings *one, const struct growth *g, struct options *opt,
		const struct column_choice *columns)
{
	if (opt->scrub)
		findings_scrub(one);
	if (opt->json) {
		json_line(&one->p[0]);
	} else if (options_shape_table(opt)) {
		table_print(one, opt, columns);
		opt->no_headings = true;
	} else {
		print_line(&one->p[0], g);
	}
}

bool news_flush(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	if (errno == EPIPE) {
		/* They have seen enough, as those who say "| head" do. */
		__fpurge(stdout);
		clearerr(stdout);
	}
	return false;
}
