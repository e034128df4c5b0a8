// SPDX-License-Identifier: GPL-2.0
/*
 * What people call that which stands on drives: a mount point, a volume by its
 * name below /dev/mapper or by group and name, an NVMe controller.
 */
#include <unistd.h>

#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

/* dm-3 for the name that it has below /dev/mapper, or NULL. */
static char *of_label(const struct machine *m, const struct strs *all, const char *label)
{
	for (size_t i = 0; i < all->n; i++) {
		char *text = strncmp(all->p[i], "dm-", 3) ? NULL :
			     block_text(m->root, all->p[i], "dm/name");
		bool same = text && !strcmp(text, label);

		free(text);
		if (same)
			return xstrdup(all->p[i]);
	}
	return NULL;
}

/* vg--0-home for vg-0/home: what LVM calls it below /dev/mapper. */
static char *label_of_lvm(const char *what)
{
	struct buf b = { 0 };

	for (; *what; what++) {
		if (*what == '-')
			buf_putc(&b, '-');
		buf_putc(&b, *what == '/' ? '-' : *what);
	}
	return buf_take(&b);
}

/* A path below /dev, without that. */
static char *of_node(const struct machine *m, const struct strs *all, const char *node)
{
	bool is_mapper = !strncmp(node, "mapper/", 7);
	char *label, *name;

	if (!is_mapper && strs_have(all, node))
		return xstrdup(node);
	name = of_label(m, all, is_mapper ? node + 7 : node);
	if (name || is_mapper)
		return name;
	label = label_of_lvm(node);
	name = of_label(m, all, label);
	free(label);
	return name;
}

static const char *below_dev(const char *path)
{
	return strncmp(path, "/dev/", 5) ? path : path + 5;
}

static char *of_mount(struct machine *m, const struct strs *all, const char *path)
{
	const char *device = mounts_device_at(machine_mounts(m), path);

	if (!device)
		return NULL;
	return device[0] == '/' ? of_node(m, all, below_dev(device)) :
				  block_of_number(m->root, device);
}

/* Does the disk hang at the controller, by this path or by another? */
static bool is_at(const struct machine *m, const char *disk, const char *controller)
{
	char *device = block_path(m->root, disk, "device");
	char *path = format("%s/%s", device, controller);
	char *direct = link_base(device);
	bool at = (direct && !strcmp(direct, controller)) || access(path, F_OK) == 0;

	free(direct);
	free(path);
	free(device);
	return at;
}

static void add_namespaces(struct machine *m, const char *what, struct strs *to)
{
	struct df_span s = df_span_of(what);
	struct strs disks;
	u64 n;

	if (!df_take(&s, DF_SPAN("nvme")) || !df_take_dec(&s, &n) || s.len)
		return;
	disks = machine_disks(m);
	for (size_t i = 0; i < disks.n; i++)
		if (is_at(m, disks.p[i], what))
			strs_add(to, xstrdup(disks.p[i]));
	strs_free(&disks);
}

struct strs machine_blocks_named(struct machine *m, const char *what)
{
	struct strs all = machine_all_blocks(m), names = { 0 };
	const char *node = below_dev(what);
	char *name = of_mount(m, &all, what);

	if (!name)
		name = of_node(m, &all, node);
	if (name)
		strs_add(&names, name);
	else
		add_namespaces(m, node, &names);
	strs_free(&all);
	return names;
}
