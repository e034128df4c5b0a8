// SPDX-License-Identifier: GPL-2.0
/* What the machine knows of a drive now.  See machine.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define DEPTH_MAX	8	/* of volumes on volumes */
#define LEAVES_MAX	256

struct machine {
	char *root;
	struct udev_source *udev;
	struct mounts *mounts;
};

struct machine *machine_open(const char *root)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	m->root = xstrdup(root);
	m->udev = udev_source_open(root);
	m->mounts = mounts_open(root);
	return m;
}

void machine_close(struct machine *m)
{
	udev_source_close(m->udev);
	mounts_close(m->mounts);
	free(m->root);
	free(m);
}

static char *block_path(const struct machine *m, const char *name, const char *file)
{
	return root_path(m->root, "/sys/block/%s/%s", name, file);
}

static char *block_text(const struct machine *m, const char *name, const char *file)
{
	char *path = block_path(m, name, file);
	char *text = file_text(path);

	free(path);
	return text;
}

static struct number block_number(const struct machine *m, const char *name, const char *file)
{
	char *path = block_path(m, name, file);
	struct number n = file_number(path);

	free(path);
	return n;
}

/*
 * Names are reused: sda is this drive only if it still sits at one of the bus
 * ids of the finding.
 */
static bool is_still(const struct machine *m, const struct finding *f, const char *name)
{
	char *path = block_path(m, name, "");
	struct stat st;
	bool there = stat(path, &st) == 0;
	char *hctl;

	free(path);
	if (!there || f->kind != DF_SCSI || !f->hctl.n)
		return there;
	path = block_path(m, name, "device");
	hctl = link_base(path);
	there = !hctl || strs_have(&f->hctl, hctl);
	free(hctl);
	free(path);
	return there;
}

static const char *block_name(const struct machine *m, const struct finding *f)
{
	/* Of a SCSI drive it is known if it is there; another may have its address. */
	if (f->present == GONE || (f->kind == DF_SCSI && f->present != PRESENT))
		return NULL;
	for (size_t i = 0; i < f->names.n; i++)
		if (!strchr(f->names.p[i], '/') && is_still(m, f, f->names.p[i]))
			return f->names.p[i];
	return NULL;
}

static void take(char **to, char **from)
{
	if (*to || !*from)
		return;
	*to = *from;
	*from = NULL;
}

static void take_serial(struct finding *f, char **serial, const char *source)
{
	if (f->serial || !*serial || f->kind == DF_VOLUME)
		return;
	take(&f->serial, serial);
	f->serial_source = source;
	f->serial_unique = true;
}

/* naa.5000c500... is what lsblk calls 0x5000c500...; eui.... stays. */
static char *wwn_of_wwid(const char *wwid)
{
	if (!strncmp(wwid, "naa.", 4))
		return format("0x%s", wwid + 4);
	if (!strncmp(wwid, "eui.", 4))
		return xstrdup(wwid);
	return NULL;
}

static void enrich_from_sysfs(const struct machine *m, struct finding *f, const char *name)
{
	struct number sectors = block_number(m, name, "size");
	char *text;

	if (sectors.known && sectors.value < UINT64_MAX / 512)
		f->size = number_of(sectors.value * 512);
	f->ioerr_cnt = block_number(m, name, "device/ioerr_cnt");
	f->iotmo_cnt = block_number(m, name, "device/iotmo_cnt");
	if (f->kind != DF_BLOCK)
		return;
	/* NVMe keeps it with the controller, virtio with the disk. */
	text = block_text(m, name, "device/serial");
	take_serial(f, &text, "sysfs");
	free(text);
	text = block_text(m, name, "serial");
	take_serial(f, &text, "sysfs");
	free(text);
	text = block_text(m, name, "device/model");
	take(&f->model, &text);
	free(text);
	text = block_text(m, name, "wwid");
	take(&f->wwid, &text);
	free(text);
}

