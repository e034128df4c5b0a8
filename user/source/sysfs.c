// SPDX-License-Identifier: GPL-2.0
/* Findings of the module.  See sysfs.h; the files are described in interface of the module. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "source/clock.h"
#include "source/file.h"
#include "source/sysfs.h"
#include "xalloc.h"

/* What reading one class needs. */
struct reader {
	const char *root;
	bool has_boot;
	s64 boot_us;	/* wall clock when the log's clock was zero */
	bool believes_users;	/* accept_user_records: for tests only */
	bool brief;		/* only what most rows show */
};

static void attr_words(int entry, const char *file, struct strs *words)
{
	char *text = attr_text(entry, file);

	if (text)
		strs_split(words, text);
	free(text);
}

/* "seconds.microseconds" on the clock of the log. */
static void attr_moment(const struct reader *r, int entry, const char *file, struct moment *m)
{
	char *text = attr_text(entry, file);
	struct df_span s;
	u64 seconds, micro;

	if (!text)
		return;
	s = df_span_of(text);
	if (df_take_dec(&s, &seconds) && df_take_char(&s, '.') && df_take_dec(&s, &micro) &&
	    !s.len && seconds < UINT32_MAX && micro < 1000000) {
		m->mono_us = number_of(seconds * 1000000 + micro);
		m->has_wall = r->has_boot;
		m->wall_us = r->boot_us + (s64)m->mono_us.value;
	}
	free(text);
}

static void read_enums(int entry, struct finding *f)
{
	char *kind = attr_text(entry, "kind");
	char *cause = attr_text(entry, "cause");

	if (kind)
		for (int i = DF_SCSI; i <= DF_VOLUME; i++)
			if (!strcmp(kind, df_kind_name((enum df_disk_kind)i)))
				f->kind = (enum df_disk_kind)i;
	if (cause)
		for (int i = DF_CAUSE_NONE; i <= DF_CAUSE_DRIVE; i++)
			if (!strcmp(cause, df_cause_name((enum df_cause)i)))
				f->cause = (enum df_cause)i;
	free(kind);
	free(cause);
}

static void read_source(int entry, struct finding *f)
{
	char *source = attr_text(entry, "serial_source");

	if (f->serial && source)
		f->serial_source = !strcmp(source, "vpd") ? "vpd" : "log";
	free(source);
}

/* The classes that most drives have come first; where the sum is reached the rest is 0. */
static const struct {
	enum df_class class;
	bool brief;
} read_order[DF_CLASSES] = {
	{ DF_XFS_IO, true },
	{ DF_MEDIUM, false },
	{ DF_IO, false },
	{ DF_TRANSPORT, false },
	{ DF_TIMEOUT, false },
	{ DF_XFS_SHUTDOWN, true },
	{ DF_XFS_CORRUPTION, true },
	{ DF_HARDWARE, false },
	{ DF_OFFLINE, false },
	{ DF_FS_OTHER, false },
};

static void read_classes(const struct reader *r, int entry, struct finding *f)
{
	u64 sum = 0;

	for (int i = 0; i < DF_CLASSES && sum < f->total; i++) {
		enum df_class class = read_order[i].class;
		char file[64];

		if (r->brief && !read_order[i].brief)
			continue;
		snprintf(file, sizeof(file), DF_ABI_FAULTS "/%s", df_class_name(class));
		f->faults[class] = attr_number(entry, file).value;
		sum += f->faults[class];
	}
	/* Files are read one by one while the module goes on counting. */
	if (sum > f->total)
		f->total = sum;
}

static void read_evidence(int entry, struct finding *f)
{
	char *text = attr_text(entry, "evidence");

	if (text)
		finding_add_evidence(f, NULL, (struct number){ 0 }, text)->when = f->last;
	else
		f->evidence_hidden = errno == EACCES || errno == EPERM;
}

/* What a drive has only if something happened to it. */
static void read_faults(const struct reader *r, int entry, struct finding *f)
{
	read_classes(r, entry, f);
	attr_moment(r, entry, "last_fault", &f->last);
	if (r->brief)
		return;
	attr_words(entry, "names_then", &f->names_then);
	attr_moment(r, entry, "first_fault", &f->first);
	f->last_sector = attr_number(entry, "last_sector");
	f->last_name = attr_text(entry, "last_name");
	read_evidence(entry, f);
}

static void read_entry(const struct reader *r, int entry, struct finding *f)
{
	f->serial = attr_text(entry, "serial");
	read_enums(entry, f);
	f->serial_unique = f->serial && attr_number(entry, "serial_unique").value == 1;
	f->model = attr_text(entry, "model");
	if (!r->brief) {
		read_source(entry, f);
		f->wwid = attr_text(entry, "wwid");
		f->vendor = attr_text(entry, "vendor");
		f->rev = attr_text(entry, "rev");
	}
	attr_words(entry, "hctl", &f->hctl);
	attr_words(entry, "name", &f->names);
	f->present = attr_number(entry, "present").value ? PRESENT : GONE;
	f->lower_bound = attr_number(entry, "lower_bound").value == 1;
	f->verified = !r->believes_users;
	f->total = attr_number(entry, DF_ABI_FAULTS "/" DF_ABI_TOTAL).value;
	if (f->total)
		read_faults(r, entry, f);
}

