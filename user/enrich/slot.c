// SPDX-License-Identifier: GPL-2.0
/*
 * Where a drive sits.  ses ties bay and drive: the bay has a link "device" to
 * the SCSI device in it, which goes away with the drive.  Without ses, SAS knows
 * a bay number, and PCI a slot.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define ENCLOSURES "/sys/class/enclosure"
#define PCI_SLOTS "/sys/bus/pci/slots"

/* A bay with a drive in it. */
struct ses_bay {
	char *hctl;	/* of the drive */
	const char *enclosure;	/* directory names, of slots->enclosures */
	char *name;
};

struct pci_slot {
	char *address;	/* "0000:05:00", without the function */
	char *name;
};

/* What is asked of an enclosure for each of its bays. */
struct ses_enclosure {
	char *name;
	bool read;
	struct strs bays;	/* names, the empty ones too */
	struct number *numbers;	/* of the bays */
	struct number base;	/* the lowest: some count from 0, some from 1 */
	char *id;
	char *make;
};

struct slots {
	char *root;
	struct ses_enclosure *enclosures;
	size_t n_enclosures;
	struct ses_bay *bays;	/* by hctl */
	size_t n_bays;
	struct pci_slot *pci;
	size_t n_pci;
};

static char *safe_name(const char *name)
{
	return safe_text(df_span_trim(df_span_of(name)), SAFE_RAW);
}

/* Every class device has these; they are no bays. */
static bool is_bay(const char *name)
{
	return strcmp(name, "device") && strcmp(name, "subsystem") && strcmp(name, "power");
}

static void read_enclosure(struct slots *s, const char *enclosure)
{
	char *dir = root_path(s->root, ENCLOSURES "/%s", enclosure);
	struct strs names = dir_names(dir);

	for (size_t i = 0; i < names.n; i++) {
		char *path = format("%s/%s/device", dir, names.p[i]);
		char *hctl = is_bay(names.p[i]) ? link_base(path) : NULL;

		if (hctl) {
			s->bays = xreallocarray(s->bays, s->n_bays + 1, sizeof(*s->bays));
			s->bays[s->n_bays++] =
				(struct ses_bay){ hctl, enclosure, xstrdup(names.p[i]) };
		}
		free(path);
	}
	strs_free(&names);
	free(dir);
}

static int by_hctl(const void *a, const void *b)
{
	return strcmp(((const struct ses_bay *)a)->hctl, ((const struct ses_bay *)b)->hctl);
}

static void read_enclosures(struct slots *s)
{
	char *dir = root_path(s->root, ENCLOSURES);
	struct strs names = dir_names(dir);

	s->enclosures = xcalloc(names.n, sizeof(*s->enclosures));
	s->n_enclosures = names.n;
	for (size_t i = 0; i < names.n; i++) {
		s->enclosures[i].name = xstrdup(names.p[i]);
		read_enclosure(s, s->enclosures[i].name);
	}
	strs_free(&names);
	if (s->n_bays > 1)
		qsort(s->bays, s->n_bays, sizeof(*s->bays), by_hctl);
	free(dir);
}

static void read_pci(struct slots *s)
{
	char *dir = root_path(s->root, PCI_SLOTS);
	struct strs names = dir_names(dir);

	for (size_t i = 0; i < names.n; i++) {
		char *path = format("%s/%s/address", dir, names.p[i]);
		char *address = file_text(path);

		if (address) {
			s->pci = xreallocarray(s->pci, s->n_pci + 1, sizeof(*s->pci));
			s->pci[s->n_pci++] = (struct pci_slot){ address, safe_name(names.p[i]) };
		}
		free(path);
	}
	strs_free(&names);
	free(dir);
}

struct slots *slots_open(const char *root)
{
	struct slots *s = xcalloc(1, sizeof(*s));

	s->root = xstrdup(root);
	read_enclosures(s);
	read_pci(s);
	return s;
}

