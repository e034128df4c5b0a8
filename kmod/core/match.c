// SPDX-License-Identifier: GPL-2.0
/*
 * What one record says.  The beginning names the speaker (a SCSI device, a
 * host, an XFS), the rest is tried against that speaker's formats.
 */
#include <diskfault/formats.h>

/* ---- one format against one text ---- */

/* What the conversions of a format have taken out of a text. */
struct catch {
	char owner[DF_NAME_MAX];
	struct df_span word;
	struct df_span op;
	char name[DF_NAME_MAX];
	struct df_hctl hctl;
	u64 sector;
	u32 count;
	u32 flags;
	int err;
	bool has_name;
	bool has_sector;
	bool has_hctl;
	bool placed;			/* flags and count: enclosure and slot */
	bool ported;			/* count: port */
};

/* A match under way; the last free text can be made longer (as in a glob). */
struct walk {
	const char *format;
	struct df_span text;
	const char *retry_format;	/* after the last free text; NULL: none */
	struct df_span retry_text;	/* where it ends at the moment */
	const char *free_start;
	struct df_span *free_word;	/* where to keep it, or NULL */
};

static bool is_name_byte(char c)
{
	return df_is_digit(c) || df_is_lower(c) || df_is_upper(c) ||
	       c == '_' || c == '-' || c == '!' || c == '/' || c == '.';
}

static bool take_name(struct df_span *s, char *name)
{
	size_t n = 0;

	/* A request without a disk prints "?". */
	if (df_take_char(s, '?')) {
		name[0] = '\0';
		return true;
	}
	while (n < s->len && is_name_byte(s->p[n]))
		n++;
	/* A full stop ends the sentence, and is not of the name. */
	if (n && s->p[n - 1] == '.')
		n--;
	if (!n || n >= DF_NAME_MAX)
		return false;
	memcpy(name, s->p, n);
	name[n] = '\0';
	*s = df_span_from(*s, n);
	return true;
}

/* "hda": what begins like the name of an IDE disk, and nobody else's */
static bool take_ide_name(struct df_span *s, char *name)
{
	struct df_span letter = *s;

	return df_take(&letter, DF_SPAN("hd")) && letter.len && df_is_lower(letter.p[0]) &&
	       take_name(s, name);
}

/* "sda1", or from 5.18 on "sda1: state EA", and from 6.3 on "sda1 state EA". */
static bool take_btrfs_name(struct df_span *s, char *name)
{
	if (!take_name(s, name))
		return false;
	df_take_char(s, ':');
	if (df_take(s, DF_SPAN(" state ")))
		while (s->len && df_is_upper(s->p[0]))
			*s = df_span_from(*s, 1);
	return true;
}

/* "sda1-8." is the inode 8 of sda1, and "sdb1." a journal of its own. */
static bool take_journal(struct df_span *s, char *name)
{
	size_t n;

	if (!take_name(s, name))
		return false;
	df_take_char(s, '.');
	for (n = strlen(name); n && df_is_digit(name[n - 1]); n--)
		;
	if (name[n] && n > 1 && name[n - 1] == '-' && (n != 3 || memcmp(name, "dm", 2)))
		name[n - 1] = '\0';
	return true;
}

/* The majors of sd, 16 disks each (Documentation/admin-guide/devices.txt). */
static bool sd_block_of(u32 major, u32 *block)
{
	if (major == 8)
		*block = 0;
	else if (major >= 65 && major <= 71)
		*block = major - 64;
	else if (major >= 128 && major <= 135)
		*block = major - 120;
	else
		return false;
	return true;
}

/* The majors of IDE, two disks each. */
static bool ide_block_of(u32 major, u32 *block)
{
	static const u8 majors[] = { 3, 22, 33, 34, 56, 57, 88, 89, 90, 91 };

	for (*block = 0; *block < DF_COUNT(majors); ++*block)
		if (majors[*block] == major)
			return true;
	return false;
}

static void put_disk(char *name, char bus, u32 disk)
{
	size_t n = 0;

	name[n++] = bus;
	name[n++] = 'd';
	if (disk >= 26)
		name[n++] = (char)('a' + disk / 26 - 1);
	name[n++] = (char)('a' + disk % 26);
	name[n] = '\0';
}

/* 8 and 17 are of sdb; what is neither sd's nor of IDE may be anything: no name. */
static void name_number(char *name, u32 major, u32 minor)
{
	u32 block;

	name[0] = '\0';
	if (sd_block_of(major, &block) && minor <= 255)
		put_disk(name, 's', block * 16 + minor / 16);
	else if (ide_block_of(major, &block) && minor <= 127)
		put_disk(name, 'h', block * 2 + minor / 64);
}

static bool take_number(struct df_span *s, char *name)
{
	u32 major, minor;

	if (!df_take_u32(s, &major) || !df_take_char(s, ':') || !df_take_u32(s, &minor))
		return false;
	name_number(name, major, minor);
	return true;
}

/* "08:31", as kdevname() has put it up to 2.4. */
static bool take_hex_number(struct df_span *s, char *name)
{
	int i, value;
	u32 number = 0;

	for (i = 0; i < 4; i++) {
		if (i == 2 && !df_take_char(s, ':'))
			return false;
		value = s->len ? df_hex_value(s->p[0]) : -1;
		if (value < 0)
			return false;
		number = number << 4 | (u32)value;
		*s = df_span_from(*s, 1);
	}
	name_number(name, number >> 8, number & 0xff);
	return true;
}

static bool skip_token(struct df_span *s)
{
	size_t n = 0;

	while (n < s->len && is_name_byte(s->p[n]))
		n++;
	*s = df_span_from(*s, n);
	return n > 0;
}

static bool take_count(struct df_span *s, u32 *count)
{
	u64 v;

	if (!df_take_dec(s, &v))
		return false;
	*count = v > 0xffffffffU ? 0xffffffffU : (u32)v;
	return true;
}

static bool take_flags(struct df_span *s, u32 *flags)
{
	u64 v;

	if (!df_take_hex(s, &v) || v > 0xffffffffU)
		return false;
	*flags = (u32)v;
	return true;
}

/* "06(e0x20/s6)": number of the drive, enclosure, slot. */
static bool take_place(struct df_span *s, struct catch *c)
{
	u64 drive;

	c->placed = df_take_hex(s, &drive) && df_take(s, DF_SPAN("(e0x")) &&
		    take_flags(s, &c->flags) && c->flags <= 0xffff &&
		    df_take(s, DF_SPAN("/s")) && df_take_u32(s, &c->count) &&
		    c->count <= 0xffff && df_take_char(s, ')');
	return c->placed;
}

/* "3", of a controller that has no enclosures. */
static bool take_port(struct df_span *s, struct catch *c)
{
	c->ported = df_take_u32(s, &c->count) && c->count <= 0xff;
	return c->ported;
}

static bool take_errno(struct df_span *s, int *err)
{
	u64 v;

	df_take_char(s, '-');
	if (!df_take_dec(s, &v) || v > 4095)
		return false;
	*err = (int)v;
	return true;
}

/* "%1" to "%4": host, channel, target, logical unit. */
static bool take_hctl_part(char part, struct df_span *s, struct catch *c)
{
	c->has_hctl = true;
	switch (part) {
	case '1':
		return df_take_u32(s, &c->hctl.host);
	case '2':
		return df_take_u32(s, &c->hctl.channel);
	case '3':
		return df_take_u32(s, &c->hctl.target);
	default:
		return df_take_dec(s, &c->hctl.lun);
	}
}

/* One conversion that is not free text. */
static bool take_field(char type, struct df_span *s, struct catch *c)
{
	u64 ignored;

	switch (type) {
	case 'n':
		c->has_name = take_name(s, c->name);
		return c->has_name;
	case 'h':
		c->has_name = take_ide_name(s, c->name);
		return c->has_name;
	case 'D':
		return take_btrfs_name(s, c->owner);
	case 'j':
		c->has_name = take_journal(s, c->name);
		return c->has_name;
	case 'M':
		c->has_name = take_number(s, c->name);
		return c->has_name;
	case 'K':
		c->has_name = take_hex_number(s, c->name);
		return c->has_name;
	case 'E':
		return take_place(s, c);
	case 'P':
		return take_port(s, c);
	case 's':
		return skip_token(s);
	case 'l':
		c->has_sector = df_take_dec(s, &c->sector);
		return c->has_sector;
	case 'L':
		c->has_sector = df_take_hex(s, &c->sector);
		return c->has_sector;
	case 'e':
		return take_errno(s, &c->err);
	case 'c':
		return take_count(s, &c->count);
	case 'f':
		return take_flags(s, &c->flags);
	case 'x':
		return df_take_hex(s, &ignored);
	case 'u':
		df_take_char(s, '-');
		return df_take_dec(s, &ignored);
	case '1': case '2': case '3': case '4':
		return take_hctl_part(type, s, c);
	}
	return false;
}

