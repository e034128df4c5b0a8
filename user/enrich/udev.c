// SPDX-License-Identifier: GPL-2.0
/*
 * The database of udev.  Of the machine itself by libudev; of a recorded one by
 * reading the files that libudev would read.
 */
#include <libudev.h>
#include <stdio.h>
#include <stdlib.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define BY_PATH	"disk/by-path/"

struct udev_source {
	char *root;
	struct udev *udev;	/* NULL for a recorded machine */
};

struct udev_source *udev_source_open(const char *root)
{
	struct udev_source *u = xcalloc(1, sizeof(*u));

	u->root = xstrdup(root);
	if (!root[0])
		u->udev = udev_new();
	return u;
}

void udev_source_close(struct udev_source *u)
{
	if (u->udev)
		udev_unref(u->udev);
	free(u->root);
	free(u);
}

void udev_facts_free(struct udev_facts *facts)
{
	free(facts->wwn);
	free(facts->serial);
	free(facts->model);
	free(facts->by_path);
}

/* The properties that count, best first: the order of lsblk. */
static const char *const wwn_keys[] = { "ID_WWN_WITH_EXTENSION", "ID_WWN" };
static const char *const serial_keys[] = { "SCSI_IDENT_SERIAL", "ID_SCSI_SERIAL",
					   "ID_SERIAL_SHORT" };
static const char *const model_keys[] = { "ID_MODEL" };

typedef const char *(*property_fn)(void *from, const char *key);

static char *first_of(property_fn property, void *from, const char *const keys[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *value = property(from, keys[i]);

		if (value && value[0])
			return safe_text(df_span_trim(df_span_of(value)), SAFE_RAW);
	}
	return NULL;
}

static void take_properties(struct udev_facts *facts, property_fn property, void *from)
{
	facts->wwn = first_of(property, from, wwn_keys, DF_COUNT(wwn_keys));
	facts->serial = first_of(property, from, serial_keys, DF_COUNT(serial_keys));
	facts->model = first_of(property, from, model_keys, DF_COUNT(model_keys));
}

/* A disk has several links by path; the shortest says it without extras. */
static void take_link(struct udev_facts *facts, const char *link)
{
	char *path;

	if (strncmp(link, BY_PATH, strlen(BY_PATH)))
		return;
	path = safe_text(df_span_of(link), SAFE_RAW);
	if (!facts->by_path || strlen(path) + strlen("/dev/") < strlen(facts->by_path)) {
		free(facts->by_path);
		facts->by_path = format("/dev/%s", path);
	}
	free(path);
}

static const char *live_property(void *from, const char *key)
{
	return udev_device_get_property_value(from, key);
}

static void live_facts(struct udev_source *u, const char *name, struct udev_facts *facts)
{
	struct udev_device *dev = udev_device_new_from_subsystem_sysname(u->udev, "block", name);
	struct udev_list_entry *link;

	if (!dev)
		return;
	take_properties(facts, live_property, dev);
	udev_list_entry_foreach(link, udev_device_get_devlinks_list_entry(dev)) {
		const char *path = udev_list_entry_get_name(link);

		if (!strncmp(path, "/dev/", 5))
			take_link(facts, path + 5);
	}
	udev_device_unref(dev);
}

/* The value of "E:KEY=" among the lines of a file of the database. */
static const char *recorded_property(void *from, const char *key)
{
	const struct strs *lines = from;
	size_t len = strlen(key);

	for (size_t i = 0; i < lines->n; i++) {
		const char *line = lines->p[i];

		if (!strncmp(line, "E:", 2) && !strncmp(line + 2, key, len) && line[2 + len] == '=')
			return line + 3 + len;
	}
	return NULL;
}

static void recorded_facts(struct udev_source *u, const char *name, struct udev_facts *facts)
{
	char *path = root_path(u->root, "/sys/block/%s/dev", name);
	char *number = file_text(path);
	struct strs lines = { 0 };
	char *data, *at, *line;

	free(path);
	if (!number)
		return;
	path = root_path(u->root, "/run/udev/data/b%s", number);
	data = file_read(path);
	at = data;
	while (at && (line = strsep(&at, "\n")))
		strs_add(&lines, xstrdup(line));
	take_properties(facts, recorded_property, &lines);
	for (size_t i = 0; i < lines.n; i++)
		if (!strncmp(lines.p[i], "S:", 2))
			take_link(facts, lines.p[i] + 2);
	strs_free(&lines);
	free(data);
	free(path);
	free(number);
}

void udev_source_facts(struct udev_source *u, const char *name, struct udev_facts *facts)
{
	if (u->udev)
		live_facts(u, name, facts);
	else if (u->root[0])
		recorded_facts(u, name, facts);
}
