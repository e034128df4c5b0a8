// SPDX-License-Identifier: GPL-2.0
/*
 * The database of udev.  Of the machine itself by libudev; of a recorded one by
 * reading the files that libudev would read.  Both become the lines of such a
 * file: "E:KEY=value", "S:link", "I:microseconds".
 */
#include <libudev.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "enrich/parts.h"
#include "late.h"
#include "source/file.h"
#include "xalloc.h"

#define BY_PATH "disk/by-path/"
#define LIBRARY		"libudev.so.1"

LATE_NEEDED(LIBRARY, "udev", "What udev knows of drives");

#define FUNCTIONS(F) \
	F(udev_device_get_devlinks_list_entry) F(udev_device_get_devnum) \
	F(udev_device_get_properties_list_entry) \
	F(udev_device_new_from_subsystem_sysname) F(udev_device_unref) \
	F(udev_list_entry_get_name) F(udev_list_entry_get_next) F(udev_list_entry_get_value) \
	F(udev_new) F(udev_unref)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

struct udev_source {
	char *root;
	struct udev *udev;	/* NULL for a recorded machine */
};

struct udev_entry {
	char *number;	/* "8:16", or NULL */
	char *lines;
};

struct udev_source *udev_source_open(const char *root)
{
	struct udev_source *u = xcalloc(1, sizeof(*u));

	u->root = xstrdup(root);
	if (root[0])
		return u;
	late_need(LIBRARY, names, DF_COUNT(names), &lib);
	u->udev = lib.udev_new();
	return u;
}

void udev_source_close(struct udev_source *u)
{
	if (!u)
		return;
	if (u->udev)
		lib.udev_unref(u->udev);
	free(u->root);
	free(u);
}

static void read_live(struct udev_source *u, const char *name, struct udev_entry *e)
{
	struct udev_list_entry *entry;
	struct udev_device *dev;
	struct buf b = { 0 };
	dev_t number;

	dev = lib.udev_device_new_from_subsystem_sysname(u->udev, "block", name);
	if (!dev)
		return;
	number = lib.udev_device_get_devnum(dev);
	if (number)
		e->number = format("%u:%u", major(number), minor(number));
	for (entry = lib.udev_device_get_properties_list_entry(dev); entry;
	     entry = lib.udev_list_entry_get_next(entry))
		buf_printf(&b, "E:%s=%s\n", lib.udev_list_entry_get_name(entry),
			   lib.udev_list_entry_get_value(entry));
	for (entry = lib.udev_device_get_devlinks_list_entry(dev); entry;
	     entry = lib.udev_list_entry_get_next(entry)) {
		const char *link = lib.udev_list_entry_get_name(entry);

		if (!strncmp(link, "/dev/", 5))
			buf_printf(&b, "S:%s\n", link + 5);
	}
	lib.udev_device_unref(dev);
	e->lines = buf_take(&b);
}

static void read_recorded(struct udev_source *u, const char *name, struct udev_entry *e)
{
	char *path;

	e->number = block_text(u->root, name, "dev");
	if (!e->number)
		return;
	path = root_path(u->root, "/run/udev/data/b%s", e->number);
	e->lines = file_read(path);
	free(path);
}

struct udev_entry *udev_entry(struct udev_source *u, const char *name)
{
	struct udev_entry *e = xcalloc(1, sizeof(*e));

	if (u->root[0])
		read_recorded(u, name, e);
	else if (u->udev)
		read_live(u, name, e);
	if (e->lines)
		return e;
	udev_entry_free(e);
	return NULL;
}

void udev_entry_free(struct udev_entry *e)
{
	if (!e)
		return;
	free(e->number);
	free(e->lines);
	free(e);
}

const char *udev_number(const struct udev_entry *e)
{
	return e ? e->number : NULL;
}

/* The rest of the next line at *@at that begins with @head; p is NULL at the end. */
static struct df_span next_line(const char **at, const char *head)
{
	size_t len = strlen(head);

	while (**at) {
		const char *line = *at;
		size_t n = strcspn(line, "\n");

		*at += line[n] ? n + 1 : n;
		if (n >= len && !strncmp(line, head, len))
			return (struct df_span){ line + len, n - len };
	}
	return (struct df_span){ NULL, 0 };
}

char *udev_value(const struct udev_entry *e, const char *key)
{
	const char *at = e ? e->lines : "";
	size_t len = strlen(key);
	struct df_span s;

	while ((s = next_line(&at, "E:")).p) {
		if (s.len <= len || strncmp(s.p, key, len) || s.p[len] != '=')
			continue;
		s = df_span_trim(df_span_from(s, len + 1));
		return s.len ? safe_text(s, SAFE_RAW) : NULL;
	}
	return NULL;
}

char *udev_by_path(const struct udev_entry *e)
{
	const char *at = e ? e->lines : "";
	struct df_span s, best = { NULL, 0 };
	char *link, *path;

	/* A disk has several; the shortest says it without extras. */
	while ((s = next_line(&at, "S:" BY_PATH)).p)
		if (!best.p || s.len < best.len)
			best = s;
	if (!best.p)
		return NULL;
	link = safe_text(best, SAFE_RAW);
	path = format("/dev/" BY_PATH "%s", link);
	free(link);
	return path;
}

/* libudev gives it as a property, the file as a line of its own. */
struct number udev_since(const struct udev_entry *e)
{
	const char *at = e ? e->lines : "";
	struct df_span s = next_line(&at, "I:");
	char *value = NULL;
	u64 us = 0;
	bool known;

	if (!s.p) {
		value = udev_value(e, "USEC_INITIALIZED");
		s = df_span_of(value ? value : "");
	}
	known = df_take_dec(&s, &us) && !s.len;
	free(value);
	return known ? number_of(us) : (struct number){ 0 };
}
