// SPDX-License-Identifier: GPL-2.0
/* What the machine knows of a drive now.  See machine.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

struct machine *machine_open(const char *root)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	m->root = xstrdup(root);
	return m;
}

void machine_close(struct machine *m)
{
	udev_source_close(m->udev);
	mounts_close(m->mounts);
	slots_close(m->slots);
	last_seen_close(m->last_seen);
	conf_free(m->conf);
	trouble_free(&m->conf_trouble);
	strs_free(&m->loops);
	strs_free(&m->loop_numbers);
	strs_free(&m->hosts);
	strs_free(&m->drivers);
	free(m->root);
	free(m);
}

struct udev_source *machine_udev(struct machine *m)
{
	if (!m->udev)
		m->udev = udev_source_open(m->root);
	return m->udev;
}

struct mounts *machine_mounts(struct machine *m)
{
	if (!m->mounts)
		m->mounts = mounts_open(m->root);
	return m->mounts;
}

struct slots *machine_slots(struct machine *m)
{
	if (!m->slots)
		m->slots = slots_open(m->root);
	return m->slots;
}

static struct conf *machine_conf(struct machine *m)
{
	if (!m->conf && !m->conf_trouble.text)
		m->conf = conf_read(m->root, &m->conf_trouble);
	return m->conf;
}

const char *machine_conf_wrong(struct machine *m)
{
	machine_conf(m);
	return m->conf_trouble.text;
}

struct strs machine_all_blocks(const struct machine *m)
{
	char *dir = root_path(m->root, "/sys/block");
	struct strs names = dir_names(dir);

	free(dir);
	return names;
}

const char *machine_driver(struct machine *m, const char *hctl)
{
	char *host = xstrndup(hctl, strcspn(hctl, ":"));
	char *path, *driver;

	for (size_t i = m->hosts.n; i; i--) {
		if (strcmp(m->hosts.p[i - 1], host))
			continue;
		free(host);
		return m->drivers.p[i - 1];
	}
	path = root_path(m->root, "/sys/class/scsi_host/host%s/proc_name", host);
	driver = file_text(path);
	free(path);
	strs_add(&m->hosts, host);
	strs_add(&m->drivers, driver ? driver : xstrdup(""));
	return m->drivers.p[m->drivers.n - 1];
}

/* nvme0c0n1 is a path to nvme0n1, and no partition of it. */
static bool is_part_of(const char *disk, const char *name)
{
	return !strncmp(name, disk, strlen(disk));
}

char *block_path(const char *root, const char *name, const char *file)
{
	char disk[DF_NAME_MAX] = "";
	const char *between = file[0] ? "/" : "";

	if (strlen(name) < sizeof(disk))
		df_whole_disk(disk, name);
	if (!disk[0] || !strcmp(disk, name) || !is_part_of(disk, name))
		return root_path(root, "/sys/block/%s%s%s", name, between, file);
	return root_path(root, "/sys/block/%s/%s%s%s", disk, name, between, file);
}

char *block_text(const char *root, const char *name, const char *file)
{
	char *path = block_path(root, name, file);
	char *text = file_text(path);

	free(path);
	return text;
}

struct number block_number(const char *root, const char *name, const char *file)
{
	char *path = block_path(root, name, file);
	struct number n = file_number(path);

	free(path);
	return n;
}

char *block_of_number(const char *root, const char *number)
{
	char *path = root_path(root, "/sys/dev/block/%s", number);
	char *name = link_base(path);

	free(path);
	return name;
}

/*
 * Names are reused: sda is this drive only if it still sits at one of the bus
 * ids of the finding.
 */
static bool is_still(const struct machine *m, const struct finding *f, const char *name)
{
	char *path = block_path(m->root, name, "device");
	char *hctl = f->kind == DF_SCSI && f->hctl.n ? link_base(path) : NULL;
	bool there;

	if (hctl) {
		there = strs_have(&f->hctl, hctl);
	} else {
		*strrchr(path, '/') = '\0';
		there = access(path, F_OK) == 0;
	}
	free(hctl);
	free(path);
	return there;
}

const char *machine_name_of(const struct machine *m, const struct finding *f)
{
	/* Of a SCSI drive it is known if it is there; another may have its address. */
	if (f->present == GONE || (f->kind == DF_SCSI && f->present != PRESENT))
		return NULL;
	for (size_t i = 0; i < f->names.n; i++)
		if (!strchr(f->names.p[i], '/') && is_still(m, f, f->names.p[i]))
			return f->names.p[i];
	return NULL;
}

