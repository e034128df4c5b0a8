// SPDX-License-Identifier: GPL-2.0
/*
 * Findings as metrics.
 *
 * OpenMetrics declares a counter without its "_total", Prometheus' older text
 * format, which node_exporter reads from files, with it; to either, the other's
 * way is a mistake.  So a file gets the older one's declaration, and stdout none,
 * which both take: the type is then unknown, and everything else the same.
 */
#include <stdlib.h>

#include <diskfault/version.h>

#include "output/openmetrics.h"
#include "xalloc.h"

/* What is written about, and how. */
struct exposition {
	struct buf *b;
	const struct findings *l;
	const char **serials;	/* sorted */
	size_t n_serials;
	bool textfile;
};

static void put_escaped(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' || *s == '"')
			buf_putc(b, '\\');
		buf_putc(b, *s);
	}
}

/* An empty label is the same as none. */
static void put_label(struct buf *b, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	buf_printf(b, ",%s=\"", name);
	put_escaped(b, value);
	buf_putc(b, '"');
}

static void put_labels(struct buf *b, const char *name, const struct strs *values)
{
	char *joined = strs_join(values, " ");

	put_label(b, name, joined);
	free(joined);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_serials(struct exposition *e)
{
	e->serials = xcalloc(e->l->n, sizeof(*e->serials));
	for (size_t i = 0; i < e->l->n; i++)
		if (e->l->p[i].serial)
			e->serials[e->n_serials++] = e->l->p[i].serial;
	if (e->n_serials > 1)
		qsort(e->serials, e->n_serials, sizeof(*e->serials), by_text);
}

/* The only one with its serial. */
static bool is_alone(const struct exposition *e, const struct finding *f)
{
	const char **at;

	if (!f->serial || !f->serial_unique)
		return false;
	at = bsearch(&f->serial, e->serials, e->n_serials, sizeof(*at), by_text);
	return !(at > e->serials && !strcmp(at[-1], f->serial)) &&
	       !(at + 1 < e->serials + e->n_serials && !strcmp(at[1], f->serial));
}

/* NAME{serial="...": no two drives have the same labels. */
static void begin_sample(const struct exposition *e, const char *name, const struct finding *f)
{
	buf_printf(e->b, "%s{serial=\"", name);
	put_escaped(e->b, f->serial ? f->serial : "");
	buf_putc(e->b, '"');
	if (!is_alone(e, f))
		put_label(e->b, "entry", f->entry);
}

static void end_sample(const struct exposition *e, u64 value)
{
	buf_printf(e->b, "} %llu\n", (unsigned long long)value);
}

static void begin_family(const struct exposition *e, const char *name, const char *type,
			 const char *help)
{
	buf_printf(e->b, "# HELP %s %s\n", name, help);
	if (type)
		buf_printf(e->b, "# TYPE %s %s\n", name, type);
}

static void begin_counter(const struct exposition *e, const char *name, const char *help)
{
	begin_family(e, name, e->textfile ? "counter" : NULL, help);
}

static void put_faults(const struct exposition *e)
{
	begin_counter(e, "diskfault_faults_total",
		      "Faults of a drive, by class, since the module was loaded or the drive cleared.");
	for (size_t i = 0; i < e->l->n; i++) {
		for (int k = 0; k < DF_CLASSES; k++) {
			begin_sample(e, "diskfault_faults_total", &e->l->p[i]);
			put_label(e->b, "class", df_class_name((enum df_class)k));
			end_sample(e, e->l->p[i].faults[k]);
		}
	}
}

static void put_info(const struct exposition *e)
{
	begin_family(e, "diskfault_drive_info", "gauge", "Who a drive is, and where it sits.");
	for (size_t i = 0; i < e->l->n; i++) {
		const struct finding *f = &e->l->p[i];

		begin_sample(e, "diskfault_drive_info", f);
		put_label(e->b, "kind", df_kind_name(f->kind));
		put_label(e->b, "vendor", f->vendor);
		put_label(e->b, "model", f->model);
		put_label(e->b, "revision", f->rev);
		put_label(e->b, "wwn", f->wwn);
		put_labels(e->b, "hctl", &f->hctl);
		put_labels(e->b, "device", &f->names);
		put_label(e->b, "slot", f->slot);
		put_label(e->b, "enclosure", f->enclosure);
		end_sample(e, 1);
	}
}

static void put_cause(const struct exposition *e)
{
	begin_family(e, "diskfault_drive_cause", "gauge", "What the faults of a drive point at.");
	for (size_t i = 0; i < e->l->n; i++) {
		if (!e->l->p[i].total)
			continue;
		begin_sample(e, "diskfault_drive_cause", &e->l->p[i]);
		put_label(e->b, "cause", df_cause_name(e->l->p[i].cause));
		end_sample(e, 1);
	}
}

static void put_present(const struct exposition *e)
{
	begin_family(e, "diskfault_drive_present", "gauge", "Whether a drive is there.");
	for (size_t i = 0; i < e->l->n; i++) {
		begin_sample(e, "diskfault_drive_present", &e->l->p[i]);
		end_sample(e, e->l->p[i].present == PRESENT);
	}
}

static void put_lower_bound(const struct exposition *e)
{
	begin_family(e, "diskfault_drive_faults_lower_bound", "gauge",
		     "Whether faults may be missing from the counters of a drive.");
	for (size_t i = 0; i < e->l->n; i++) {
		begin_sample(e, "diskfault_drive_faults_lower_bound", &e->l->p[i]);
		end_sample(e, e->l->p[i].lower_bound);
	}
}

static void put_last(const struct exposition *e)
{
	begin_family(e, "diskfault_drive_last_fault_timestamp_seconds", "gauge",
		     "When a drive last had a fault.");
	for (size_t i = 0; i < e->l->n; i++) {
		const struct moment *last = &e->l->p[i].last;

		if (!e->l->p[i].total || !last->has_wall || last->wall_us < 0)
			continue;
		begin_sample(e, "diskfault_drive_last_fault_timestamp_seconds", &e->l->p[i]);
		buf_printf(e->b, "} %lld.%06lld\n", (long long)(last->wall_us / 1000000),
			   (long long)(last->wall_us % 1000000));
	}
}

static void put_counter(const struct exposition *e, const char *name, struct number n,
			const char *help)
{
	if (!n.known)
		return;
	begin_counter(e, name, help);
	buf_printf(e->b, "%s %llu\n", name, (unsigned long long)n.value);
}

static void put_log(const struct exposition *e)
{
	const struct log_counts *log = &e->l->log;

	put_counter(e, "diskfault_log_records_read_total", log->read,
		    "Records of the kernel's log that were read.");
	put_counter(e, "diskfault_log_records_skipped_total", log->skipped,
		    "Records that were cleared from the log before they were read.");
	put_counter(e, "diskfault_log_records_lost_total", log->lost,
		    "Records that were overwritten before they were read.");
	put_counter(e, "diskfault_log_records_suppressed_total", log->suppressed,
		    "Messages about disks that the kernel says it has suppressed.");
	put_counter(e, "diskfault_log_records_refused_total", log->refused,
		    "Records that look like a fault and cannot be believed.");
}

static void put_module(const struct exposition *e, const char *module)
{
	begin_family(e, "diskfault_module_loaded", "gauge", "Whether the module is loaded.");
	buf_printf(e->b, "diskfault_module_loaded %d\n", module ? 1 : 0);
	begin_family(e, "diskfault_build_info", "gauge", "Versions of the command and the module.");
	buf_printf(e->b, "diskfault_build_info{version=\"%s\"", DISKFAULT_VERSION);
	put_label(e->b, "module", module);
	end_sample(e, 1);
}

void openmetrics(struct buf *b, const struct findings *l, const char *module, bool textfile)
{
	struct exposition e = { .b = b, .l = l, .textfile = textfile };

	sort_serials(&e);
	put_module(&e, module);
	if (l->n) {
		put_faults(&e);
		put_info(&e);
		put_cause(&e);
		put_present(&e);
		put_lower_bound(&e);
		put_last(&e);
	}
	put_log(&e);
	buf_puts(b, "# EOF\n");
	free(e.serials);
}