static void enrich_from_udev(const struct machine *m, struct finding *f, const char *name)
{
	struct udev_facts facts = { 0 };

	if (f->kind == DF_VOLUME)
		return;
	udev_source_facts(m->udev, name, &facts);
	take(&f->wwn, &facts.wwn);
	take(&f->path, &facts.by_path);
	take(&f->model, &facts.model);
	take_serial(f, &facts.serial, "udev");
	udev_facts_free(&facts);
}

void machine_enrich(struct machine *m, struct finding *f)
{
	const char *name = block_name(m, f);

	if (name) {
		enrich_from_sysfs(m, f, name);
		enrich_from_udev(m, f, name);
		slot_of(m->root, name, &f->slot, &f->enclosure);
		mounts_of(m->mounts, m->root, name, &f->mounts);
	}
	if (!f->wwn && f->wwid)
		f->wwn = wwn_of_wwid(f->wwid);
}

/* The disks at the bottom of @name; partitions count as their disk. */
static void leaves_of(const struct machine *m, const char *name, int depth, struct strs *leaves)
{
	char disk[DF_NAME_MAX] = "";
	char *path;
	struct strs slaves;

	if (strlen(name) >= DF_NAME_MAX || depth > DEPTH_MAX || leaves->n >= LEAVES_MAX)
		return;
	path = block_path(m, name, "slaves");
	slaves = dir_names(path);
	free(path);
	for (size_t i = 0; i < slaves.n; i++)
		leaves_of(m, slaves.p[i], depth + 1, leaves);
	if (!slaves.n && depth) {
		df_whole_disk(disk, name);
		if (df_is_volume(disk) && depth <= DEPTH_MAX && strcmp(disk, name))
			leaves_of(m, disk, depth + 1, leaves);
		else if (!strs_have(leaves, disk))
			strs_add(leaves, xstrdup(disk));
	}
	strs_free(&slaves);
}

static void add_leaf(struct machine *m, struct findings *l, size_t at, const char *name)
{
	struct udev_facts facts = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		const struct finding *f = &l->p[i];

		if (i != at && f->present == PRESENT && strs_have(&f->names, name)) {
			finding_add_candidate(&l->p[at], f->serial, name, f->total);
			return;
		}
	}
	udev_source_facts(m->udev, name, &facts);
	finding_add_candidate(&l->p[at], facts.serial, name, 0);
	udev_facts_free(&facts);
}

void machine_candidates(struct machine *m, struct findings *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const char *name = block_name(m, &l->p[i]);
		struct strs leaves = { 0 };

		if (l->p[i].kind != DF_VOLUME || !name)
			continue;
		leaves_of(m, name, 0, &leaves);
		for (size_t k = 0; k < leaves.n; k++)
			add_leaf(m, l, i, leaves.p[k]);
		strs_free(&leaves);
	}
}

/* The kernel name of a device number. */
static char *name_of_number(const struct machine *m, dev_t dev)
{
	char *path = root_path(m->root, "/sys/dev/block/%u:%u", major(dev), minor(dev));
	char *name = link_base(path);

	free(path);
	return name;
}

/*
 * In a recorded machine the nodes below /dev are files; in a real one, what is
 * no block device is no disk, whatever it is called.
 */
static char *name_of_node(const struct machine *m, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return NULL;
	if (S_ISBLK(st.st_mode))
		return name_of_number(m, st.st_rdev);
	if (!m->root[0] || !strstr(path, "/dev/"))
		return NULL;
	return xstrdup(strrchr(path, '/') + 1);
}

char *machine_disk_of_path(struct machine *m, const char *path)
{
	char *full = root_path(m->root, "%s%s", m->root[0] && path[0] != '/' ? "/" : "", path);
	char *real = realpath(full, NULL);
	char disk[DF_NAME_MAX];
	char *name = real ? name_of_node(m, real) : NULL;

	if (!real && !strncmp(path, "/dev/", 5) && !strchr(path + 5, '/'))
		name = xstrdup(path + 5);	/* the node of a drive that has gone */
	free(real);
	free(full);
	if (!name || strlen(name) >= DF_NAME_MAX) {
		free(name);
		return NULL;
	}
	df_whole_disk(disk, name);
	free(name);
	return xstrdup(disk);
}