/* Starts a free text of at least one byte here. */
static bool begin_free(struct walk *w, struct df_span *keep)
{
	if (!w->text.len)
		return false;
	w->free_start = w->text.p;
	w->free_word = keep;
	w->text = df_span_from(w->text, 1);
	w->retry_format = w->format;
	w->retry_text = w->text;
	return true;
}

/* Makes the last free text longer, up to what may come after it; false: it cannot be. */
static bool lengthen_free(struct walk *w)
{
	size_t hit;

	if (!w->retry_format || !w->retry_text.len)
		return false;
	w->retry_text = df_span_from(w->retry_text, 1);
	if (*w->retry_format && *w->retry_format != '%') {
		hit = df_span_find_char(w->retry_text, *w->retry_format);
		if (hit == w->retry_text.len)
			return false;
		w->retry_text = df_span_from(w->retry_text, hit);
	}
	w->text = w->retry_text;
	w->format = w->retry_format;
	return true;
}

static void end_free(struct walk *w)
{
	if (w->free_word) {
		w->free_word->p = w->free_start;
		w->free_word->len = w->retry_text.p - w->free_start;
	}
}

static bool one_conversion(struct walk *w, struct catch *c)
{
	char type = w->format[1];

	w->format += 2;
	switch (type) {
	case 'w':
		end_free(w);
		return begin_free(w, NULL);
	case 'W':
		end_free(w);
		return begin_free(w, &c->word);
	case 'O':
		end_free(w);
		return begin_free(w, &c->op);
	case 'R':
		if (!w->text.len)
			return false;
		c->word = w->text;
		w->text = df_span_from(w->text, w->text.len);
		return true;
	case '*':
		w->text = df_span_from(w->text, w->text.len);
		return true;
	}
	return take_field(type, &w->text, c);
}

static bool one_blank(struct walk *w)
{
	if (!df_take_char(&w->text, ' '))
		return false;
	while (df_take_char(&w->text, ' '))
		;
	w->format++;
	return true;
}

static bool one_step(struct walk *w, struct catch *c)
{
	if (*w->format == '%')
		return one_conversion(w, c);
	if (*w->format == ' ')
		return one_blank(w);
	return df_take_char(&w->text, *w->format++);
}

/* The whole of @text is what @format prints. */
static bool format_matches(const char *format, struct df_span text, struct catch *c)
{
	struct walk w = { format, text, NULL, { NULL, 0 }, NULL, NULL };

	for (;;) {
		if (!*w.format && !w.text.len) {
			end_free(&w);
			return true;
		}
		if (*w.format && one_step(&w, c))
			continue;
		if (!lengthen_free(&w))
			return false;
	}
}

/* ---- the beginning of a record: who speaks ---- */

/* Mail that aligns its lines makes two blanks of one. */
static bool take_blanks(struct df_span *s)
{
	if (!df_take_char(s, ' '))
		return false;
	while (df_take_char(s, ' '))
		;
	return true;
}

static bool take_driver(struct df_span *s, enum df_driver *driver)
{
	static const struct {
		const char *word;
		enum df_driver driver;
	} drivers[] = {
		{ "sd", DF_DRIVER_SD }, { "scsi", DF_DRIVER_SCSI },
		{ "sr", DF_DRIVER_OTHER }, { "st", DF_DRIVER_OTHER },
		{ "ses", DF_DRIVER_OTHER }, { "sg", DF_DRIVER_OTHER },
		{ "ch", DF_DRIVER_OTHER }, { "osst", DF_DRIVER_OTHER },
	};
	size_t i;

	for (i = 0; i < DF_COUNT(drivers); i++) {
		struct df_span at = *s;

		if (df_take(&at, df_span_of(drivers[i].word)) && take_blanks(&at)) {
			*driver = drivers[i].driver;
			*s = at;
			return true;
		}
	}
	return false;
}

bool df_take_hctl(struct df_span *s, struct df_hctl *hctl)
{
	struct df_span at = *s;

	if (!df_take_u32(&at, &hctl->host) || !df_take_char(&at, ':') ||
	    !df_take_u32(&at, &hctl->channel) || !df_take_char(&at, ':') ||
	    !df_take_u32(&at, &hctl->target) || !df_take_char(&at, ':') ||
	    !df_take_dec(&at, &hctl->lun))
		return false;
	*s = at;
	return true;
}

size_t df_hctl_text(char *to, const struct df_hctl *hctl)
{
	size_t n;

	n = df_text_dec(to, hctl->host);
	to[n++] = ':';
	n += df_text_dec(to + n, hctl->channel);
	to[n++] = ':';
	n += df_text_dec(to + n, hctl->target);
	to[n++] = ':';
	return n + df_text_dec(to + n, hctl->lun);
}

/* Up to 3.17 the name may stand alone: what it is about is the next record. */
static bool take_gap(struct df_span *s)
{
	return take_blanks(s) || !s->len;
}

/* "[sda] " and "tag#5 ", if they are there. */
static void take_name_and_tag(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;
	u32 tag;

	if (df_take_char(&at, '[') && take_name(&at, ev->name) &&
	    df_take_char(&at, ']') && take_gap(&at))
		*s = at;
	else
		ev->name[0] = '\0';
	at = *s;
	if (df_take(&at, DF_SPAN("tag#")) && df_take_u32(&at, &tag) &&
	    tag <= 0x7fffffff && take_blanks(&at)) {
		ev->tag = (s32)tag;
		*s = at;
	}
}

/*
 * "sd 0:0:0:0: [sda] tag#5 "; the textbook has no colon after the address.  Up to
 * 2.6.20 " 0:0:0:0: " is a device that has lost its driver.  Kernels 3.5 of
 * distributions left the end of the level there, "sd 0:0:0:0: >[sda] ".
 */
static bool take_scsi(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;

	if (df_take_char(&at, ' '))
		ev->driver = DF_DRIVER_SCSI;
	else if (!take_driver(&at, &ev->driver))
		return false;
	if (!df_take_hctl(&at, &ev->hctl))
		return false;
	ev->textbook = !df_take_char(&at, ':');
	if (!take_blanks(&at))
		return false;
	if (!ev->textbook)
		df_take_char(&at, '>');
	ev->has_hctl = true;
	take_name_and_tag(&at, ev);
	*s = at;
	return true;
}

/* "scsi host2: ", up to 3.3 "scsi2 : ". */
static bool take_host(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN("scsi")))
		return false;
	if (df_take(&at, DF_SPAN(" host"))) {
		if (!df_take_u32(&at, &ev->hctl.host) || !df_take(&at, DF_SPAN(": ")))
			return false;
	} else if (!df_take_u32(&at, &ev->hctl.host) || !df_take(&at, DF_SPAN(" : "))) {
		return false;
	}
	*s = at;
	return true;
}

/* "ata3: " of a port, "ata3.00: " of a device on it.  They count from 1. */
static bool take_ata(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;
	u32 device;

	if (!df_take(&at, DF_SPAN("ata")) || !df_take_u32(&at, &ev->port) || !ev->port)
		return false;
	if (df_take_char(&at, '.')) {
		if (!df_take_u32(&at, &device) || device > 15)
			return false;
		ev->device = (s32)device;
	}
	if (!df_take(&at, DF_SPAN(": ")))
		return false;
	*s = at;
	return true;
}

static bool take_xfs(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN("XFS")) || !take_blanks(&at) || !df_take_char(&at, '(') ||
	    !take_name(&at, ev->name) || !df_take(&at, DF_SPAN("):")) || !take_blanks(&at))
		return false;
	*s = at;
	return true;
}

static bool take_module(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN("diskfault: ")) || !take_scsi(&at, ev))
		return false;
	*s = at;
	return true;
}

