// SPDX-License-Identifier: GPL-2.0
/*
 * The bay of a drive.  ses ties the two ways: the device has a link
 * "enclosure_device:SLOT 04" to its bay, the bay a link "device" to the drive.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define LINK	"enclosure_device:"

static char *safe_name(const char *name)
{
	return safe_text(df_span_trim(df_span_of(name)), SAFE_RAW);
}

/* .../enclosure/0:0:8:0/SLOT 04: the part before the last. */
static char *enclosure_of_link(const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	target[n] = '\0';
	slash = strrchr(target, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	slash = strrchr(target, '/');
	return safe_name(slash ? slash + 1 : target);
}

static bool slot_by_device(const char *root, const char *name, char **slot, char **enclosure)
{
	char *dir = root_path(root, "/sys/block/%s/device", name);
	struct strs names = dir_names(dir);
	bool found = false;

	for (size_t i = 0; i < names.n && !found; i++) {
		char *path;

		if (strncmp(names.p[i], LINK, strlen(LINK)))
			continue;
		path = format("%s/%s", dir, names.p[i]);
		*slot = safe_name(names.p[i] + strlen(LINK));
		*enclosure = enclosure_of_link(path);
		free(path);
		found = true;
	}
	strs_free(&names);
	free(dir);
	return found;
}

/* The bay whose "device" is the one with bus id @hctl. */
static bool slot_in(const char *root, const char *enclosure_id, const char *hctl, char **slot)
{
	char *dir = root_path(root, "/sys/class/enclosure/%s", enclosure_id);
	struct strs bays = dir_names(dir);
	bool found = false;

	for (size_t i = 0; i < bays.n && !found; i++) {
		char *path = format("%s/%s/device", dir, bays.p[i]);
		char *there = link_base(path);

		/* Every class device has such a link; the enclosure's own is no bay. */
		found = there && strcmp(hctl, enclosure_id) && !strcmp(there, hctl);
		if (found)
			*slot = safe_name(bays.p[i]);
		free(there);
		free(path);
	}
	strs_free(&bays);
	free(dir);
	return found;
}

static void slot_by_enclosure(const char *root, const char *name, char **slot, char **enclosure)
{
	char *path = root_path(root, "/sys/block/%s/device", name);
	char *hctl = link_base(path);
	char *dir = root_path(root, "/sys/class/enclosure");
	struct strs all = { 0 };

	if (hctl)
		all = dir_names(dir);
	for (size_t i = 0; i < all.n && !*slot; i++)
		if (slot_in(root, all.p[i], hctl, slot))
			*enclosure = safe_name(all.p[i]);
	strs_free(&all);
	free(dir);
	free(hctl);
	free(path);
}

void slot_of(const char *root, const char *name, char **slot, char **enclosure)
{
	if (*slot)
		return;
	if (!slot_by_device(root, name, slot, enclosure))
		slot_by_enclosure(root, name, slot, enclosure);
}
