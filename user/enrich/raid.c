// SPDX-License-Identifier: GPL-2.0
/*
 * What must not be pulled: members of arrays that have none to spare.  And what
 * is no drive though it looks like one: the volume of a RAID controller.
 */
#include <stdlib.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

struct array {
	char *name;
	char *level;
	struct number disks;
	struct number degraded;
	char *action;	/* recover, resync, ... */
};

static void array_read(struct array *a, const char *root, const char *name)
{
	a->name = safe_text(df_span_of(name), SAFE_RAW);
	a->level = block_text(root, name, "md/level");
	a->disks = block_number(root, name, "md/raid_disks");
	a->degraded = block_number(root, name, "md/degraded");
	a->action = block_text(root, name, "md/sync_action");
}

static void array_free(struct array *a)
{
	free(a->name);
	free(a->level);
	free(a->action);
}

static bool is_short(const struct array *a)
{
	return a->degraded.known && a->degraded.value > 0;
}

/* "md0 (raid1) is degraded: 1 of its 2 members is missing, it is being rebuilt" */
static char *how_short(const struct array *a)
{
	bool rebuilding = a->action &&
			  (!strcmp(a->action, "recover") || !strcmp(a->action, "resync"));

	return format("%s (%s) is degraded: %llu of its %llu members missing%s", a->name,
		      a->level ? a->level : "md", (unsigned long long)a->degraded.value,
		      (unsigned long long)a->disks.value, rebuilding ? ", being rebuilt" : "");
}

/* State of the member on @disk or one of its partitions: "in_sync", "faulty", ... */
static char *member_state(const char *root, const char *array, const char *disk)
{
	char *dir = block_path(root, array, "md");
	struct strs names = dir_names(dir);
	char *state = NULL;

	for (size_t i = 0; i < names.n && !state; i++) {
		char whole[DF_NAME_MAX];

		if (strncmp(names.p[i], "dev-", 4) || strlen(names.p[i] + 4) >= sizeof(whole))
			continue;
		df_whole_disk(whole, names.p[i] + 4);
		if (!strcmp(whole, disk)) {
			char *path = format("%s/%s/state", dir, names.p[i]);

			state = file_text(path);
			free(path);
		}
	}
	strs_free(&names);
	free(dir);
	return state;
}

static void warn_of_array(struct machine *m, const char *array, const char *disk, struct finding *f)
{
	char *state = member_state(m->root, array, disk);
	static const char out[] =
		"%s. This drive has been put out of it; every other member must stay.";
	static const char pull[] =
		"%s. DO NOT PULL THIS DRIVE, nor another member: its data may be lost.";
	static const char none_to_spare[] =
		"%s (%s) has no redundancy: pulling this drive loses all of it.";
	struct array a = { 0 };
	char *how;

	array_read(&a, m->root, array);
	how = is_short(&a) ? how_short(&a) : NULL;
	if (how && state && strstr(state, "faulty")) {
		finding_warn(f, format(out, how));
	} else if (how) {
		finding_warn(f, format(pull, how));
		f->must_stay = true;
	} else if (a.level && (!strcmp(a.level, "raid0") || !strcmp(a.level, "linear"))) {
		finding_warn(f, format(none_to_spare, a.name, a.level));
	}
	free(how);
	free(state);
	array_free(&a);
}

/* ---- RAID controllers ---- */

/* The channel of H:C:T:L. */
static u64 channel_of(const char *hctl)
{
	struct df_span s = df_span_of(hctl);
	u64 host, channel = 0;

	if (df_take_dec(&s, &host) && df_take_char(&s, ':'))
		df_take_dec(&s, &channel);
	return channel;
}

/* Drivers that show their volumes on channels of their own. */
static bool is_volume_channel(const char *driver, u64 channel)
{
	static const struct {
		const char *driver;
		u64 from, to;
	} volumes[] = {
		{ "megaraid_sas", 2, 3 }, { "mpt2sas", 1, 1 }, { "mpt3sas", 1, 1 },
		{ "aacraid", 0, 0 },	  { "3w-9xxx", 0, 0 }, { "3w-sas", 0, 0 },
		{ "arcmsr", 0, 0 },
	};

	for (size_t i = 0; i < DF_COUNT(volumes); i++)
		if (!strcmp(driver, volumes[i].driver) && channel >= volumes[i].from &&
		    channel <= volumes[i].to)
			return true;
	return false;
}

const char *raid_controller_of(struct machine *m, const char *name, const char *hctl)
{
	const char *driver = machine_driver(m, hctl);
	bool volume = is_volume_channel(driver, channel_of(hctl));

	/* hpsa and smartpqi say it themselves: "N/A" is a plain drive. */
	if (!strcmp(driver, "hpsa") || !strcmp(driver, "smartpqi")) {
		char *level = block_text(m->root, name, "device/raid_level");

		volume = level && !strstr(level, "N/A");
		free(level);
	}
	return volume ? driver : NULL;
}

static const char *controller_of(struct machine *m, const char *name, const struct finding *f)
{
	/* Of several bus ids (multipath) every one is on a controller of the same kind. */
	return f->kind == DF_SCSI && f->hctl.n ? raid_controller_of(m, name, f->hctl.p[0]) : NULL;
}

void raid_warn(struct machine *m, const char *name, struct finding *f)
{
	static const char volume[] =
		"This is a volume of a RAID controller (%s), no drive: ask its own tool.";
	const char *controller = controller_of(m, name, f);

	f->of_controller = !!controller;
	if (controller)
		finding_warn(f, format(volume, controller));
	for (size_t i = 0; i < f->n_holds; i++)
		if (!strncmp(f->holds[i].name, "md", 2))
			warn_of_array(m, f->holds[i].name, name, f);
}

struct strs raid_degraded(const char *root)
{
	char *dir = root_path(root, "/sys/block");
	struct strs names = dir_names(dir), texts = { 0 };

	for (size_t i = 0; i < names.n; i++) {
		struct array a = { 0 };

		if (strncmp(names.p[i], "md", 2))
			continue;
		array_read(&a, root, names.p[i]);
		if (is_short(&a))
			strs_add(&texts, how_short(&a));
		array_free(&a);
	}
	strs_free(&names);
	free(dir);
	return texts;
}