static void find_size(const struct machine *m, struct finding *f, const char *name)
{
	struct number sectors = block_number(m->root, name, "size");

	if (sectors.known && sectors.value < UINT64_MAX / 512)
		f->size = number_of(sectors.value * 512);
	if (f->kind != DF_SCSI)
		return;
	f->ioerr_cnt = block_number(m->root, name, "device/ioerr_cnt");
	f->iotmo_cnt = block_number(m->root, name, "device/iotmo_cnt");
}

/*
 * udev says since when it knows the device: if that is later than the fault, the
 * name belonged to another then.
 */
static void warn_if_newer(struct finding *f, const char *name, const struct udev_entry *udev)
{
	static const char newer[] =
		"The name %s was given anew after the last fault: it is not what failed.";
	static const char reused[] =
		"Names of volumes are reused: make sure that %s is still the same one.";
	struct number since = udev_since(udev);

	if (f->kind == DF_SCSI || !f->total)
		return;
	if (since.known && f->last.mono_us.known && since.value > f->last.mono_us.value)
		finding_warn(f, format(newer, name));
	else if (f->kind == DF_VOLUME && !since.known)
		finding_warn(f, format(reused, name));
}

static void add_part(struct buf *b, const char *what, const char *name)
{
	if (name)
		buf_printf(b, "%s%s%s", b->len ? ", " : "", what, name);
}

/* What diskfault.conf calls rack, shelf and bay. */
static void find_location(struct machine *m, struct finding *f)
{
	const struct conf *c = machine_conf(m);
	const char *id = f->bay.enclosure_id, *bus = f->enclosure, *name = NULL;
	const char *path = f->path ? strrchr(f->path, '/') + 1 : NULL;
	char *number = f->bay.number.known ?
			       format("%llu", (unsigned long long)f->bay.number.value) :
			       NULL;
	struct buf b = { 0 };

	add_part(&b, "rack ", conf_name(c, "rack", NULL, NULL));
	add_part(&b, "", conf_name(c, "chassis", NULL, NULL));
	if (id)
		name = conf_name(c, "enclosure", id, NULL);
	if (!name && bus)
		name = conf_name(c, "enclosure", bus, NULL);
	add_part(&b, "", name);
	name = path ? conf_name(c, "path", path, NULL) : NULL;
	if (!name && id && f->slot)
		name = conf_name(c, "slot", id, f->slot);
	if (!name && id && number)
		name = conf_name(c, "slot", id, number);
	add_part(&b, "", name);
	if (b.len)
		f->bay.location = buf_take(&b);
	buf_free(&b);
	free(number);
}

static void enrich_present(struct machine *m, struct finding *f, const char *name,
			   unsigned int wants)
{
	struct udev_entry *udev = NULL;

	if (wants & (WANT_NAMES | WANT_HOLDS) || !f->serial || !f->model)
		udev = udev_entry(machine_udev(m), name);
	identity_of(m, f, name, udev);
	if (!f->path)
		f->path = udev_by_path(udev);
	if (wants & WANT_SIZE)
		find_size(m, f, name);
	if (wants & (WANT_SLOT | WANT_BAY))
		slots_find(machine_slots(m), name, f);
	if (wants & WANT_BAY)
		slots_detail(machine_slots(m), f);
	if (wants & WANT_HOLDS) {
		topology_above(m, name, udev, f);
		raid_warn(m, name, f);
		warn_if_newer(f, name, udev);
	}
	udev_entry_free(udev);
}

void machine_identify(struct machine *m, struct finding *f)
{
	const char *name;
	struct udev_entry *udev;

	if (f->kind == DF_VOLUME || (f->serial && f->model))
		return;
	name = machine_name_of(m, f);
	if (!name)
		return;
	udev = udev_entry(machine_udev(m), name);
	identity_of(m, f, name, udev);
	udev_entry_free(udev);
}

void machine_enrich(struct machine *m, struct finding *f, unsigned int wants)
{
	const char *name = machine_name_of(m, f);

	if (name)
		enrich_present(m, f, name, wants);
	else
		identity_of(m, f, NULL, NULL);
	if ((wants & WANT_BAY) && !name && f->kind == DF_SCSI) {
		if (!m->last_seen)
			m->last_seen = last_seen_open(m->root);
		last_seen_find(m->last_seen, f);
	}
	if (wants & WANT_BAY)
		find_location(m, f);
}

/* ---- below a volume ---- */

static const struct finding *find_present(const struct findings *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i].present == PRESENT && strs_have(&l->p[i].names, name))
			return &l->p[i];
	return NULL;
}

