// SPDX-License-Identifier: GPL-2.0
/*
 * Who a drive is: serial, world wide name and model, each from the best source
 * that has it, and which one that was.
 */
#include <stdlib.h>
#include <strings.h>

#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "xalloc.h"

#define VPD_HEADER 4 /* bytes before the serial in page 0x80 */

/* udev's properties, best first. */
static const struct {
	const char *key, *from;
} serial_keys[] = {
	{ "SCSI_IDENT_SERIAL", "udev (SCSI_IDENT_SERIAL)" },
	{ "ID_SCSI_SERIAL", "udev (ID_SCSI_SERIAL)" },
	{ "ID_SERIAL_SHORT", "udev (ID_SERIAL_SHORT)" },
	{ "ID_SERIAL", "udev (ID_SERIAL)" },
};

static const char *const wwn_keys[] = { "ID_WWN_WITH_EXTENSION", "ID_WWN" };

const char *wwn_digits(const char *wwn)
{
	static const char *const heads[] = { "0x", "naa.", "eui.", "wwn-0x" };

	for (size_t i = 0; i < DF_COUNT(heads); i++)
		if (!strncasecmp(wwn, heads[i], strlen(heads[i])))
			return wwn + strlen(heads[i]);
	return wwn;
}

/* udev's ID_SERIAL of a SCSI disk is the type of the name, 3, and the name. */
static bool is_name(const char *serial, const char *wwn)
{
	if (!wwn || !wwn_digits(wwn)[0])
		return false;
	return !strcasecmp(wwn_digits(serial), wwn_digits(wwn)) ||
	       ((serial[0] == '3' || serial[0] == '2') && !strcasecmp(serial + 1, wwn_digits(wwn)));
}

static bool is_wwn(const struct finding *f, const char *serial)
{
	return is_name(serial, f->wwn) || is_name(serial, f->wwid);
}

static void take_serial(struct finding *f, char *serial, const char *source, const char *from)
{
	if (f->serial || !serial || f->kind == DF_VOLUME || is_wwn(f, serial)) {
		free(serial);
		return;
	}
	free(f->serial_doubt);
	f->serial_doubt = NULL;
	f->serial = serial;
	f->serial_source = source;
	f->serial_from = from;
	f->serial_unique = !df_serial_is_bogus(serial);
}

/* VPD page 0x80: 00 80 00 LENGTH SERIAL. */
char *machine_serial_in_page(const char *path)
{
	char *page = file_read(path);
	struct df_span s;
	char *serial = NULL;

	if (!page)
		return NULL;
	s = df_span_trim(df_span_from(df_span_of(page), VPD_HEADER));
	if (s.len)
		serial = safe_text(s, SAFE_RAW);
	free(page);
	return serial;
}

static char *serial_in_page(const char *root, const char *name)
{
	char *path = block_path(root, name, "device/vpd_pg80");
	char *serial = machine_serial_in_page(path);

	free(path);
	return serial;
}

static void serial_from_udev(struct finding *f, const struct udev_entry *udev)
{
	for (size_t i = 0; i < DF_COUNT(serial_keys) && !f->serial; i++)
		take_serial(f, udev_value(udev, serial_keys[i].key), "udev", serial_keys[i].from);
}

/*
 * Of drives without SCSI the kernel tells the serial as it is; udev replaces
 * what it does not like in it.
 */
static void find_serial(struct machine *m, struct finding *f, const char *name,
			const struct udev_entry *udev)
{
	if (!f->serial && f->kind == DF_SCSI)
		take_serial(f, serial_in_page(m->root, name), "vpd",
			    "the drive itself (VPD page 0x80)");
	if (!f->serial && f->kind == DF_BLOCK)
		take_serial(f, block_text(m->root, name, "device/serial"), "sysfs",
			    "the drive itself (its controller's serial in sysfs)");
	if (!f->serial && f->kind == DF_BLOCK)
		take_serial(f, block_text(m->root, name, "serial"), "sysfs",
			    "the disk's serial in sysfs");
	if (!f->serial)
		serial_from_udev(f, udev);
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

static void find_wwn(struct machine *m, struct finding *f, const char *name,
		     const struct udev_entry *udev)
{
	for (size_t i = 0; i < DF_COUNT(wwn_keys) && !f->wwn; i++) {
		f->wwn = udev_value(udev, wwn_keys[i]);
		f->wwn_source = "udev";
	}
	if (!f->wwid && name)
		f->wwid = block_text(m->root, name, f->kind == DF_BLOCK ? "wwid" : "device/wwid");
	if (!f->wwn && f->wwid) {
		f->wwn = wwn_of_wwid(f->wwid);
		f->wwn_source = "sysfs";
	}
	if (!f->wwn)
		f->wwn_source = NULL;
}

static void find_model(struct machine *m, struct finding *f, const char *name,
		       const struct udev_entry *udev)
{
	if (!f->model) {
		f->model = block_text(m->root, name, "device/model");
		f->model_source = "sysfs";
	}
	if (!f->model) {
		f->model = udev_value(udev, "ID_MODEL");
		f->model_source = f->model ? "udev" : NULL;
	}
	if (!f->rev && f->kind == DF_BLOCK)
		f->rev = block_text(m->root, name, "device/firmware_rev");
}

/* A drive's own page may repeat the name: then it has no serial to tell. */
static void drop_if_wwn(struct finding *f)
{
	if (!f->serial || !is_wwn(f, f->serial))
		return;
	free(f->serial);
	f->serial = NULL;
	f->serial_source = NULL;
	f->serial_from = NULL;
	f->serial_unique = false;
	if (!f->serial_doubt)
		f->serial_doubt = xstrdup("what it gives as its serial is its world wide name");
}

void identity_of(struct machine *m, struct finding *f, const char *name,
		 const struct udev_entry *udev)
{
	if (f->model && !f->model_source)
		f->model_source = f->entry ? "module" : "log";
	if (f->kind == DF_VOLUME)
		return;
	if (f->serial && f->serial_source && !f->serial_from)
		f->serial_from = strcmp(f->serial_source, "vpd") ?
					 "the kernel's log" :
					 "the drive itself (VPD page 0x80), by the module";
	find_wwn(m, f, name, udev);
	drop_if_wwn(f);
	if (name) {
		find_serial(m, f, name, udev);
		find_model(m, f, name, udev);
	}
}