void slots_close(struct slots *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_bays; i++) {
		free(s->bays[i].hctl);
		free(s->bays[i].name);
	}
	for (size_t i = 0; i < s->n_pci; i++) {
		free(s->pci[i].address);
		free(s->pci[i].name);
	}
	free(s->bays);
	free(s->pci);
	for (size_t i = 0; i < s->n_enclosures; i++) {
		free(s->enclosures[i].name);
		strs_free(&s->enclosures[i].bays);
		free(s->enclosures[i].numbers);
		free(s->enclosures[i].id);
		free(s->enclosures[i].make);
	}
	free(s->enclosures);
	free(s->root);
	free(s);
}

/* ---- SES ---- */

static bool find_ses(struct slots *s, const char *hctl, struct finding *f)
{
	struct ses_bay key = { .hctl = (char *)hctl };
	struct ses_bay *bay = s->n_bays ? bsearch(&key, s->bays, s->n_bays, sizeof(key), by_hctl) :
					  NULL;

	if (!bay)
		return false;
	f->slot = safe_name(bay->name);
	f->enclosure = safe_name(bay->enclosure);
	f->bay.source = "ses";
	f->bay.dir = format(ENCLOSURES "/%s/%s", bay->enclosure, bay->name);
	return true;
}

/* ---- SAS, ATA: from the path of the device ---- */

/* The part of a path that begins with @head and goes on with a digit, or NULL. */
static char *part_of(const char *path, const char *head)
{
	size_t len = strlen(head);

	while (path) {
		const char *part = path + (*path == '/');

		if (!strncmp(part, head, len) && df_is_digit(part[len]))
			return xstrndup(part, strcspn(part, "/"));
		path = strchr(part, '/');
	}
	return NULL;
}

static char *sas_text(const struct slots *s, const char *end_device, const char *file)
{
	char *path = root_path(s->root, "/sys/class/sas_device/%s/%s", end_device, file);
	char *text = file_text(path);

	free(path);
	return text;
}

static void find_by_path(struct slots *s, const char *name, struct finding *f)
{
	char *path = block_path(s->root, name, "device");
	char *real = realpath(path, NULL);
	char *end_device = part_of(real, "end_device-");

	if (end_device && !f->slot) {
		char *bay = sas_text(s, end_device, "bay_identifier");

		if (bay) {
			f->slot = format("bay %s", bay);
			f->bay.enclosure_id = sas_text(s, end_device, "enclosure_identifier");
			f->bay.source = "sas";
			free(bay);
		}
	}
	if (!f->port)
		f->port = part_of(real, "ata");
	free(end_device);
	free(real);
	free(path);
}

/* ---- PCI ---- */

/* The address of the controller; under NVMe multipath, of its first path. */
static char *pci_address(const struct slots *s, const char *name)
{
	char *address = block_text(s->root, name, "device/address");
	char *dir = block_path(s->root, name, "device");
	struct strs paths = { 0 };

	if (!address)
		paths = dir_names(dir);
	for (size_t i = 0; i < paths.n && !address; i++) {
		if (!strncmp(paths.p[i], "nvme", 4)) {
			char *path = format("%s/%s/address", dir, paths.p[i]);

			address = file_text(path);
			free(path);
		}
	}
	strs_free(&paths);
	free(dir);
	return address;
}

static void find_pci(struct slots *s, const char *name, struct finding *f)
{
	char *address = s->n_pci ? pci_address(s, name) : NULL;
	char *dot = address ? strrchr(address, '.') : NULL;

	if (dot)
		*dot = '\0';
	for (size_t i = 0; address && i < s->n_pci && !f->slot; i++) {
		if (!strcmp(s->pci[i].address, address)) {
			f->slot = format("PCI %s", s->pci[i].name);
			f->bay.source = "pci";
		}
	}
	free(address);
}

void slots_find(struct slots *s, const char *name, struct finding *f)
{
	if (f->slot)
		return;
	if (f->kind == DF_BLOCK)
		find_pci(s, name, f);
	if (f->kind != DF_SCSI)
		return;
	for (size_t i = 0; i < f->hctl.n && !f->slot; i++)
		find_ses(s, f->hctl.p[i], f);
	if (!f->slot)
		find_by_path(s, name, f);
}

/* ---- the rest ---- */

