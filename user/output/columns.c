// SPDX-License-Identifier: GPL-2.0
/* The columns: what each is called, means, and shows. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "enrich/machine.h"
#include "output/output.h"
#include "xalloc.h"

static void put_text(struct buf *b, const char *s)
{
	if (s)
		buf_puts(b, s);
}

static void put_list(struct buf *b, const struct strs *l)
{
	char *joined = strs_join(l, " ");

	buf_puts(b, joined);
	free(joined);
}

static void put_number(struct buf *b, u64 n)
{
	buf_printf(b, "%llu", (unsigned long long)n);
}

char *size_human(u64 bytes)
{
	static const char units[] = "BKMGTPE";
	u64 unit = 1, tenths;
	size_t i = 0;

	while (i + 1 < sizeof(units) - 1 && bytes / 1024 >= unit) {
		unit *= 1024;
		i++;
	}
	tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
	if (tenths % 10)
		return format("%llu.%llu%c", (unsigned long long)tenths / 10,
			      (unsigned long long)tenths % 10, units[i]);
	return format("%llu%c", (unsigned long long)tenths / 10, units[i]);
}

char *time_utc(s64 wall_us)
{
	time_t seconds = (time_t)(wall_us / 1000000);
	long micro = (long)(wall_us % 1000000);
	struct tm tm;
	char date[32];

	if (micro < 0) {
		micro += 1000000;
		seconds--;
	}
	if (!gmtime_r(&seconds, &tm))
		return xstrdup("");
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	return format("%s.%06ldZ", date, micro);
}

char *time_local(s64 wall_us)
{
	time_t seconds = (time_t)(wall_us / 1000000);
	char date[32], zone[8];
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return xstrdup("");
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	return format("%s%.3s:%s", date, zone, zone + 3);
}

/* The wall clock if it is known, else the clock of the log. */
static void put_moment(struct buf *b, const struct finding *f, const struct moment *m)
{
	if (!f->total)
		return;
	if (m->has_wall) {
		char *time = time_local(m->wall_us);

		buf_puts(b, time);
		free(time);
	} else if (m->mono_us.known) {
		buf_printf(b, "%llu.%06llu", (unsigned long long)m->mono_us.value / 1000000,
			   (unsigned long long)m->mono_us.value % 1000000);
	}
}

static void cell_serial(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->serial);
}

static void cell_serial_source(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->serial_source);
}

static void cell_name(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_list(b, &f->names);
}

static void cell_then(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_list(b, &f->names_then);
}

static void cell_hctl(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_list(b, &f->hctl);
}

static void cell_model(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->model);
}

static void cell_vendor(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->vendor);
}

static void cell_size(struct buf *b, const struct finding *f, enum cell_for whom)
{
	char *size;

	(void)whom; /* lsblk too rounds it for scripts */
	if (!f->size.known)
		return;
	size = size_human(f->size.value);
	buf_puts(b, size);
	free(size);
}

static void cell_wwn(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->wwn);
}

static void cell_slot(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->slot);
}

static void cell_enclosure(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->enclosure);
}

static void cell_path(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->path);
}

static void cell_cause(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	buf_puts(b, df_cause_name(f->cause));
}

static void put_count(struct buf *b, const struct finding *f, u64 n, enum cell_for whom)
{
	put_number(b, n);
	if (f->lower_bound && whom == FOR_PEOPLE)
		buf_putc(b, '+');
}

static void cell_faults(struct buf *b, const struct finding *f, enum cell_for whom)
{
	put_count(b, f, f->total, whom);
}

static void cell_xfs(struct buf *b, const struct finding *f, enum cell_for whom)
{
	put_count(b, f, finding_xfs(f), whom);
}

static void cell_io(struct buf *b, const struct finding *f, enum cell_for whom)
{
	put_count(b, f, f->faults[DF_IO], whom);
}

static void cell_medium(struct buf *b, const struct finding *f, enum cell_for whom)
{
	put_count(b, f, f->faults[DF_MEDIUM], whom);
}

static void cell_first(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_moment(b, f, &f->first);
}

static void cell_last(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_moment(b, f, &f->last);
}

static void cell_sector(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	if (f->last_sector.known)
		put_number(b, f->last_sector.value);
}

static void cell_present(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	if (f->present != PRESENCE_UNKNOWN)
		buf_putc(b, f->present == PRESENT ? '1' : '0');
}

static void cell_mounts(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_list(b, &f->mounts);
}

static void cell_candidates(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	for (size_t i = 0; i < f->n_candidates; i++) {
		const struct candidate *c = &f->candidates[i];

		if (i)
			buf_putc(b, ' ');
		buf_puts(b, c->serial ? c->serial : c->name ? c->name : "?");
	}
}

static void cell_location(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	put_text(b, f->bay.location);
}

/* What stands on it, as "sda1=xfs" or "dm-3(vg-data)=lvm". */
static void cell_holds(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	for (size_t i = 0; i < f->n_holds; i++) {
		const struct standing *s = &f->holds[i];

		buf_printf(b, "%s%s", i ? " " : "", s->name);
		if (s->label)
			buf_printf(b, "(%s)", s->label);
		buf_printf(b, "=%s", s->kind);
	}
}