/* "nvme nvme0: ": a controller.  Its drive goes by the name of the first namespace. */
static bool take_nvme(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s, name;
	u32 number;

	if (!df_take(&at, DF_SPAN("nvme ")))
		return false;
	name = at;
	if (!df_take(&at, DF_SPAN("nvme")) || !df_take_u32(&at, &number))
		return false;
	name.len -= at.len;
	if (!df_take(&at, DF_SPAN(": ")) || name.len + 3 > DF_NAME_MAX)
		return false;
	memcpy(ev->name, name.p, name.len);
	memcpy(ev->name + name.len, "n1", 3);
	*s = at;
	return true;
}

/* "md/raid1:md0: ", and once "md/raid0md0: "; the array is the owner of the member. */
static bool take_md(struct df_span *s, struct df_event *ev)
{
	size_t end = df_span_find(df_span_first(*s, DF_NAME_MAX + 16), DF_SPAN(": "));
	struct df_span array = df_span_first(*s, end);

	if (!df_take(&array, DF_SPAN("md/")) || end >= DF_NAME_MAX + 14)
		return false;
	array = df_span_from(array, df_span_find(array, DF_SPAN(":")) + 1);
	if (array.len && array.len < DF_NAME_MAX)
		df_text_copy(ev->owner, sizeof(ev->owner), array);
	*s = df_span_from(*s, end + 2);
	return true;
}

#define PCI_MAX		16	/* bytes of "10000:02:00.0" */
#define EVENT_MAX	64	/* bytes of "boot + 25s/0x0002/CRIT" */

static bool is_pci_address(struct df_span s)
{
	if (!s.len || s.len > PCI_MAX)
		return false;
	for (; s.len; s = df_span_from(s, 1))
		if (df_hex_value(s.p[0]) < 0 && s.p[0] != ':' && s.p[0] != '.')
			return false;
	return true;
}

/*
 * "megaraid_sas 0000:02:00.0: 5305 (660927610s/0x0002/FATAL) - ": the controller owns
 * the drives that its firmware tells of.
 */
static bool take_megaraid(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s, address;
	size_t end;
	u64 number;

	if (!df_take(&at, DF_SPAN("megaraid_sas ")))
		return false;
	address = df_span_first(at, df_span_find(at, DF_SPAN(": ")));
	at = df_span_from(at, address.len);
	if (!is_pci_address(address) || !df_take(&at, DF_SPAN(": ")) ||
	    !df_take_dec(&at, &number) || !df_take(&at, DF_SPAN(" (")))
		return false;
	end = df_span_find(df_span_first(at, EVENT_MAX), DF_SPAN(") - "));
	if (end >= EVENT_MAX || end >= at.len)
		return false;
	df_text_copy(ev->owner, sizeof(ev->owner), address);
	*s = df_span_from(at, end + 4);
	return true;
}

/* "mmcblk0: ", "mmcblk1boot0: " */
static bool take_mmc(struct df_span *s, struct df_event *ev)
{
	struct df_span name = df_span_first(*s, df_span_find(*s, DF_SPAN(": ")));

	if (!df_span_starts(name, DF_SPAN("mmcblk")) || name.len >= DF_NAME_MAX ||
	    df_span_find(name, DF_SPAN(" ")) < name.len)
		return false;
	df_text_copy(ev->name, sizeof(ev->name), name);
	*s = df_span_from(*s, name.len + 2);
	return true;
}

/* "3w-9xxx: scsi0: AEN: ": the controller owns the drives on its ports. */
static bool take_3ware(struct df_span *s, struct df_event *ev)
{
	struct df_span at = *s, host;
	u64 number;

	if (!df_take(&at, DF_SPAN("3w-9xxx: ")) && !df_take(&at, DF_SPAN("3w-xxxx: ")))
		return false;
	host = df_span_first(at, df_span_find(at, DF_SPAN(": AEN: ")));
	if (!df_take(&at, DF_SPAN("scsi")) || !df_take_dec(&at, &number) || number > 0xffff ||
	    !df_take(&at, DF_SPAN(": AEN: ")))
		return false;
	df_text_copy(ev->owner, sizeof(ev->owner), host);
	*s = at;
	return true;
}

static bool take_ext(struct df_span *s)
{
	struct df_span at = *s;

	if (!df_take(&at, DF_SPAN("EXT4-fs")) && !df_take(&at, DF_SPAN("EXT3-fs")) &&
	    !df_take(&at, DF_SPAN("EXT2-fs")))
		return false;
	if (!take_blanks(&at))
		return false;
	*s = at;
	return true;
}

static enum df_speaker take_speaker(struct df_span *s, struct df_event *ev)
{
	if (s->len && s->p[0] == 's') {
		if (take_host(s, ev))
			return DF_BY_HOST;
		if (take_scsi(s, ev))
			return DF_BY_SCSI;
	} else if (s->len && s->p[0] == ' ') {
		if (take_scsi(s, ev))
			return DF_BY_SCSI;
	} else if (s->len && s->p[0] == 'X') {
		if (take_xfs(s, ev))
			return DF_BY_XFS;
	} else if (s->len && s->p[0] == 'd') {
		if (take_module(s, ev))
			return DF_BY_MODULE;
	} else if (s->len && s->p[0] == 'a') {
		if (take_ata(s, ev))
			return DF_BY_ATA;
	} else if (s->len && s->p[0] == 'n') {
		if (take_nvme(s, ev))
			return DF_BY_NVME;
	} else if (s->len && s->p[0] == 'm') {
		if (take_md(s, ev))
			return DF_BY_MD;
		if (take_megaraid(s, ev))
			return DF_BY_MEGARAID;
		if (take_mmc(s, ev))
			return DF_BY_MMC;
	} else if (s->len && s->p[0] == 'E') {
		if (take_ext(s))
			return DF_BY_EXT;
	} else if (s->len && s->p[0] == '3') {
		if (take_3ware(s, ev))
			return DF_BY_3WARE;
	} else if (df_take(s, DF_SPAN("BTRFS: ")) || df_take(s, DF_SPAN("BTRFS "))) {
		return DF_BY_BTRFS;
	}
	return DF_BY_NOBODY;
}

/* ---- what the words mean ---- */

/* "Direct-Access     ATA      ST4000NM0033-9ZM SN06": widths 17, 8, 16 and 4. */
static bool read_inquiry(struct df_event *ev)
{
	static const char *const kept[] = {
		"Direct-Access ", "Direct-Access-RBC ", "Direct-Access-ZBC ", "Optical Device ",
	};
	struct df_span s = ev->word;
	bool is_disk = false;
	size_t i;

	for (i = 0; i < DF_COUNT(kept); i++)
		if (df_span_starts(s, df_span_of(kept[i])))
			is_disk = true;
	/* count is the peripheral qualifier: 0 means that a device is connected. */
	ev->is_disk = is_disk && ev->count == 0 && ev->driver != DF_DRIVER_OTHER;
	/* The last one is without the blanks that filled it up. */
	if (s.len < 28)
		return true;
	ev->vendor = df_span_trim(df_span_first(df_span_from(s, 18), 8));
	ev->model = df_span_trim(df_span_first(df_span_from(s, 27), 16));
	ev->rev = df_span_trim(df_span_from(s, 44));
	return true;
}

/* The last one may be cut in its middle: then it is none. */
static bool take_cdb_bytes(struct df_span s, u8 *cdb, size_t *n)
{
	for (*n = 0; s.len; (*n)++) {
		if (*n && !df_take_char(&s, ' '))
			return false;
		if (*n && s.len == 1 && df_hex_value(s.p[0]) >= 0)
			return true;
		if (s.len < 2 || df_hex_value(s.p[0]) < 0 || df_hex_value(s.p[1]) < 0 || *n == 16)
			return false;
		cdb[*n] = (u8)(df_hex_value(s.p[0]) << 4 | df_hex_value(s.p[1]));
		s = df_span_from(s, 2);
	}
	return *n > 0;
}

static u64 big_endian(const u8 *p, size_t n)
{
	u64 v = 0;

	while (n--)
		v = v << 8 | *p++;
	return v;
}

