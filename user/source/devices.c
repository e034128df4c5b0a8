// SPDX-License-Identifier: GPL-2.0
/* The SCSI disks that are there now.  See devices.h. */
#include <limits.h>
#include <unistd.h>

#include "source/devices.h"
#include "source/file.h"
#include "xalloc.h"

#define DEVICES		"/sys/class/scsi_device"
#define VPD_HEADER	4	/* bytes before the serial in page 0x80 */

struct device {
	char *type;
	char *serial;
	char *wwid;
	char *vendor;
	char *model;
	char *rev;
	struct strs names;
};

static char *read_part(const char *root, const char *hctl, const char *file)
{
	char *path = root_path(root, DEVICES "/%s/device/%s", hctl, file);
	char *text = file_read(path);

	free(path);
	return text;
}

static struct df_span span_of(const char *s)
{
	return s ? df_span_trim(df_span_of(s)) : DF_SPAN("");
}

/* Direct access, optical memory, simplified direct access, host managed zones. */
static bool is_disk(const char *type)
{
	static const char *const types[] = { "0", "7", "14", "20" };

	for (size_t i = 0; type && i < DF_COUNT(types); i++)
		if (df_span_equal(span_of(type), df_span_of(types[i])))
			return true;
	return false;
}

static void read_device(struct device *d, const char *root, const char *hctl)
{
	char *path = root_path(root, DEVICES "/%s/device/block", hctl);

	d->type = read_part(root, hctl, "type");
	d->serial = read_part(root, hctl, "vpd_pg80");
	d->wwid = read_part(root, hctl, "wwid");
	d->vendor = read_part(root, hctl, "vendor");
	d->model = read_part(root, hctl, "model");
	d->rev = read_part(root, hctl, "rev");
	d->names = dir_names(path);
	free(path);
}

static void free_device(struct device *d)
{
	free(d->type);
	free(d->serial);
	free(d->wwid);
	free(d->vendor);
	free(d->model);
	free(d->rev);
	strs_free(&d->names);
}

/* ".../ata3/host2/target2:0:0/...": the port of libata that is its host, or 0. */
static u32 port_of(const char *root, const char *hctl)
{
	char *path = root_path(root, DEVICES "/%s", hctl);
	char place[PATH_MAX];
	ssize_t n = readlink(path, place, sizeof(place));
	struct df_span s = { place, n > 0 ? (size_t)n : 0 };
	u32 number;

	free(path);
	s = df_span_from(s, df_span_find(s, DF_SPAN("/ata")));
	if (!df_take(&s, DF_SPAN("/ata")) || !df_take_u32(&s, &number) ||
	    !df_span_starts(s, DF_SPAN("/host")))
		return 0;
	return number;
}

static void tell(const struct device *d, const char *root, const char *hctl,
		 void (*found)(void *arg, const struct df_identity *id), void *arg)
{
	struct df_identity id = {
		.wwid = span_of(d->wwid),
		.vendor = span_of(d->vendor),
		.model = span_of(d->model),
		.rev = span_of(d->rev),
	};
	struct df_span at = df_span_of(hctl);

	if (!is_disk(d->type) || !df_take_hctl(&at, &id.hctl) || at.len)
		return;
	id.port = port_of(root, hctl);
	id.name = d->names.n ? df_span_of(d->names.p[0]) : DF_SPAN("");
	if (d->serial)
		id.serial = df_span_trim(df_span_from(df_span_of(d->serial), VPD_HEADER));
	found(arg, &id);
}

void devices_each(const char *root, void (*found)(void *arg, const struct df_identity *id),
		  void *arg)
{
	char *path = root_path(root, DEVICES);
	struct strs all = dir_names(path);

	for (size_t i = 0; i < all.n; i++) {
		struct device d = { 0 };

		read_device(&d, root, all.p[i]);
		tell(&d, root, all.p[i], found, arg);
		free_device(&d);
	}
	strs_free(&all);
	free(path);
}