static void read_named(const struct reader *r, const char *name, struct finding *f)
{
	char *path = root_path(r->root, SYSFS_CLASS "/%s", name);
	int entry = dir_open(path);

	f->entry = xstrdup(name);
	if (entry >= 0) {
		read_entry(r, entry, f);
		close(entry);
	}
	free(path);
}

static bool believes_users(const char *root)
{
	char *path = root_path(root, "/sys/module/diskfault/parameters/accept_user_records");
	char *value = file_text(path);
	bool yes = value && (value[0] == 'Y' || value[0] == '1');

	free(value);
	free(path);
	return yes;
}

/* diskN or volumeN. */
static bool is_entry(const char *name)
{
	struct df_span s = df_span_of(name);
	u64 n;

	return (df_take(&s, DF_SPAN(DF_ABI_DISK)) || df_take(&s, DF_SPAN(DF_ABI_VOLUME))) &&
	       df_take_dec(&s, &n) && !s.len;
}

char *sysfs_module_version(const char *root)
{
	char *path = root_path(root, SYSFS_CLASS "/version");
	char *version = file_text(path);

	free(path);
	return version;
}

static int say_missing(const char *root, struct trouble *t)
{
	char *sys = root_path(root, "/sys/class");
	bool has_sys = access(sys, F_OK) == 0;

	free(sys);
	if (root[0])
		trouble_set(t, "no module in the recorded machine (no %s" SYSFS_CLASS ")", root);
	else if (!has_sys)
		trouble_set(t,
			    "there is no /sys here; mount it with \"mount -t sysfs none /sys\", or read a log with \"diskfault scan FILE\"");
	else
		trouble_set(t,
			    "the module is not loaded (no " SYSFS_CLASS
			    "); load it with %s, or read a log with %s",
			    "\"modprobe diskfault\"", "\"diskfault scan FILE\"");
	return -1;
}

static struct number class_number(const char *root, const char *file)
{
	char *path = root_path(root, SYSFS_CLASS "/%s", file);
	struct number n = file_number(path);

	free(path);
	return n;
}

struct strs sysfs_entries(const char *root)
{
	char *path = root_path(root, SYSFS_CLASS);
	struct strs names = dir_names(path);
	struct strs entries = { 0 };

	for (size_t i = 0; i < names.n; i++) {
		if (is_entry(names.p[i]))
			strs_add(&entries, names.p[i]);
		else
			free(names.p[i]);
	}
	free(names.p);
	free(path);
	return entries;
}

static void reader_init(struct reader *r, const char *root, bool all)
{
	*r = (struct reader){ .root = root, .believes_users = believes_users(root),
			      .brief = !all };
	r->has_boot = clock_boot(root, &r->boot_us);
}

void sysfs_read_entry(struct findings *l, const char *root, const char *entry)
{
	struct reader r;

	reader_init(&r, root, true);
	read_named(&r, entry, findings_add(l));
}

int sysfs_read(struct findings *l, const char *root, struct trouble *t)
{
	return sysfs_read_wanted(l, root, true, t);
}

int sysfs_read_wanted(struct findings *l, const char *root, bool all, struct trouble *t)
{
	char *path = root_path(root, SYSFS_CLASS);
	struct strs names;
	struct reader r;

	if (access(path, F_OK)) {
		free(path);
		return say_missing(root, t);
	}
	reader_init(&r, root, all);
	names = sysfs_entries(root);
	for (size_t i = 0; i < names.n; i++)
		read_named(&r, names.p[i], findings_add(l));
	l->source = FROM_SYSFS;
	l->log.read = class_number(root, "records_read");
	l->log.skipped = class_number(root, "records_skipped");
	l->log.lost = class_number(root, "records_lost");
	l->log.suppressed = class_number(root, "records_suppressed");
	l->log.refused = class_number(root, "records_refused");
	strs_free(&names);
	free(path);
	return 0;
}

int sysfs_clear(const char *root, const char *entry, struct trouble *t)
{
	char *path = root_path(root, SYSFS_CLASS "/%s/clear", entry);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || write(fd, "1\n", 2) != 2)
		err = errno;
	if (fd >= 0)
		close(fd);
	if (err == EACCES || err == EPERM)
		trouble_set(t, "only root may clear the faults of %s", entry);
	else if (err == ENOENT || err == ENODEV)
		trouble_set(t, "%s went away before it could be cleared", entry);
	else if (err)
		trouble_set(t, "cannot clear %s: %s", entry, strerror(err));
	free(path);
	return err ? -1 : 0;
}