/* Behind the address of @width bytes the log may be cut.  True if all @size bytes are there. */
static bool read_lba(struct df_event *ev, const u8 *cdb, size_t n, size_t width, size_t size)
{
	if (n < 2 + width)
		return false;
	ev->lba = big_endian(cdb + 2, width);
	ev->cut = n < size;
	return !ev->cut;
}

/* Address and length of the reads and writes of SBC-4. */
static void read_cdb_range(struct df_event *ev, const u8 *cdb, size_t n)
{
	switch (cdb[0]) {
	case 0x00: case 0x12: case 0x1a: case 0x5a:	/* TEST UNIT READY, INQUIRY, MODE SENSE */
	case 0x4d: case 0x85: case 0xa1:		/* LOG SENSE, ATA PASS-THROUGH */
		ev->query = true;
		return;
	case 0x35: case 0x91:				/* SYNCHRONIZE CACHE (10), (16) */
	case 0x42:					/* UNMAP */
		ev->optional = true;
		return;
	case 0x08: case 0x0a:				/* READ(6), WRITE(6) */
		if (n < 6)
			return;
		ev->lba = big_endian(cdb + 1, 3) & 0x1fffff;
		ev->blocks = cdb[4] ? cdb[4] : 256;
		return;
	case 0x28: case 0x2a: case 0x2e: case 0x2f:	/* READ, WRITE, W+VERIFY, VERIFY (10) */
	case 0x41:					/* WRITE SAME(10) */
		if (read_lba(ev, cdb, n, 4, 10))
			ev->blocks = (u32)big_endian(cdb + 7, 2);
		return;
	case 0xa8: case 0xaa:				/* READ, WRITE (12) */
		if (read_lba(ev, cdb, n, 4, 12))
			ev->blocks = (u32)big_endian(cdb + 6, 4);
		return;
	case 0x88: case 0x8a: case 0x8e: case 0x8f: case 0x93:
		if (read_lba(ev, cdb, n, 8, 16))
			ev->blocks = (u32)big_endian(cdb + 10, 4);
		return;
	}
}

/*
 * "Read(16) 88 00 ...", with a colon after the name up to 3.17, or "opcode=0x85
 * (sa=0x..) 85 00 ...", or a bare name when the bytes follow in rows.
 */
static bool read_cdb(struct df_event *ev)
{
	struct df_span s = ev->word, rest;
	size_t at, n;
	u8 cdb[16];

	for (at = 0; at < s.len; at++) {
		if (at && s.p[at - 1] != ' ')
			continue;
		rest = df_span_from(s, at);
		if (take_cdb_bytes(rest, cdb, &n)) {
			read_cdb_range(ev, cdb, n);
			return true;
		}
	}
	/* No bytes at all: only the name of a long command may stand alone. */
	return s.len && s.len < 64 && df_span_find(s, DF_SPAN("[")) == s.len;
}

/* A word of the tables decides class and evidence; unknown ones are "0x..". */
static bool read_word(struct df_event *ev, const struct df_word *word)
{
	if (!word)
		return df_span_starts(ev->word, DF_SPAN("0x"));
	ev->cls = word->cls;
	ev->says = word->says;
	return true;
}

#define DRIVER_TIMEOUT	0x06	/* include/scsi/scsi.h, up to 5.13 */

/* The host has nothing to object, but no answer has come: the driver byte tells. */
static void read_driver_byte(struct df_event *ev, bool is_code)
{
	bool timeout = is_code ? (ev->flags >> 24 & 0xf) == DRIVER_TIMEOUT :
		       df_span_starts(ev->op, DF_SPAN("DRIVER_TIMEOUT")) ||
		       df_span_equal(ev->op, DF_SPAN("0x06"));

	if (!timeout || ev->cls != DF_IO)
		return;
	ev->cls = DF_TIMEOUT;
	ev->says = DF_SAYS_PATH;
}

/* "DRIVER_SENSE,SUGGEST_OK", "0x08": no more than that, and nothing behind it. */
static bool is_driver_byte(struct df_span s)
{
	for (; s.len; s = df_span_from(s, 1))
		if (!is_name_byte(s.p[0]) && s.p[0] != ',')
			return false;
	return true;
}

/* "return code = 0x08000002": driver, host, message and status byte. */
/* DID_NO_CONNECT and DID_BAD_TARGET (include/scsi/scsi_status.h) */
#define NO_CONNECT	1
#define BAD_TARGET	4

/* Nothing is there any more, says the host. */
static bool tells_of_none(const struct df_word *host_byte)
{
	return host_byte && (host_byte == df_host_byte_number(NO_CONNECT) ||
			     host_byte == df_host_byte_number(BAD_TARGET));
}

static bool read_result(struct df_event *ev, bool is_code)
{
	const struct df_word *word = is_code ? df_host_byte_number(ev->flags >> 16 & 0xff) :
				     df_host_byte(ev->word);

	if (!read_word(ev, word) || !is_driver_byte(ev->op))
		return false;
	ev->gone = tells_of_none(word);
	read_driver_byte(ev, is_code);
	return true;
}

static bool read_sense(struct df_event *ev, bool is_code)
{
	const struct df_word *key = is_code ? df_sense_key_number(ev->flags) :
				    df_sense_key(ev->word);

	ev->refused = df_is_refusal(key);
	return read_word(ev, key);
}

/* A drive is told to write what it still holds back when it is taken away, too. */
static bool read_flush(struct df_event *ev)
{
	const struct df_word *word = df_host_byte(ev->word);

	ev->parted = word && (word->says & DF_SAYS_PATH);
	ev->gone = tells_of_none(word);
	return true;
}

/* Additional sense that is about the way of the data, or about the medium. */
static bool read_asc(struct df_event *ev)
{
	if (ev->word.len ? df_is_link_sense(ev->word) : df_is_link_code(ev->flags)) {
		ev->cls = DF_TRANSPORT;
		ev->says = DF_SAYS_PATH;
	} else if (ev->word.len ? df_is_medium_sense(ev->word) : df_is_medium_code(ev->flags)) {
		ev->cls = DF_MEDIUM;
		ev->says = DF_SAYS_DRIVE;
	}
	ev->vague = ev->word.len ? df_is_vague_sense(ev->word) : !ev->flags;
	ev->unfit = ev->word.len ? df_is_unfit_sense(ev->word) : df_is_unfit_code(ev->flags);
	return true;
}

/* The bytes of a task file: "60/80:e0:80:40:9b/00:00:1b:00:00/40". */
#define TASKFILE	12

static bool take_taskfile(struct df_span *s, u8 *tf)
{
	int i, high, low;

	for (i = 0; i < TASKFILE; i++) {
		if (i && !df_take_char(s, '/') && !df_take_char(s, ':'))
			return false;
		if (s->len < 2)
			return false;
		high = df_hex_value(s->p[0]);
		low = df_hex_value(s->p[1]);
		if (high < 0 || low < 0)
			return false;
		tf[i] = (u8)(high << 4 | low);
		*s = df_span_from(*s, 2);
	}
	return true;
}

/*
 * The address in a task file: command/feature:nsect:lbal:lbam:lbah/ the same of
 * the high order bytes /device.  ATA/ATAPI-8 ACS, "48-bit feature set".
 */
static u64 ata_address(const u8 *tf)
{
	u32 low = (u32)tf[5] << 16 | (u32)tf[4] << 8 | tf[3];

	return (u64)tf[10] << 40 | (u64)tf[9] << 32 | (u64)tf[8] << 24 | low;
}

static void read_ata_range(struct df_event *ev, const u8 *tf)
{
	switch (tf[0]) {
	case 0x60: case 0x61:				/* READ, WRITE FPDMA QUEUED */
		ev->blocks = (u32)tf[6] << 8 | tf[1];
		break;
	case 0x24: case 0x25: case 0x29:		/* READ ... EXT */
	case 0x34: case 0x35: case 0x39: case 0x3d:	/* WRITE ... EXT */
		ev->blocks = (u32)tf[7] << 8 | tf[2];
		break;
	case 0x20: case 0xc4: case 0xc8:		/* READ SECTORS, MULTIPLE, DMA */
	case 0x30: case 0xc5: case 0xca:		/* WRITE ... */
		ev->lba = ata_address(tf) | (u32)(tf[11] & 0xf) << 24;
		ev->blocks = tf[2] ? tf[2] : 256;
		return;
	default:
		return;
	}
	ev->lba = ata_address(tf);
	if (!ev->blocks)
		ev->blocks = 65536;
}