static void cell_evidence(struct buf *b, const struct finding *f, enum cell_for whom)
{
	(void)whom;
	if (f->n_evidence)
		put_text(b, f->evidence[0].text);
}

static const struct column columns[] = {
	{ "SERIAL", COLUMN_WHOLE, "unit serial number, as on the label", cell_serial, 0 },
	{ "SERIAL-SOURCE", COLUMN_WHOLE, "where it is known from: vpd, log, udev, sysfs",
	  cell_serial_source, WANT_LOG },
	{ "NAME", COLUMN_WHOLE, "kernel names now, or the last ones", cell_name, 0 },
	{ "THEN", COLUMN_WHOLE, "names under which faults were reported", cell_then, WANT_LOG },
	{ "HCTL", COLUMN_WHOLE, "SCSI bus ids now, or the last ones", cell_hctl, 0 },
	{ "MODEL", COLUMN_CUT, "model", cell_model, 0 },
	{ "VENDOR", COLUMN_CUT, "vendor", cell_vendor, WANT_LOG },
	{ "SIZE", COLUMN_NUMBER, "capacity", cell_size, WANT_SIZE },
	{ "WWN", COLUMN_WHOLE, "world wide name, as lsblk prints it", cell_wwn,
	  WANT_NAMES | WANT_LOG },
	{ "SLOT", COLUMN_WHOLE, "bay of the enclosure", cell_slot, WANT_SLOT },
	{ "ENCLOSURE", COLUMN_WHOLE, "bus id of the enclosure", cell_enclosure, WANT_SLOT },
	{ "LOCATION", COLUMN_WHOLE, "rack, shelf and bay, as diskfault.conf(5) names them",
	  cell_location, WANT_NAMES | WANT_BAY },
	{ "PATH", COLUMN_WHOLE, "link by path to the device node", cell_path, WANT_NAMES },
	{ "CAUSE", COLUMN_WHOLE, "drive, host, path, filesystem, unknown, none", cell_cause, 0 },
	{ "FAULTS", COLUMN_NUMBER, "all faults; a + says that some may be missing",
	  cell_faults, 0 },
	{ "XFS", COLUMN_NUMBER, "faults that XFS reported", cell_xfs, 0 },
	{ "IO", COLUMN_NUMBER, "I/O errors without a known reason", cell_io, WANT_LOG },
	{ "MEDIUM", COLUMN_NUMBER, "medium errors", cell_medium, WANT_LOG },
	{ "FIRST", COLUMN_WHOLE, "time of the first fault", cell_first, WANT_LOG },
	{ "LAST", COLUMN_WHOLE, "time of the last fault", cell_last, 0 },
	{ "SECTOR", COLUMN_NUMBER, "512-byte sector of the last fault that names one", cell_sector,
	  WANT_LOG },
	{ "PRESENT", COLUMN_NUMBER, "1 if it is there, 0 if it has gone", cell_present, 0 },
	{ "MOUNTS", COLUMN_CUT, "where it is mounted", cell_mounts, WANT_HOLDS },
	{ "HOLDS", COLUMN_CUT, "what stands on it: partitions and volumes",
	  cell_holds, WANT_HOLDS },
	{ "CANDIDATES", COLUMN_WHOLE, "drives below a volume, by serial or name", cell_candidates,
	  WANT_HOLDS | WANT_LOG },
	{ "EVIDENCE", COLUMN_CUT, "text of the last record that counted", cell_evidence, WANT_LOG },
};

static const char default_columns[] = "SERIAL,NAME,HCTL,MODEL,SLOT,CAUSE,FAULTS,XFS,LAST";

static const struct column *find_column(struct df_span name)
{
	for (size_t i = 0; i < DF_COUNT(columns); i++)
		if (strlen(columns[i].name) == name.len &&
		    !strncasecmp(columns[i].name, name.p, name.len))
			return &columns[i];
	return NULL;
}

static int add_columns(struct column_choice *c, const char *list, struct trouble *t)
{
	for (;;) {
		struct df_span name = { list, strcspn(list, ",") };
		const struct column *column = find_column(name);

		if (!column) {
			trouble_set(t, "there is no column \"%.*s\"; see --list-columns",
				    (int)name.len, name.p);
			return -1;
		}
		if (c->n == COLUMNS_MAX) {
			trouble_set(t, "more than %d columns", COLUMNS_MAX);
			return -1;
		}
		c->p[c->n++] = column;
		list += name.len;
		if (!*list)
			return 0;
		list++;
	}
}

int columns_choose(struct column_choice *c, const char *list, struct trouble *t)
{
	c->n = 0;
	if (!list || list[0] == '+') {
		if (add_columns(c, default_columns, t))
			return -1;
		if (!list)
			return 0;
		list++;
	}
	return add_columns(c, list, t);
}

unsigned int columns_want(const struct column_choice *c)
{
	unsigned int wants = 0;

	for (size_t i = 0; i < c->n; i++)
		wants |= c->p[i]->wants;
	return wants;
}

void columns_list(void)
{
	for (size_t i = 0; i < DF_COUNT(columns); i++)
		printf("%-13s  %s\n", columns[i].name, columns[i].help);
}