static void read_numbers(struct ses_enclosure *e, const char *dir)
{
	e->bays = dir_names(dir);
	e->numbers = xcalloc(e->bays.n, sizeof(*e->numbers));
	for (size_t i = 0; i < e->bays.n; i++) {
		char *path = format("%s/%s/slot", dir, e->bays.p[i]);
		struct number n = is_bay(e->bays.p[i]) ? file_number(path) : (struct number){ 0 };

		e->numbers[i] = n;
		if (n.known && (!e->base.known || n.value < e->base.value))
			e->base = n;
		free(path);
	}
}

/* The number of a bay by its name. */
static struct number number_of_bay(const struct ses_enclosure *e, const char *bay)
{
	for (size_t i = 0; i < e->bays.n; i++)
		if (!strcmp(e->bays.p[i], bay))
			return e->numbers[i];
	return (struct number){ 0 };
}

/* "LSI SAS3x40": vendor and model of the enclosure's own SCSI device. */
static char *make_of(const char *enclosure)
{
	char *vendor_path = format("%s/device/vendor", enclosure);
	char *model_path = format("%s/device/model", enclosure);
	char *vendor = file_text(vendor_path);
	char *model = file_text(model_path);
	char *make = NULL;

	if (vendor || model)
		make = format("%s%s%s", vendor ? vendor : "", vendor && model ? " " : "",
			      model ? model : "");
	free(model);
	free(vendor);
	free(model_path);
	free(vendor_path);
	return make;
}

/* Block devices of the SCSI device in a bay. */
static void add_disks_in(const struct slots *s, const char *enclosure, const char *bay,
			 struct strs *to)
{
	char *path = root_path(s->root, ENCLOSURES "/%s/%s/device/block", enclosure, bay);
	struct strs names = dir_names(path);

	for (size_t i = 0; i < names.n; i++)
		strs_add(to, xstrdup(names.p[i]));
	strs_free(&names);
	free(path);
}

/* By number if the bays have some, else in the order of their names. */
static bool is_beside(const struct ses_enclosure *e, size_t self, size_t other)
{
	struct number a = e->numbers[self], b = e->numbers[other];

	if (!a.known)
		return self + 1 == other || other + 1 == self;
	return b.known && (a.value + 1 == b.value || b.value + 1 == a.value);
}

static struct ses_enclosure *enclosure_of(struct slots *s, const char *name)
{
	for (size_t i = 0; i < s->n_enclosures; i++) {
		struct ses_enclosure *e = &s->enclosures[i];
		char *dir, *path;

		if (strcmp(e->name, name))
			continue;
		if (e->read)
			return e;
		e->read = true;
		dir = root_path(s->root, ENCLOSURES "/%s", name);
		path = format("%s/id", dir);
		e->id = file_text(path);
		e->make = make_of(dir);
		read_numbers(e, dir);
		free(path);
		free(dir);
		return e;
	}
	return NULL;
}

struct strs slots_beside(struct slots *s, const struct finding *f)
{
	const struct ses_enclosure *e = enclosure_of(s, f->enclosure);
	const char *name = strrchr(f->bay.dir, '/') + 1;
	struct strs disks = { 0 };
	size_t self = 0;

	if (!e)
		return disks;
	while (self < e->bays.n && strcmp(e->bays.p[self], name))
		self++;
	for (size_t i = 0; self < e->bays.n && i < e->bays.n; i++)
		if (i != self && is_bay(e->bays.p[i]) && is_beside(e, self, i))
			add_disks_in(s, f->enclosure, e->bays.p[i], &disks);
	return disks;
}

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

void slots_detail(struct slots *s, struct finding *f)
{
	const struct ses_enclosure *e = f->bay.dir ? enclosure_of(s, f->enclosure) : NULL;
	char *locate, *fault;

	if (!e || f->bay.enclosure_id)
		return;
	f->bay.base = e->base;
	f->bay.enclosure_id = copy(e->id);
	f->bay.enclosure_make = copy(e->make);
	f->bay.number = number_of_bay(e, strrchr(f->bay.dir, '/') + 1);
	locate = root_path(s->root, "%s/locate", f->bay.dir);
	fault = root_path(s->root, "%s/fault", f->bay.dir);
	f->bay.locate = file_number(locate);
	f->bay.fault = file_number(fault);
	free(fault);
	free(locate);
}