static void read_ata_tag(struct df_event *ev, struct df_span rest)
{
	size_t at = df_span_find(rest, DF_SPAN(" ncq"));
	struct df_span head = df_span_first(rest, at);
	u32 tag;

	/* Without NCQ there is one command, and its tag says nothing. */
	if (at < rest.len && df_take(&head, DF_SPAN(" tag ")) && df_take_u32(&head, &tag) &&
	    tag < 32)
		ev->tag = (s32)tag;
}

/* "60/80:.../40 tag 28 ncq dma 65536 in". */
static bool read_ata_command(struct df_event *ev)
{
	struct df_span s = ev->word;
	u8 tf[TASKFILE];

	if (!take_taskfile(&s, tf))
		return false;
	read_ata_range(ev, tf);
	read_ata_tag(ev, s);
	ev->says = ev->blocks ? DF_SAYS_IO : 0;
	/* IDENTIFY PACKET DEVICE and PACKET: a CD-ROM. */
	ev->is_disk = tf[0] != 0xa0 && tf[0] != 0xa1;
	return true;
}

/* enum ata_completion_errors (include/linux/libata.h) */
#define EMASK_MEDIA	0x08
#define EMASK_BUS	0x10

static bool read_ata_result(struct df_event *ev)
{
	const struct df_word *word = df_ata_failure(ev->word);
	struct df_span registers = ev->op;
	u8 tf[TASKFILE];

	if (!word)
		return false;
	if (take_taskfile(&registers, tf)) {
		ev->sector = ata_address(tf);
		ev->has_sector = true;
	}
	/* The words name the worst of several; "media error" is not the worst. */
	if ((ev->flags & EMASK_MEDIA) && !(ev->flags & EMASK_BUS))
		word = df_ata_failure(DF_SPAN("media error"));
	ev->cls = word->cls;
	ev->says = word->says;
	return true;
}

static bool has_word(struct df_span words, const char *word)
{
	return df_span_find(words, df_span_of(word)) < words.len;
}

/* "ICRC UNC AMNF IDNF ABRT": a CRC error on the cable makes the rest worthless. */
static bool read_ata_error(struct df_event *ev)
{
	static const char *const medium[] = {
		"UNC", "AMNF", "IDNF", "UncorrectableError", "AddrMarkNotFound",
		"SectorIdNotFound",
	};
	size_t i;

	if (has_word(ev->word, "ICRC") || has_word(ev->word, "BadCRC")) {
		ev->cls = DF_TRANSPORT;
		ev->says = DF_SAYS_PATH;
		return true;
	}
	for (i = 0; i < DF_COUNT(medium); i++)
		if (has_word(ev->word, medium[i])) {
			ev->cls = DF_MEDIUM;
			ev->says = DF_SAYS_DRIVE;
			return true;
		}
	ev->cls = DF_IO;
	ev->says = 0;
	return true;
}

/* A drive may refuse what it does not implement; reads and writes it has to do. */
static bool read_ata_name(struct df_event *ev)
{
	static const char *const kept[] = { "READ ", "WRITE ", "FLUSH ", "DATA SET " };
	size_t i;

	ev->is_disk = !has_word(ev->word, "PACKET");
	for (i = 0; i < DF_COUNT(kept); i++)
		if (df_span_starts(ev->word, df_span_of(kept[i])))
			ev->says = DF_SAYS_IO;
	if (df_span_starts(ev->word, DF_SPAN("READ LOG")) ||
	    df_span_starts(ev->word, DF_SPAN("WRITE LOG")))
		ev->says = 0;
	return true;
}

/* md could not read, but write: a volume has no sectors that could be bad. */
static bool read_echo(struct df_event *ev)
{
	if ((ev->says & DF_SAYS_DRIVE) && df_is_volume(ev->name)) {
		ev->cls = DF_IO;
		ev->says = DF_SAYS_IO;
	}
	return true;
}

static bool read_block_error(struct df_event *ev)
{
	static const char *const optional[] = {
		"DISCARD", "SECURE_ERASE", "WRITE_ZEROES", "WRITE_SAME",
	};
	const struct df_word *word = df_block_status(ev->word);
	size_t i;

	/* 2.4 knows of one kind. */
	if (!ev->word.len)
		return true;
	if (!word)
		return false;
	ev->cls = word->cls;
	ev->says = word->says;
	/* A drive may refuse what it does not implement. */
	for (i = 0; i < DF_COUNT(optional); i++)
		if (df_span_equal(ev->op, df_span_of(optional[i])) &&
		    df_span_equal(ev->word, DF_SPAN("critical target")))
			ev->says = 0;
	/* A flush has no data and prints sector 0. */
	if (ev->op.len && !ev->count && !ev->sector)
		ev->has_sector = false;
	return true;
}

/*
 * The errno decides, not the words (include/uapi/asm-generic/errno*.h): 74 and
 * 117 are wrong content, 28, 95, 22, 11 and 12 are not the disk's doing.
 */
static bool read_errno(struct df_event *ev)
{
	switch (ev->err) {
	case 74: case 117:
		ev->kind = DF_FS_CORRUPT;
		if (ev->cls == DF_XFS_IO)
			ev->cls = DF_XFS_CORRUPTION;
		ev->says = DF_SAYS_CORRUPT;
		return true;
	case 28: case 95: case 22: case 11: case 12: case 30: case 52:
		ev->says = 0;
		return true;
	case 61:
		ev->says = DF_SAYS_DRIVE;
		return true;
	case 110: case 67: case 19:
		ev->says = DF_SAYS_PATH;
		return true;
	}
	ev->says = DF_SAYS_IO;
	return true;
}

/* include/linux/blk_types.h: EXT4 prints these, and before 4.13 negative errnos. */
static int errno_of_status(int status)
{
	static const u8 errnos[] = {
		0, 95, 110, 28, 67, 121, 52, 61, 84, 12, 5, 11, 11, 16,
	};

	return status < (int)DF_COUNT(errnos) ? errnos[status] : status;
}

/* "2 / sc 0x81" decides, where NVMe speaks; what else it is, is an I/O error. */
static bool read_nvme_status(struct df_event *ev)
{
	const struct df_word *word = df_nvme_status(ev->word);

	if (!word)
		return true;
	ev->cls = word->cls;
	ev->says = word->says;
	ev->by_host = df_span_equal(ev->word, DF_SPAN("3 / sc 0x70")) ||
		      df_span_equal(ev->word, DF_SPAN("3 / sc 0x71"));
	return true;
}

/* Is what the row has kept as flags the number of a result, or of a sense key? */
static bool is_code(const struct df_format *row)
{
	return row->aux == DF_AUX_CODE || row->aux == DF_AUX_LONE_CODE;
}

/* The words within a text that has the right shape; false: it is not it. */
static bool read_words(struct df_event *ev, const struct df_format *row)
{
	switch (ev->kind) {
	case DF_DISK_NEW:
		ev->is_disk = true;
		return ev->textbook || read_inquiry(ev);
	case DF_CMD_RESULT:
		return read_result(ev, is_code(row));
	case DF_CMD_SENSE:
		return read_sense(ev, is_code(row));
	case DF_CMD_ASIDE:
		return row->aux != DF_AUX_FLUSH || read_flush(ev);
	case DF_CMD_ASC:
		return read_asc(ev);
	case DF_CMD_CDB:
		return read_cdb(ev);
	case DF_BLOCK_ERROR:
		return read_block_error(ev);
	case DF_FS_IO:
		if (row->aux & DF_AUX_STATUS)
			ev->err = errno_of_status(ev->err);
		return read_errno(ev);
	case DF_DISK_FAULT:
		return row->aux != DF_AUX_REGISTER || read_ata_error(ev);
	case DF_BLOCK_LEAD:
		return read_nvme_status(ev);
	case DF_BLOCK_ECHO:
		return read_echo(ev);
	case DF_ATA_FAILED:
		return read_ata_name(ev);
	case DF_ATA_CMD:
		return read_ata_command(ev);
	case DF_ATA_RES:
		return read_ata_result(ev);
	case DF_ATA_ERROR:
		return read_ata_error(ev);
	default:
		return true;
	}
}

/* ---- the table ---- */

