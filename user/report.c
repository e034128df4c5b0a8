// SPDX-License-Identifier: GPL-2.0
/* From findings to output and status.  See report.h. */
#include <stdlib.h>

#include "enrich/machine.h"
#include "ledger.h"
#include "report.h"
#include "resolve.h"
#include "scrub.h"
#include "source/file.h"
#include "xalloc.h"

bool report_columns(const struct options *opt, struct column_choice *columns, int *status)
{
	struct trouble t = { 0 };

	if (opt->list_columns) {
		columns_list();
		*status = STATUS_OK;
		return true;
	}
	if (columns_choose(columns, opt->columns, &t)) {
		error_trouble(&t);
		*status = STATUS_USAGE;
		return true;
	}
	return false;
}

void report_enrich(struct findings *l, const struct options *opt, unsigned int wants,
		   bool (*keep)(const struct finding *f))
{
	struct machine *m = machine_open(opt->sysroot);

	/* Who is like whom is seen only if all are looked at. */
	for (size_t i = 0; i < l->n; i++)
		machine_identify(m, &l->p[i]);
	for (size_t i = 0; i < l->n; i++)
		if (!keep || keep(&l->p[i]))
			machine_enrich(m, &l->p[i], wants);
	findings_doubt(l);
	if (wants & WANT_HOLDS)
		machine_candidates(m, l);
	if ((wants & WANT_BAY) && machine_conf_wrong(m))
		warning("%s", machine_conf_wrong(m));
	machine_close(m);
}

static bool is_lost(const struct finding *f)
{
	return f->present == GONE && f->serial && f->serial_unique && !f->last_slot;
}

/* The last of the places that had a bay: what fails while it is pulled has none. */
static void take_place(struct finding *f, const struct findings *places)
{
	const struct finding *last = NULL;

	for (size_t i = 0; i < places->n; i++)
		if (places->p[i].slot &&
		    (!last || places->p[i].last.wall_us > last->last.wall_us))
			last = &places->p[i];
	if (!last)
		return;
	f->last_slot = xstrdup(last->slot);
	f->last_enclosure = last->enclosure ? xstrdup(last->enclosure) : NULL;
}

static void recall(struct ledger *g, const struct findings *drives, const struct strs *keys,
		   struct finding *f)
{
	struct ledger_window window = { .until_us = INT64_MAX };
	struct findings places = { 0 };
	struct strs unused = { 0 };
	struct trouble t = { 0 };

	for (size_t i = 0; i < drives->n; i++)
		if (drives->p[i].serial && !strcmp(drives->p[i].serial, f->serial))
			window.key = keys->p[i];
	if (window.key && ledger_read(g, &window, &places, &unused, &t) == 0)
		take_place(f, &places);
	trouble_free(&t);
	strs_free(&unused);
	findings_free(&places);
}

static void recall_all(struct ledger *g, struct findings *l)
{
	const struct ledger_window all = { .until_us = INT64_MAX };
	struct findings drives = { 0 };
	struct strs keys = { 0 };
	struct trouble t = { 0 };

	if (ledger_read(g, &all, &drives, &keys, &t) == 0)
		for (size_t i = 0; i < l->n; i++)
			if (is_lost(&l->p[i]))
				recall(g, &drives, &keys, &l->p[i]);
	trouble_free(&t);
	strs_free(&keys);
	findings_free(&drives);
}

void report_recall(struct findings *l, const struct options *opt)
{
	struct trouble t = { 0 };
	struct ledger *g;
	char *path;
	size_t lost = 0;

	for (size_t i = 0; i < l->n; i++)
		lost += is_lost(&l->p[i]);
	if (!lost)
		return;
	path = root_path(opt->sysroot, LEDGER_PATH);
	/* Those who want a ledger keep one; without it the place is not known. */
	g = ledger_open(path, false, &t);
	if (g) {
		recall_all(g, l);
		ledger_close(g);
	}
	trouble_free(&t);
	free(path);
}

void report_add_others(struct findings *l, const struct options *opt)
{
	struct machine *m = machine_open(opt->sysroot);

	machine_add_others(m, l);
	machine_close(m);
}

void report_hidden(const struct findings *l)
{
	for (size_t i = 0; i < l->n; i++) {
		if (l->p[i].evidence_hidden) {
			note("the text of the last fault (EVIDENCE) is for root only");
			return;
		}
	}
}

void report_vague(const struct findings *l)
{
	size_t vague = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].serial && !l->p[i].serial_unique && l->p[i].total)
			vague++;
	if (vague)
		warning("serials left out because they identify nothing (made up or shared): %zu",
			vague);
}

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

struct finding *report_one(struct findings *l, const struct options *opt, const char *disk,
			   const char *undone, int *status)
{
	struct machine *m = machine_open(opt->sysroot);
	struct finding *f = NULL;
	struct picked picked;

	resolve(&picked, l, m, disk);
	machine_close(m);
	if (picked.n == 1) {
		f = &l->p[picked.p[0]];
	} else if (picked.n) {
		error("\"%s\" fits %zu drives, %s; name one by serial or bus id", disk, picked.n,
		      undone);
		print_choice(l, &picked, opt);
		*status = STATUS_FAILURE;
	} else {
		error("no drive fits \"%s\"; \"diskfault list --all\" names those that there are",
		      disk);
		*status = STATUS_NONE_FOUND;
	}
	picked_free(&picked);
	return f;
}

int report_status(const struct findings *l, const struct options *opt, int status)
{
	if (status != STATUS_OK || !opt->exit_status)
		return status;
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].total)
			return STATUS_FINDINGS;
	return STATUS_OK;
}

int report_print(struct findings *l, const struct options *opt, const struct column_choice *columns,
		 const struct chassis *chassis, int status)
{
	status = report_status(l, opt, status);
	if (opt->scrub)
		findings_scrub(l);
	if (opt->json ? json_print(l, chassis, status) : table_print(l, opt, columns)) {
		error("cannot make the output: out of memory");
		return STATUS_FAILURE;
	}
	if (!opt->json && !l->n)
		note("no faults");
	return status;
}
