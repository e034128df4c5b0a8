// SPDX-License-Identifier: GPL-2.0
/*
 * What stands on what: partitions, holders and slaves in sysfs, loop devices by
 * the file behind them.  Others made these links: whatever they look like,
 * nothing is visited twice.
 */
#include <stdio.h>
#include <stdlib.h>

#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define HOLDS_MAX 512 /* on one drive */
#define LEAVES_MAX 4096 /* below one volume, with everything between */

/* Kernel names, and for a walk upwards how far up each is. */
struct level {
	char *name;
	unsigned int depth;
};

struct stack {
	struct level *p;
	size_t n;
};

static void push(struct stack *s, const char *name, unsigned int depth)
{
	s->p = xreallocarray(s->p, s->n + 1, sizeof(*s->p));
	s->p[s->n++] = (struct level){ xstrdup(name), depth };
}

/* sda1 and sda2 in the directory of sda, nvme0n1p1 in that of nvme0n1. */
static void add_partitions(const char *root, const char *name, struct strs *to)
{
	char *dir = block_path(root, name, "");
	struct strs names = dir_names(dir);
	size_t len = strlen(name);

	for (size_t i = 0; i < names.n; i++)
		if (!strncmp(names.p[i], name, len) && names.p[i][len])
			strs_add(to, xstrdup(names.p[i]));
	strs_free(&names);
	free(dir);
}

static void add_links(const char *root, const char *name, const char *kind, struct strs *to)
{
	char *dir = block_path(root, name, kind);
	struct strs names = dir_names(dir);

	for (size_t i = 0; i < names.n; i++)
		strs_add(to, xstrdup(names.p[i]));
	strs_free(&names);
	free(dir);
}

/* Device number of the file system that the file behind a loop device is on. */
static const char *loop_number(struct machine *m, const char *name)
{
	char *file = strncmp(name, "loop", 4) ? NULL :
						block_text(m->root, name, "loop/backing_file");
	const char *number = file ? mounts_number_of_path(machine_mounts(m), file) : NULL;

	free(file);
	return number;
}

/* Those in use, once for all drives. */
static void read_loops(struct machine *m)
{
	char *dir = root_path(m->root, "/sys/block");
	struct strs names = dir_names(dir);

	m->has_loops = true;
	for (size_t i = 0; i < names.n; i++) {
		const char *number = loop_number(m, names.p[i]);

		if (!number)
			continue;
		strs_add(&m->loops, xstrdup(names.p[i]));
		strs_add(&m->loop_numbers, xstrdup(number));
	}
	strs_free(&names);
	free(dir);
}

static void add_loops(struct machine *m, const char *name, struct strs *to)
{
	char *number;

	if (!m->has_loops)
		read_loops(m);
	number = m->loops.n ? block_text(m->root, name, "dev") : NULL;
	for (size_t i = 0; number && i < m->loops.n; i++)
		if (!strcmp(m->loop_numbers.p[i], number))
			strs_add(to, xstrdup(m->loops.p[i]));
	free(number);
}

static struct strs above(struct machine *m, const char *name)
{
	struct strs names = { 0 };

	add_partitions(m->root, name, &names);
	add_links(m->root, name, "holders", &names);
	add_loops(m, name, &names);
	return names;
}

/* "part", or what made the volume. */
static char *kind_of(const char *root, const char *name, const char *dm_uuid)
{
	static const struct {
		const char *head, *kind;
	} by_uuid[] = {
		{ "LVM-", "lvm" },
		{ "CRYPT-", "crypt" },
		{ "mpath-", "mpath" },
		{ "part", "part" },
	};
	size_t letters = strcspn(name, "-0123456789");
	char *level;

	for (size_t i = 0; dm_uuid && i < DF_COUNT(by_uuid); i++)
		if (!strncmp(dm_uuid, by_uuid[i].head, strlen(by_uuid[i].head)))
			return xstrdup(by_uuid[i].kind);
	if (!df_is_volume(name))
		return xstrdup("part");
	if (strncmp(name, "md", 2))
		return xstrndup(name, letters);
	level = block_text(root, name, "md/level");
	return level ? level : xstrndup(name, letters);
}