static void start_event(struct df_event *ev, const struct df_record *r)
{
	memset(ev, 0, sizeof(*ev));
	ev->rec = r;
	ev->tag = -1;
	ev->device = -1;
}

/*
 * Btrfs names a device of a file system by the path that it was given: what is not
 * plainly the name of a device ("/dev/mapper/root") is the file system's.
 */
static void take_names(struct df_event *ev, const struct catch *c)
{
	struct df_span name = df_span_of(c->name);

	if (c->owner[0])
		memcpy(ev->owner, c->owner, sizeof(ev->owner));
	if (df_take(&name, DF_SPAN("/dev/")) && df_span_find(name, DF_SPAN("/")) < name.len)
		name.len = 0;
	if (!name.len && c->owner[0])
		name = df_span_of(c->owner);
	if (c->has_name || name.len)
		df_text_copy(ev->name, sizeof(ev->name), name);
}

static size_t put_part(char *to, const char *what, u32 number)
{
	memcpy(to, what, 2);
	return 2 + df_text_dec(to + 2, number);
}

/* What a drive behind a controller is called: "0000:02:00.0/e32/s6", "scsi0/p3". */
static void name_place(struct df_event *ev, const struct catch *c)
{
	char *name = ev->name;
	size_t n = strlen(ev->owner);

	memcpy(name, ev->owner, n);
	if (c->placed)
		n += put_part(name + n, "/e", c->flags);
	n += put_part(name + n, c->placed ? "/s" : "/p", c->count);
	name[n] = '\0';
	ev->placed = true;
}

/* What a driver of hosts says of an address is about what sd has there. */
static void take_address(struct df_event *ev, const struct catch *c)
{
	if (!c->has_hctl)
		return;
	ev->hctl = c->hctl;
	ev->has_hctl = true;
	ev->driver = DF_DRIVER_SD;
}

static void take_row(struct df_event *ev, const struct df_format *row, const struct catch *c)
{
	take_names(ev, c);
	if (c->placed || c->ported)
		name_place(ev, c);
	take_address(ev, c);
	ev->word = c->word;
	ev->op = c->op;
	ev->has_sector = c->has_sector;
	ev->sector = c->sector;
	ev->count = c->count;
	ev->flags = c->flags;
	ev->err = c->err;
	ev->kind = row->kind;
	ev->cls = row->cls;
	ev->says = row->says;
	ev->site = row->site;
	ev->head = row->kind != DF_FS_IO && row->aux == DF_AUX_HEAD;
	ev->after = (row->kind == DF_FS_IO || row->kind == DF_BLOCK_ECHO) &&
		    (row->aux & DF_AUX_AFTER);
	ev->assumed = row->kind == DF_FS_IO && !ev->err;
	ev->lone = (row->kind == DF_CMD_RESULT || row->kind == DF_CMD_SENSE) &&
		   row->aux == DF_AUX_LONE_CODE;
	if (ev->assumed)
		ev->err = row->aux & DF_AUX_ERRNO;
	if (row->kind == DF_FS_SHUTDOWN && !ev->flags)
		ev->flags = row->aux;
}

/*
 * The next @n bytes in @format that a text has as they are; NULL at its end.  A
 * blank among them may be more than one in the text.
 */
static const char *next_literal(const char *f, size_t n)
{
	size_t i;

	for (; *f; f++) {
		if (f[0] == '%') {
			f++;
			continue;
		}
		for (i = 1; i < n && f[i] && f[i] != '%' && (f[i] != ' ' || i == n - 1); i++)
			;
		if (i == n)
			return f;
	}
	return NULL;
}

/* Two bytes in a row, of PAIRS kinds. */
#define PAIRS		DF_INDEX_PAIRS

static inline u32 pair_of(const char *p)
{
	u16 both;

	memcpy(&both, p, sizeof(both));
	return (both ^ both >> 4) % PAIRS;
}

/*
 * What is asked of a record by many rows, found out once.  Every second pair is
 * noted: of three bytes that stand in it, it has the first pair or the second.
 */
struct gist {
	char first;			/* its first byte */
	u32 pairs[PAIRS / 32];		/* bit per kind of pair in it */
};

static struct gist gist_of(struct df_span text)
{
	struct gist g = { '\0', { 0 } };
	u32 pair;
	size_t i;

	for (i = 0; i + 1 < text.len; i += 2) {
		pair = pair_of(text.p + i);
		g.pairs[pair / 32] |= 1U << pair % 32;
	}
	if (text.len)
		g.first = text.p[0];
	return g;
}

static bool has_pair(const struct gist *g, u32 pair)
{
	return g->pairs[pair / 32] >> pair % 32 & 1;
}

/* False if @format cannot be the record, as nearly none can; true if it may be. */
static bool row_can_match(const char *format, const struct gist *g)
{
	if (format[0] != '%' && format[0] != g->first)
		return false;
	for (format = next_literal(format, 3); format; format = next_literal(format + 1, 3))
		if (!has_pair(g, pair_of(format)) && !has_pair(g, pair_of(format + 1)))
			return false;
	return true;
}

/* Does @text begin as @format does up to its first conversion?  (most differ at once) */
static bool begins_as(struct df_span text, const char *format)
{
	const char *p = text.p, *end = p + text.len;

	for (; *format && *format != '%'; format++) {
		if (p == end || *p++ != *format)
			return false;
		while (*format == ' ' && p < end && *p == ' ')
			p++;
	}
	return true;
}

/* Is @text this row?  @ev: what the speaker's part said. */
static bool take_text(const struct df_format *row, struct df_span text, struct df_event *ev)
{
	struct catch c;

	memset(&c, 0, sizeof(c));
	if (!format_matches(row->text, text, &c))
		return false;
	take_row(ev, row, &c);
	return read_words(ev, row);
}

/* ---- the index ---- */

#define WORD		4	/* bytes in a word, of WORDS kinds */
#define WORDS		DF_INDEX_WORDS
#define FAR		4	/* of two rows that begin alike, this byte often differs */