/* A drive of which there is no finding. */
static void begin_finding(const struct machine *m, const char *name, struct finding *f)
{
	char *path = block_path(m->root, name, "device");
	char *hctl = link_base(path);
	struct df_span s = df_span_of(hctl ? hctl : "");
	struct df_hctl at;

	free(path);
	f->present = PRESENT;
	f->kind = DF_BLOCK;
	strs_add(&f->names, xstrdup(name));
	if (df_take_hctl(&s, &at) && !s.len) {
		f->kind = DF_SCSI;
		strs_add(&f->hctl, hctl);
	} else {
		free(hctl);
	}
}

/* Its name, and who it is. */
static void look_up(struct machine *m, const char *name, struct finding *f)
{
	begin_finding(m, name, f);
	enrich_present(m, f, name, WANT_SLOT);
}

/* The log may have named it already, by arithmetic; or another path leads to it. */
static struct candidate *known_candidate(struct finding *volume, const struct finding *drive)
{
	const char *serial = drive->serial;

	for (size_t i = 0; i < volume->n_candidates; i++) {
		struct candidate *c = &volume->candidates[i];

		if (c->name ? strs_have(&drive->names, c->name) :
			      serial && c->serial && !strcmp(c->serial, serial))
			return c;
	}
	return NULL;
}

static void add_leaf(struct machine *m, struct findings *l, struct finding *volume,
		     const char *name)
{
	const struct finding *f = find_present(l, name);
	struct finding other = { 0 };
	struct candidate *c;

	if (!f) {
		look_up(m, name, &other);
		f = &other;
	}
	c = known_candidate(volume, f);
	if (!c)
		c = finding_add_candidate(volume, f->serial, f->names.p[0], f->total);
	if (!c->serial && f->serial)
		c->serial = xstrdup(f->serial);
	c->cause = f->cause;
	if (f != &other)
		look_up(m, name, &other);
	if (!c->slot && other.slot)
		c->slot = xstrdup(other.slot);
	finding_free(&other);
}

/* The worst first; else as they were. */
static void rank(struct finding *f)
{
	for (size_t i = 1; i < f->n_candidates; i++) {
		struct candidate c = f->candidates[i];
		size_t at = i;

		while (at && (c.cause > f->candidates[at - 1].cause ||
			      (c.cause == f->candidates[at - 1].cause &&
			       c.faults > f->candidates[at - 1].faults))) {
			f->candidates[at] = f->candidates[at - 1];
			at--;
		}
		f->candidates[at] = c;
	}
}

void machine_candidates(struct machine *m, struct findings *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct finding *f = &l->p[i];
		const char *name = f->kind == DF_VOLUME ? machine_name_of(m, f) : NULL;
		struct strs leaves;

		if (!name)
			continue;
		leaves = topology_leaves(m, name);
		for (size_t k = 0; k < leaves.n; k++)
			add_leaf(m, l, f, leaves.p[k]);
		strs_free(&leaves);
		rank(f);
	}
}

/* ---- beside a drive ---- */

struct strs machine_disks(struct machine *m)
{
	struct strs all = machine_all_blocks(m), disks = { 0 };

	for (size_t i = 0; i < all.n; i++) {
		char *path = block_path(m->root, all.p[i], "device");

		if (!df_is_volume(all.p[i]) && access(path, F_OK) == 0 &&
		    strncmp(all.p[i], "sr", 2) && strncmp(all.p[i], "fd", 2) &&
		    block_number(m->root, all.p[i], "hidden").value == 0)
			strs_add(&disks, xstrdup(all.p[i]));
		free(path);
	}
	strs_free(&all);
	return disks;
}

static bool is_neighbour(const struct finding *f, const char *name)
{
	for (size_t i = 0; i < f->n_neighbours; i++)
		if (!strcmp(f->neighbours[i].name, name))
			return true;
	return strs_have(&f->names, name);
}

/* Another path to the drive itself or to one that is told of, or a namespace. */
static bool is_told(const struct finding *f, const struct finding *there)
{
	if (!there->serial || !there->serial_unique)
		return false;
	for (size_t i = 0; i < f->n_neighbours; i++)
		if (f->neighbours[i].serial && !strcmp(f->neighbours[i].serial, there->serial))
			return true;
	return f->serial && !strcmp(there->serial, f->serial);
}

static void add_neighbour(struct machine *m, const struct findings *l, struct finding *f,
			  const char *name, const char *why)
{
	const struct finding *there = find_present(l, name);
	struct finding other = { 0 };
	struct neighbour neighbour = { .why = why };

	if (is_neighbour(f, name))
		return;
	if (!there) {
		look_up(m, name, &other);
		there = &other;
	}
	if (!is_told(f, there)) {
		neighbour.name = xstrdup(there->names.p[0]);
		neighbour.serial = there->serial ? xstrdup(there->serial) : NULL;
		neighbour.slot = there->slot ? xstrdup(there->slot) : NULL;
		finding_add_neighbour(f, &neighbour);
	}
	finding_free(&other);
}