static void describe(struct machine *m, const char *name, const struct udev_entry *udev,
		     struct standing *s)
{
	bool is_dm = !strncmp(name, "dm-", 3);
	char *uuid = is_dm ? block_text(m->root, name, "dm/uuid") : NULL;
	char *number = udev_number(udev) ? xstrdup(udev_number(udev)) :
					   block_text(m->root, name, "dev");

	s->name = safe_text(df_span_of(name), SAFE_RAW);
	s->kind = kind_of(m->root, name, uuid);
	s->label = is_dm ? block_text(m->root, name, "dm/name") : NULL;
	if (number)
		mounts_of(machine_mounts(m), number, name, s->label, &s->mounts, &s->fstype);
	if (!s->fstype)
		s->fstype = udev_value(udev, "ID_FS_TYPE");
	free(number);
	free(uuid);
}

static void describe_above(struct machine *m, const char *name, struct standing *s)
{
	struct udev_entry *udev = udev_entry(machine_udev(m), name);

	describe(m, name, udev, s);
	udev_entry_free(udev);
}

static bool is_known(const struct finding *f, const char *name)
{
	for (size_t i = 0; i < f->n_holds; i++)
		if (!strcmp(f->holds[i].name, name))
			return true;
	return false;
}

static void add_mounts(struct finding *f, const struct strs *mounts)
{
	for (size_t i = 0; i < mounts->n; i++)
		if (!strs_have(&f->mounts, mounts->p[i]))
			strs_add(&f->mounts, xstrdup(mounts->p[i]));
}

/* A volume's own name; what it is made of is told of all else by what holds it. */
static void name_volume(struct finding *f, const struct standing *self)
{
	if (f->kind != DF_VOLUME || f->made_as)
		return;
	f->label = self->label ? xstrdup(self->label) : NULL;
	f->made_as = xstrdup(self->kind);
}

static void push_above(struct machine *m, const struct level *at, struct stack *todo)
{
	struct strs names = above(m, at->name);

	/* The last one pushed is the first to be visited. */
	for (size_t i = names.n; i; i--)
		push(todo, names.p[i - 1], at->depth + 1);
	strs_free(&names);
}

void topology_above(struct machine *m, const char *name, const struct udev_entry *udev,
		    struct finding *f)
{
	struct stack todo = { 0 };
	struct standing self = { 0 };

	describe(m, name, udev, &self);
	add_mounts(f, &self.mounts);
	name_volume(f, &self);
	push(&todo, name, 0);
	while (todo.n) {
		struct level at = todo.p[--todo.n];
		struct standing *s;

		if (!at.depth) {
			push_above(m, &at, &todo);
		} else if (f->n_holds < HOLDS_MAX && strcmp(at.name, name) &&
			   !is_known(f, at.name)) {
			s = finding_add_holds(f);
			describe_above(m, at.name, s);
			s->depth = at.depth;
			add_mounts(f, &s->mounts);
			push_above(m, &at, &todo);
		}
		free(at.name);
	}
	free(todo.p);
	standing_free(&self);
}

static struct strs below(struct machine *m, const char *name)
{
	struct strs names = { 0 };
	char disk[DF_NAME_MAX];
	const char *number;
	char *under;

	add_links(m->root, name, "slaves", &names);
	if (names.n || strlen(name) >= sizeof(disk))
		return names;
	df_whole_disk(disk, name);
	if (strcmp(disk, name))
		strs_add(&names, xstrdup(disk));
	number = loop_number(m, name);
	under = number ? block_of_number(m->root, number) : NULL;
	if (under)
		strs_add(&names, under);
	return names;
}

struct strs topology_leaves(struct machine *m, const char *name)
{
	struct strs seen = { 0 }, leaves = { 0 };

	strs_add(&seen, xstrdup(name));
	for (size_t i = 0; i < seen.n; i++) {
		struct strs names = below(m, seen.p[i]);

		/* A volume on nothing is no drive. */
		if (!names.n && !df_is_volume(seen.p[i]))
			strs_add(&leaves, xstrdup(seen.p[i]));
		for (size_t k = 0; k < names.n && seen.n < LEAVES_MAX; k++)
			if (!strs_have(&seen, names.p[k]))
				strs_add(&seen, xstrdup(names.p[k]));
		strs_free(&names);
	}
	strs_free(&seen);
	return leaves;
}
