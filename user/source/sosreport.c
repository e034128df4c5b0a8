// SPDX-License-Identifier: GPL-2.0
/* What a sosreport tells of drives.  See sosreport.h. */
#include <sys/stat.h>

#include "source/sosreport.h"
#include "source/stretch.h"
#include "xalloc.h"

#define UDEV_DATABASE	"sos_commands/devices/udevadm_info_--export-db"
#define LSBLK_PAIRS	"sos_commands/block/lsblk_-O_-P"

/* A disk as the lines of the file have told it so far. */
struct told {
	bool is_disk;
	struct buf hctl, name, serial, wwid, vendor, model, rev;
	int rank;		/* of the key that gave the serial; 0 is the best */
};

bool sosreport_is(const char *dir)
{
	char *path = format("%s/sos_commands", dir);
	struct stat st;
	bool is = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	free(path);
	return is;
}

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len > tail && path[len - tail - 1] == '/' && !strcmp(path + len - tail, end);
}

bool sosreport_wants(const char *path)
{
	return ends_with(path, UDEV_DATABASE) || ends_with(path, LSBLK_PAIRS);
}

static void set(struct buf *b, struct df_span value)
{
	b->len = 0;
	buf_add(b, value.p, value.len);
}

static struct df_span span_of(const struct buf *b)
{
	return df_span_trim((struct df_span){ b->len ? b->p : "", b->len });
}

static void begin(struct told *t)
{
	t->is_disk = false;
	t->hctl.len = 0;
	t->name.len = 0;
	t->serial.len = 0;
	t->wwid.len = 0;
	t->vendor.len = 0;
	t->model.len = 0;
	t->rev.len = 0;
	t->rank = INT32_MAX;
}

static void free_told(struct told *t)
{
	buf_free(&t->hctl);
	buf_free(&t->name);
	buf_free(&t->serial);
	buf_free(&t->wwid);
	buf_free(&t->vendor);
	buf_free(&t->model);
	buf_free(&t->rev);
}

static void tell(struct told *t, void (*found)(void *arg, const struct df_identity *id), void *arg)
{
	struct df_span at = span_of(&t->hctl);
	struct df_identity id = {
		.name = span_of(&t->name),
		.serial = span_of(&t->serial),
		.wwid = span_of(&t->wwid),
		.vendor = span_of(&t->vendor),
		.model = span_of(&t->model),
		.rev = span_of(&t->rev),
	};

	/* What udev calls a serial is often the world wide name. */
	if (id.wwid.len && df_span_find(id.wwid, id.serial) < id.wwid.len)
		id.serial = DF_SPAN("");
	if (t->is_disk && df_take_hctl(&at, &id.hctl) && !at.len)
		found(arg, &id);
}

/* ---- the udev database: "P: path", "N: sda", "E: KEY=value", an empty line ---- */

/* ".../2:0:9:0/block/sdk": the bus id is the part above "block". */
static void take_path(struct told *t, struct df_span path)
{
	size_t n = df_span_find(path, DF_SPAN("/block/"));
	struct df_span above = df_span_first(path, n);

	if (n == path.len)
		return;
	while ((n = df_span_find(above, DF_SPAN("/"))) < above.len)
		above = df_span_from(above, n + 1);
	set(&t->hctl, above);
}

static void take_serial(struct told *t, struct df_span key, struct df_span value)
{
	static const char *const keys[] = {
		"SCSI_IDENT_SERIAL", "ID_SCSI_SERIAL", "ID_SERIAL_SHORT",
	};

	for (int i = 0; i < (int)DF_COUNT(keys); i++) {
		if (i < t->rank && df_span_equal(key, df_span_of(keys[i]))) {
			set(&t->serial, value);
			t->rank = i;
		}
	}
}

static void take_property(struct told *t, struct df_span s)
{
	size_t n = df_span_find(s, DF_SPAN("="));
	struct df_span key = df_span_first(s, n), value = df_span_from(s, n + 1);

	if (df_span_equal(key, DF_SPAN("DEVTYPE")))
		t->is_disk = df_span_equal(value, DF_SPAN("disk"));
	else if (df_span_equal(key, DF_SPAN("ID_VENDOR")))
		set(&t->vendor, value);
	else if (df_span_equal(key, DF_SPAN("ID_MODEL")))
		set(&t->model, value);
	else if (df_span_equal(key, DF_SPAN("ID_REVISION")))
		set(&t->rev, value);
	else if (df_span_equal(key, DF_SPAN("ID_WWN_WITH_EXTENSION")))
		set(&t->wwid, df_span_from(value, 2));
	else
		take_serial(t, key, value);
}

static bool take_udev(struct told *t, struct df_span line)
{
	if (!line.len)
		return true;
	if (df_take(&line, DF_SPAN("P: ")))
		take_path(t, line);
	else if (df_take(&line, DF_SPAN("N: ")))
		set(&t->name, line);
	else if (df_take(&line, DF_SPAN("E: ")))
		take_property(t, line);
	return false;
}

/* ---- lsblk: NAME="sda" ... HCTL="2:0:9:0" ..., a line each ---- */

static bool take_lsblk(struct told *t, struct df_span line)
{
	while (line.len) {
		size_t n = df_span_find(line, DF_SPAN("=\""));
		struct df_span key = df_span_trim(df_span_first(line, n)), value;

		line = df_span_from(line, n + 2);
		value = df_span_first(line, df_span_find(line, DF_SPAN("\"")));
		line = df_span_from(line, value.len + 1);
		if (df_span_equal(key, DF_SPAN("NAME")))
			set(&t->name, value);
		else if (df_span_equal(key, DF_SPAN("HCTL")))
			set(&t->hctl, value);
		else if (df_span_equal(key, DF_SPAN("SERIAL")))
			set(&t->serial, value);
		else if (df_span_equal(key, DF_SPAN("MODEL")))
			set(&t->model, value);
		else if (df_span_equal(key, DF_SPAN("VENDOR")))
			set(&t->vendor, value);
		else if (df_span_equal(key, DF_SPAN("WWN")))
			set(&t->wwid, df_span_from(value, 2));
		else if (df_span_equal(key, DF_SPAN("TYPE")))
			t->is_disk = df_span_equal(value, DF_SPAN("disk"));
	}
	return true;
}

/* ---- both ---- */

/* False if there is no such file. */
static bool read_table(const char *dir, const char *file,
		       bool (*take)(struct told *t, struct df_span line),
		       void (*found)(void *arg, const struct df_identity *id), void *arg)
{
	char *path = format("%s/%s", dir, file);
	struct trouble ignored = { 0 };
	struct told told = { 0 };
	struct stretch w;
	struct df_span line;
	struct bytes in;
	bool there = bytes_open(&in, path, &ignored) == 0;

	free(path);
	trouble_free(&ignored);
	if (!there)
		return false;
	begin(&told);
	stretch_init(&w, &in);
	while (stretch_line(&w, &line)) {
		if (!take(&told, line))
			continue;
		tell(&told, found, arg);
		begin(&told);
	}
	tell(&told, found, arg);
	stretch_free(&w);
	free_told(&told);
	bytes_close(&in);
	return true;
}

void sosreport_each(const char *dir, void (*found)(void *arg, const struct df_identity *id),
		    void *arg)
{
	if (!read_table(dir, UDEV_DATABASE, take_udev, found, arg))
		read_table(dir, LSBLK_PAIRS, take_lsblk, found, arg);
}