static void add_sharers(struct machine *m, const struct findings *l, struct finding *f)
{
	for (size_t i = 0; i < f->n_holds; i++) {
		struct strs leaves = { 0 };

		if (df_is_volume(f->holds[i].name))
			leaves = topology_leaves(m, f->holds[i].name);
		for (size_t k = 0; k < leaves.n; k++)
			add_neighbour(m, l, f, leaves.p[k], "shares a volume with it");
		strs_free(&leaves);
	}
}

void machine_neighbours(struct machine *m, const struct findings *l, struct finding *f)
{
	struct strs names;

	if (f->kind == DF_VOLUME)
		return;
	add_sharers(m, l, f);
	names = f->bay.dir ? slots_beside(machine_slots(m), f) : machine_disks(m);
	for (size_t i = 0; i < names.n; i++)
		add_neighbour(m, l, f, names.p[i], f->bay.dir ? "next to it" : "in this machine");
	strs_free(&names);
}

/* ---- besides those that are known ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names that drives of @l have now, sorted; they are @l's, the array is not. */
static struct strs names_in(const struct findings *l)
{
	struct strs names = { 0 };

	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; l->p[i].present == PRESENT && k < l->p[i].names.n; k++)
			strs_add(&names, l->p[i].names.p[k]);
	if (names.n > 1)
		qsort(names.p, names.n, sizeof(*names.p), by_text);
	return names;
}

void machine_add_others(struct machine *m, struct findings *l)
{
	struct strs disks = machine_disks(m), known = names_in(l);

	for (size_t i = 0; i < disks.n; i++) {
		struct finding *f;

		if (known.n && bsearch(&disks.p[i], known.p, known.n, sizeof(*known.p), by_text))
			continue;
		f = findings_add(l);
		begin_finding(m, disks.p[i], f);
		f->verified = true;
	}
	free(known.p);
	strs_free(&disks);
}

/* ---- the machine itself ---- */

static char *dmi_text(const struct machine *m, const char *file, bool *hidden)
{
	char *path = root_path(m->root, "/sys/class/dmi/id/%s", file);
	char *text = file_text(path);

	if (!text && (errno == EACCES || errno == EPERM))
		*hidden = true;
	free(path);
	return text;
}

/* What makers leave where a serial should be. */
static bool is_filler(const char *s)
{
	static const char *const fillers[] = {
		"Not Specified",
		"To be filled by O.E.M.",
		"To Be Filled By O.E.M.",
		"Not Applicable",
		"Empty",
		"Chassis Serial Number",
		"System Serial Number",
	};

	for (size_t i = 0; i < DF_COUNT(fillers); i++)
		if (!strcasecmp(s, fillers[i]))
			return true;
	return df_serial_is_bogus(s);
}

void machine_chassis(struct machine *m, struct chassis *chassis)
{
	static const char *const serials[] = { "product_serial", "chassis_serial", "board_serial" };
	const struct conf *c = machine_conf(m);
	char *vendor, *product, *path;
	struct buf b = { 0 };
	bool unused = false;

	path = root_path(m->root, "/proc/sys/kernel/hostname");
	chassis->host = file_text(path);
	free(path);
	vendor = dmi_text(m, "sys_vendor", &unused);
	product = dmi_text(m, "product_name", &unused);
	if (vendor || product)
		chassis->product = format("%s%s%s", vendor ? vendor : "",
					  vendor && product ? " " : "", product ? product : "");
	for (size_t i = 0; i < DF_COUNT(serials) && !chassis->serial; i++) {
		chassis->serial = dmi_text(m, serials[i], &chassis->serial_hidden);
		if (chassis->serial && is_filler(chassis->serial)) {
			free(chassis->serial);
			chassis->serial = NULL;
		}
	}
	add_part(&b, "rack ", conf_name(c, "rack", NULL, NULL));
	add_part(&b, "", conf_name(c, "chassis", NULL, NULL));
	chassis->location = b.len ? buf_take(&b) : NULL;
	free(vendor);
	free(product);
}

/* The kernel name of a device number. */
static char *name_of_number(const struct machine *m, dev_t dev)
{
	char number[32];

	snprintf(number, sizeof(number), "%u:%u", major(dev), minor(dev));
	return block_of_number(m->root, number);
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
		name = xstrdup(path + 5); /* the node of a drive that has gone */
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
