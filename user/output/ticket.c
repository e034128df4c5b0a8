// SPDX-License-Identifier: GPL-2.0
/* One drive as a ticket: what a technician takes to the rack. */
#include <stdio.h>
#include <stdlib.h>

#include "output/output.h"
#include "xalloc.h"

struct advice {
	const char *means;
	const char *next;
};

/* In the order of enum df_cause. */
static const struct advice advice[] = {
	[DF_CAUSE_NONE] = {
		"No fault has been counted.",
		"Nothing to do.",
	},
	[DF_CAUSE_UNKNOWN] = {
		"I/O failed, and nothing in the log says why: drive, cable or controller.",
		"Read the drive's own log (smartctl -x, nvme smart-log) before replacing anything.",
	},
	[DF_CAUSE_FILESYSTEM] = {
		"The file system read wrong contents, but no drive reported an error.",
		"Unmount and check the file system (xfs_repair -n); this alone accuses no drive.",
	},
	[DF_CAUSE_PATH] = {
		"The way to the drive failed: cable, backplane, expander, adapter; it may be good.",
		"Reseat the drive, check its cable and bay; replace it only if that does not help.",
	},
	[DF_CAUSE_HOST] = {
		"Several drives of one adapter failed within a second: they share the cause.",
		"Look at adapter, expander, cable and power; do not replace the drives.",
	},
	[DF_CAUSE_DRIVE] = {
		"The drive itself reported that its medium or its electronics failed.",
		"Replace this drive, by the serial on its label, after its data is safe.",
	},
};

static void row(const char *label, const char *value)
{
	if (value && value[0])
		printf("  %-12s %s\n", label, value);
}

static void row_owned(const char *label, char *value)
{
	row(label, value);
	free(value);
}

/* Four characters at a time, for reading out. */
static char *in_groups(const char *serial)
{
	struct buf b = { 0 };

	for (size_t i = 0; serial[i]; i++) {
		/* A character of several bytes stays whole. */
		if (i && i % 4 == 0 && (serial[i] & 0xc0) != 0x80)
			buf_putc(&b, ' ');
		buf_putc(&b, serial[i]);
	}
	return buf_take(&b);
}

static void print_serial(const struct finding *f)
{
	if (!f->serial) {
		row("serial", "not known");
		return;
	}
	row("serial", f->serial);
	if (strlen(f->serial) > 4 && strcmp(f->serial, HIDDEN) != 0)
		row_owned("read aloud", in_groups(f->serial));
	if (!f->serial_unique)
		row("", "this serial identifies nothing: it is empty, made up, or shared by others");
}

static void print_place(const struct finding *f)
{
	char *names = strs_join(&f->names, " ");
	char *now = f->present == GONE ? format("%s (gone)", names[0] ? names : "no name") :
					 xstrdup(names);

	row_owned("name", now);
	row_owned("was then", strs_join(&f->names_then, " "));
	row_owned("bus id", strs_join(&f->hctl, " "));
	row("slot", f->slot);
	row("enclosure", f->enclosure);
	row("path", f->path);
	row_owned("mounted at", strs_join(&f->mounts, " "));
	free(names);
}

static void print_make(const struct finding *f)
{
	row("vendor", f->vendor);
	row("model", f->model);
	row("firmware", f->rev);
	row("wwn", f->wwn);
	if (f->size.known)
		row_owned("size", size_human(f->size.value));
}

static char *moment_text(const struct moment *m)
{
	if (m->has_wall)
		return time_local(m->wall_us);
	if (m->mono_us.known)
		return format("%llu.%06llu s after boot",
			      (unsigned long long)m->mono_us.value / 1000000,
			      (unsigned long long)m->mono_us.value % 1000000);
	if (m->record.known)
		return format("record %llu", (unsigned long long)m->record.value);
	return xstrdup("");
}

static void print_faults(const struct finding *f)
{
	struct buf b = { 0 };

	buf_printf(&b, "%llu", (unsigned long long)f->total);
	for (int i = 0; i < DF_CLASSES; i++)
		if (f->faults[i])
			buf_printf(&b, ", %s %llu", df_class_name((enum df_class)i),
				   (unsigned long long)f->faults[i]);
	row_owned("faults", buf_take(&b));
	if (f->lower_bound)
		row("", "at least: the kernel left out or lost records");
	if (!f->total)
		return;
	row_owned("first", moment_text(&f->first));
	row_owned("last", moment_text(&f->last));
	if (f->last_sector.known)
		row_owned("last sector", format("%llu", (unsigned long long)f->last_sector.value));
	if (!f->verified)
		row("", "not verified: a local user could have written the lines that say so");
}

static void print_counters(const struct finding *f)
{
	struct buf b = { 0 };

	if (!f->ioerr_cnt.known && !f->iotmo_cnt.known)
		return;
	if (f->ioerr_cnt.known)
		buf_printf(&b, "ioerr_cnt %llu", (unsigned long long)f->ioerr_cnt.value);
	if (f->iotmo_cnt.known)
		buf_printf(&b, "%siotmo_cnt %llu", b.len ? ", " : "",
			   (unsigned long long)f->iotmo_cnt.value);
	buf_puts(&b, " (prove nothing: they count harmless commands too)");
	row_owned("kernel's own", buf_take(&b));
}

static void print_candidates(const struct finding *f)
{
	if (f->kind != DF_VOLUME)
		return;
	row("", "a volume, not a drive; the drives below it now:");
	for (size_t i = 0; i < f->n_candidates; i++) {
		const struct candidate *c = &f->candidates[i];

		row_owned("candidate",
			  format("%s (%s), faults %llu", c->serial ? c->serial : "no serial",
				 c->name ? c->name : "no name", (unsigned long long)c->faults));
	}
	row("", "names of volumes are reused: make sure that it is the same one as then");
}

static void print_evidence(const struct finding *f)
{
	if (f->evidence_hidden)
		row("evidence", "only root may read it");
	for (size_t i = 0; i < f->n_evidence; i++)
		row("evidence", f->evidence[i].text);
}

static const char *kind_title(enum df_disk_kind kind)
{
	return kind == DF_VOLUME ? "Volume" : "Drive";
}

void ticket_print(const struct finding *f, bool color)
{
	const char *title = f->serial ? f->serial : f->names.n ? f->names.p[0] : f->entry;
	const char *bold = color ? "\033[1m" : "";
	const char *plain = color ? "\033[0m" : "";

	printf("%s%s %s%s\n", bold, kind_title(f->kind), title ? title : "without a name", plain);
	if (f->kind != DF_VOLUME)
		print_serial(f);
	print_make(f);
	print_place(f);
	print_faults(f);
	print_counters(f);
	print_candidates(f);
	print_evidence(f);
	row("cause", df_cause_name(f->cause));
	row("", advice[f->cause].means);
	row("next", advice[f->cause].next);
}