static inline u32 word_at(const char *p)
{
	u32 word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static inline u32 word_of(const char *p)
{
	u32 word = word_at(p);

	return (word ^ word >> 11 ^ word >> 20) % WORDS;
}

/* How many rows have each kind of pair: what is common here is common elsewhere. */
static void count_pairs(struct df_index *x)
{
	const struct df_format_set *set = &df_formats[DF_BY_NOBODY];
	const char *at;
	size_t i;

	memset(x->common, 0, sizeof(x->common));
	for (i = 0; i < set->count; i++)
		for (at = next_literal(set->rows[i].text, 2); at; at = next_literal(at + 1, 2))
			x->common[pair_of(at)]++;
}

/* The word of @format whose pairs the fewest rows have; NULL if it has none. */
static const char *rarest_word(const struct df_index *x, const char *format)
{
	const char *at, *rarest = NULL;
	u32 i, n, fewest = 0;

	for (at = next_literal(format, WORD); at; at = next_literal(at + 1, WORD)) {
		for (n = 0, i = 0; i < WORD - 1; i++)
			n += x->common[pair_of(at + i)];
		if (rarest && n >= fewest)
			continue;
		rarest = at;
		fewest = n;
	}
	return rarest;
}

static bool note_word(struct df_index *x, const char *word)
{
	u32 i, kind;

	if (!word)
		return false;
	kind = word_of(word);
	x->words[kind / 32] |= 1U << kind % 32;
	for (i = 0; i < WORD - 1; i++) {
		u8 *step = &x->step[pair_of(word + i)];

		if (*step > WORD - 2 - i)
			*step = (u8)(WORD - 2 - i);
	}
	return true;
}

/*
 * Does a word stand in @text?  Looks at pairs, as far apart as a word without that
 * pair reaches (the method of Wu and Manber).  Now and then it says yes to another.
 */
static bool holds_word(const struct df_index *x, struct df_span text)
{
	size_t at = 0;
	u32 kind, step;

	while (at + WORD <= text.len) {
		step = x->step[pair_of(text.p + at + WORD - 2)];
		if (!step) {
			kind = word_of(text.p + at);
			if (x->words[kind / 32] >> kind % 32 & 1)
				return true;
			step = 1;
		}
		at += step;
	}
	return false;
}

/* Of the text of a row, behind blanks; NULL if it can begin with anything. */
static const char *head_of(const char *text)
{
	while (*text == ' ')
		text++;
	return *text == '%' ? NULL : text;
}

static void list_row(struct df_index *x, u32 row, const char *head)
{
	struct df_row_pick *pick = &x->rows[--x->start[pair_of(head)]];

	pick->row = row;
	pick->far = next_literal(head, FAR + WORD) == head ? word_at(head + FAR) : 0;
}

/* Sorts the rows by their first two bytes, those that are alike in the table's order. */
static bool list_rows(struct df_index *x)
{
	const struct df_format_set *set = &df_formats[DF_BY_NOBODY];
	const char *head;
	size_t i;

	if (set->count > DF_COUNT(x->rows))
		return false;
	memset(x->start, 0, sizeof(x->start));
	for (i = 0; i < set->count; i++) {
		head = head_of(set->rows[i].text);
		if (head && next_literal(head, 2) != head)
			return false;
		if (head)
			x->start[pair_of(head)]++;
	}
	for (i = 1; i <= PAIRS; i++)
		x->start[i] = (u16)(x->start[i] + x->start[i - 1]);
	/* Now each is where the next begins: fill them from behind. */
	for (i = set->count; i--;) {
		head = head_of(set->rows[i].text);
		if (head)
			list_row(x, (u32)i, head);
	}
	return true;
}

void df_index_init(struct df_index *x)
{
	const struct df_format_set *set = &df_formats[DF_BY_NOBODY];
	size_t i;

	count_pairs(x);
	memset(x->step, WORD - 1, sizeof(x->step));
	memset(x->words, 0, sizeof(x->words));
	x->usable = list_rows(x);
	for (i = 0; i < set->count; i++)
		if (!head_of(set->rows[i].text) &&
		    !note_word(x, rarest_word(x, set->rows[i].text)))
			x->usable = false;
}

/* The row that @text is, of those that begin with its first two bytes. */
static const struct df_format *find_by_head(const struct df_index *x, struct df_span text,
					    struct df_event *ev)
{
	const struct df_row_pick *at, *end;
	const struct df_format *row;
	struct df_span head = text;
	u32 kind, far;

	while (df_take_char(&head, ' '))
		;
	if (head.len < 2)
		return NULL;
	kind = pair_of(head.p);
	far = head.len < FAR + WORD ? 0 : word_at(head.p + FAR);
	end = x->rows + x->start[kind + 1];
	for (at = x->rows + x->start[kind]; at < end; at++) {
		if (at->far && at->far != far)
			continue;
		row = &df_formats[DF_BY_NOBODY].rows[at->row];
		if (begins_as(text, row->text) && take_text(row, text, ev))
			return row;
	}
	return NULL;
}

/* The same, of all. */
static const struct df_format *find_among_all(const struct df_format_set *set, struct df_span text,
					      struct df_event *ev)
{
	struct gist gist = gist_of(text);
	size_t i;

	for (i = 0; i < set->count; i++)
		if (row_can_match(set->rows[i].text, &gist) && take_text(&set->rows[i], text, ev))
			return &set->rows[i];
	return NULL;
}

/* The row that @text is, or NULL.  @ev: what the speaker's part said. */
static const struct df_format *find_row(const struct df_index *x, enum df_speaker who,
					struct df_span text, struct df_event *ev)
{
	const struct df_format *row;

	if (who == DF_BY_NOBODY && x && x->usable && !holds_word(x, text))
		row = find_by_head(x, text, ev);
	else
		row = find_among_all(&df_formats[who], text, ev);
	if (row)
		return row;
	/* A row whose words were not right has left its mark. */
	ev->kind = DF_NOTHING;
	ev->site = DF_SITE_NONE;
	ev->says = 0;
	return NULL;
}

/* Does a row of this kind put anything on a drive, or take it off? */
static bool is_grave(enum df_kind kind)
{
	switch (kind) {
	case DF_CMD_RESULT:
	case DF_CMD_SENSE:
	case DF_CMD_ASC:
	case DF_CMD_CDB:
	case DF_CMD_TRIED:
	case DF_BLOCK_ERROR:
	case DF_DISK_FAULT:
	case DF_DEV_FAULT:
	case DF_DEV_TIMEOUT:
	case DF_DEV_DOWN:
	case DF_BLOCK_LEAD:
	case DF_BLOCK_ECHO:
	case DF_FS_IO:
	case DF_FS_CORRUPT:
	case DF_FS_SHUTDOWN:
	case DF_FS_COUNTS:
	case DF_ATA_EXCEPTION:
	case DF_ATA_FAILED:
	case DF_ATA_CMD:
	case DF_ATA_RES:
	case DF_ATA_ERROR:
	case DF_ATA_LOST:
		return true;
	default:
		return false;
	}
}

/*
 * Was this record begun by somebody who meant it to look like a fault?  A
 * command name, the one thing that a user gets to the start of a record, has 15
 * bytes: compare what of them lies behind the speaker, and three at least.
 */
static bool begins_like_fault(enum df_speaker who, struct df_span record, struct df_span text)
{
	const struct df_format_set *set = &df_formats[who];
	size_t spoken = record.len - text.len;
	size_t n = spoken < 12 ? 15 - spoken : 3;
	size_t i, k;

	/* These say too much that is harmless for a beginning to mean anything. */
	if (who == DF_BY_NOBODY || who == DF_BY_HOST || who >= DF_BY_NVME)
		return false;
	/* An address, and then a name that is none: "[sda][4711]: segfault". */
	if (who == DF_BY_SCSI && text.len && text.p[0] == '[')
		return true;
	for (i = 0; i < set->count; i++) {
		const char *head = set->rows[i].text;

		if (!is_grave(set->rows[i].kind) || head[0] == '%')
			continue;
		for (k = 0; k < n && head[k] && head[k] != '%'; k++)
			if (k >= text.len || text.p[k] != head[k])
				break;
		if (k == n || !head[k] || head[k] == '%')
			return true;
	}
	return false;
}

/* "I/O error, dev ": a block error up to its name, and then something else. */
static bool begins_like_block_error(struct df_span text)
{
	return df_take_block_status(&text) && df_span_starts(text, DF_SPAN(" error, dev "));
}

static bool level_fits(const struct df_record *r, const struct df_format *row)
{
	if (!row->levels || !(r->flags & DF_REC_LEVEL))
		return true;
	return row->levels & (1 << r->level);
}

static bool from_kernel(const struct df_record *r)
{
	return !(r->flags & DF_REC_FACILITY) || r->facility == DF_FACILITY_KERN;
}

/* What the second line of a report adds to the first. */
static bool take_second(const struct df_format *row, struct df_span text, struct df_event *ev)
{
	u32 says = ev->says;
	struct catch c;

	memset(&c, 0, sizeof(c));
	if (!row->second || !format_matches(row->second, df_span_trim(text), &c))
		return false;
	if (ev->kind != DF_ATA_CMD) {
		if (c.has_name)
			df_text_copy(ev->name, sizeof(ev->name), df_span_of(c.name));
		take_address(ev, &c);
		return true;
	}
	ev->word = c.word;
	ev->op = c.op;
	ev->flags = c.flags;
	if (!read_ata_result(ev))
		return false;
	ev->says |= says;
	return true;
}

/* A record has one line, or the two of its format. */
static bool lines_fit(const struct df_record *r, const struct df_format *row, struct df_event *ev)
{
	struct df_span more = r->more, text;

	if (!more.len)
		return true;
	return df_line_more(&more, &text) && !more.len && take_second(row, text, ev);
}

/* A record of a known shape: is it to be believed? */
static enum df_verdict believe(const struct df_record *r, bool any_writer,
			       const struct df_format *row, struct df_event *ev)
{
	bool believed = from_kernel(r) ? level_fits(r, row) : any_writer;

	if (believed && lines_fit(r, row, ev))
		return DF_MATCH_EVENT;
	return is_grave(ev->kind) ? DF_MATCH_REFUSED : DF_MATCH_NONE;
}

/* sd said something about a disk that it names: whatever it was, it ties. */
static bool is_tie(enum df_speaker who, const struct df_event *ev)
{
	return who == DF_BY_SCSI && ev->driver == DF_DRIVER_SD && df_is_scsi_name(ev->name);
}

enum df_verdict df_match_by(const struct df_index *x, const struct df_record *r, bool any_writer,
			    struct df_event *ev)
{
	const struct df_format *row;
	struct df_span text = r->text;
	enum df_speaker who;

	start_event(ev, r);
	/* A message is known by its end as well. */
	if (r->flags & DF_REC_CUT)
		return DF_MATCH_NONE;
	who = take_speaker(&text, ev);
	row = find_row(x, who, text, ev);
	if (!row && who == DF_BY_MMC) {
		start_event(ev, r);
		text = r->text;
		who = DF_BY_NOBODY;
		row = find_row(x, who, text, ev);
	}
	/* Tapes, CD-ROMs, enclosures: their errors are nobody's here. */
	if (ev->driver == DF_DRIVER_OTHER && (!row || row->kind != DF_DISK_NEW))
		return DF_MATCH_NONE;
	if (row)
		return believe(r, any_writer, row, ev);
	if (begins_like_fault(who, r->text, text) || begins_like_block_error(r->text))
		return DF_MATCH_REFUSED;
	if (!is_tie(who, ev) || r->more.len || !(from_kernel(r) || any_writer))
		return DF_MATCH_NONE;
	ev->kind = DF_DISK_TIED;
	return DF_MATCH_EVENT;
}

enum df_verdict df_match(const struct df_record *r, bool any_writer, struct df_event *ev)
{
	return df_match_by(NULL, r, any_writer, ev);
}

bool df_match_forged(struct df_span text)
{
	struct df_record r = { 0 };
	struct df_event ev;

	r.text = text;
	return df_match(&r, true, &ev) == DF_MATCH_EVENT && is_grave(ev.kind);
}

bool df_match_disklike(struct df_span text)
{
	/* "#" stands for a digit that follows */
	static const char *const begins[] = {
		"sd #", "scsi #", "scsi#", "scsi host#", "ata#", "blk_update_request: ", "XFS (",
		"nvme nvme#", "nvme#", "md/", "md: ", "end_request: ", "print_req_error: ",
		"EXT4-fs error", "BTRFS error", "device-mapper: ", "Buffer I/O error",
		"lost page write",
	};
	size_t i;

	for (i = 0; i < DF_COUNT(begins); i++) {
		struct df_span rest = text, head;
		bool digit;

		if (!text.len || text.p[0] != begins[i][0])
			continue;
		head = df_span_of(begins[i]);
		digit = head.p[head.len - 1] == '#';
		head.len -= digit;
		if (df_take(&rest, head) && (!digit || (rest.len && df_is_digit(rest.p[0]))))
			return true;
	}
	return df_span_find(text, DF_SPAN("I/O error")) < text.len;
}

/* ---- names ---- */

const char *df_class_name(enum df_class cls)
{
	static const char *const names[DF_CLASSES] = {
		"xfs_io", "xfs_corruption", "xfs_shutdown", "medium", "hardware",
		"transport", "timeout", "io", "offline", "fs_other",
	};

	return names[cls];
}

bool df_is_scsi_name(const char *name)
{
	size_t n;

	if (name[0] != 's' || name[1] != 'd')
		return false;
	for (n = 2; df_is_lower(name[n]); n++)
		;
	return n > 2 && !name[n];
}

bool df_is_ata_name(const char *name)
{
	struct df_span s = df_span_of(name);

	return df_take(&s, DF_SPAN("ata")) && s.len && df_is_digit(s.p[0]);
}

bool df_is_volume(const char *name)
{
	static const char *const volumes[] = {
		"dm-", "md", "loop", "zram", "bcache", "drbd", "rbd", "nbd", "zd",
	};
	struct df_span s = df_span_of(name);
	size_t i;

	for (i = 0; i < DF_COUNT(volumes); i++)
		if (df_span_starts(s, df_span_of(volumes[i])))
			return true;
	return false;
}

/* "nvme0c1n2" is one path to nvme0n2. */
static void join_nvme_paths(char *disk)
{
	size_t c, n;

	if (!df_span_starts(df_span_of(disk), DF_SPAN("nvme")))
		return;
	for (c = 4; df_is_digit(disk[c]); c++)
		;
	if (c == 4 || disk[c] != 'c')
		return;
	for (n = c + 1; df_is_digit(disk[n]); n++)
		;
	if (n == c + 1 || disk[n] != 'n')
		return;
	memmove(disk + c, disk + n, strlen(disk + n) + 1);
}

/* Disks with letters for names: what numbers they have are partitions. */
static bool numbers_partitions(struct df_span disk)
{
	static const char *const heads[] = { "sd", "vd", "hd", "xvd", "dasd" };
	size_t i;

	for (i = 0; i < DF_COUNT(heads); i++)
		if (df_take(&disk, df_span_of(heads[i])))
			return disk.len && df_is_lower(disk.p[0]);
	return false;
}

bool df_is_removable(const char *name)
{
	static const char *const heads[] = { "sr", "scd", "fd", "st" };
	struct df_span s = df_span_of(name);
	size_t i;

	for (i = 0; i < DF_COUNT(heads); i++)
		if (df_take(&s, df_span_of(heads[i])))
			return s.len && df_is_digit(s.p[0]);
	return false;
}

/*
 * "mmcblk1boot0", "mmcblk1gp2": a card has several such disks beside the one that is
 * meant by its name.  @digits: where the number at the end begins.  Takes it off.
 */
static bool is_part_of_card(char *disk, size_t digits)
{
	static const char *const parts[] = { "boot", "gp" };
	size_t i, n;

	if (!df_span_starts(df_span_of(disk), DF_SPAN("mmcblk")))
		return false;
	for (i = 0; i < DF_COUNT(parts); i++) {
		n = strlen(parts[i]);
		if (digits <= n || memcmp(disk + digits - n, parts[i], n) ||
		    !df_is_digit(disk[digits - n - 1]))
			continue;
		disk[digits - n] = '\0';
		return true;
	}
	return false;
}

/* Takes one partition off @disk; false if it has none. */
static bool strip_partition(char *disk)
{
	size_t len = strlen(disk), digits = len;

	while (digits && df_is_digit(disk[digits - 1]))
		digits--;
	if (!digits || digits == len)
		return false;
	if (numbers_partitions(df_span_of(disk))) {
		disk[digits] = '\0';		/* sda1, vda1, hda1, xvda1 */
		return true;
	}
	if (is_part_of_card(disk, digits))
		return true;
	/* "nvme0n1p2": a disk whose name ends in a digit has a 'p' before the number */
	if (digits < 2 || disk[digits - 1] != 'p' || !df_is_digit(disk[digits - 2]))
		return false;
	disk[digits - 1] = '\0';
	return true;
}

void df_whole_disk(char *disk, const char *name)
{
	df_text_copy(disk, DF_NAME_MAX, df_span_of(name));
	/* Until nothing is left to take: the disk of a disk is itself. */
	while (strip_partition(disk))
		;
	join_nvme_paths(disk);
}

/* ---- the beginning of a message, whatever follows ---- */

/* Enough of a format that stands by itself to know the message by. */
#define HEAD_MIN	5

static bool begins_with_device(struct df_span text)
{
	static const char *const heads[] = { "nvme", "mmcblk", "dm-", "md", "loop" };
	struct df_span name = df_span_first(text, df_span_find(text, DF_SPAN(": ")));
	size_t i;

	if (name.len == text.len || df_span_find(name, DF_SPAN(" ")) < name.len)
		return false;
	for (i = 0; i < DF_COUNT(heads); i++)
		if (df_span_starts(name, df_span_of(heads[i])))
			return true;
	return numbers_partitions(name);
}

static bool begins_with_status(struct df_span text)
{
	return df_take_block_status(&text) && df_span_starts(text, DF_SPAN(" error,"));
}

bool df_match_begins(struct df_span text)
{
	const struct df_format_set *set = &df_formats[DF_BY_NOBODY];
	struct df_event ev;
	size_t i;

	memset(&ev, 0, sizeof(ev));
	if (take_speaker(&text, &ev) != DF_BY_NOBODY || begins_with_device(text) ||
	    begins_with_status(text))
		return true;
	for (i = 0; i < set->count; i++)
		if (begins_as(text, set->rows[i].text) &&
		    df_span_find_char(df_span_of(set->rows[i].text), '%') >= HEAD_MIN)
			return true;
	return false;
}
