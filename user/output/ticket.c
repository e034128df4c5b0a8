// SPDX-License-Identifier: GPL-2.0
/*
 * One drive as a ticket: what a technician takes to the rack.  ASCII in lines of
 * 78 at most, so that it survives whatever it is pasted into.
 */
#include <stdio.h>
#include <stdlib.h>

#include "output/output.h"
#include "scrub.h"
#include "xalloc.h"

#define TICKET_WIDTH 78
#define NEIGHBOURS_SHOWN 24
#define LABEL_WIDTH 15 /* with the blanks around it */

struct advice {
	const char *sure;
	const char *means;
	const char *next;
};

/* In the order of enum df_cause. */
static const struct advice advice[] = {
	[DF_CAUSE_NONE] = {
		"nothing was counted",
		"No fault has been counted.",
		"Nothing to do.",
	},
	[DF_CAUSE_UNKNOWN] = {
		"not at all: an I/O error, and nothing more was said",
		"I/O failed, and nothing in the log says why: drive, cable or controller.",
		"Read the drive's own log (smartctl -x, nvme smart-log) before replacing anything.",
	},
	[DF_CAUSE_FILESYSTEM] = {
		"that the contents are wrong, yes; why, no",
		"The file system read wrong contents, but no drive reported an error.",
		"Unmount and check the file system (xfs_repair -n); this alone accuses no drive.",
	},
	[DF_CAUSE_PATH] = {
		"likely: the drive was not reached, and said nothing against itself",
		"The way to the drive failed: cable, backplane, expander, adapter; it may be good.",
		"Reseat the drive, check its cable and bay; replace it only if that does not help.",
	},
	[DF_CAUSE_HOST] = {
		"likely: that many drives do not fail within one second by themselves",
		"Several drives of one adapter failed within a second: they share the cause.",
		"Look at adapter, expander, cable and power; do not replace the drives.",
	},
	[DF_CAUSE_DRIVE] = {
		"certain: the drive itself said so",
		"The drive itself reported that its medium or its electronics failed.",
		"Replace this drive, by the serial on its label, after its data is safe.",
	},
};

/* What a volume passes on comes from below it: which drive, it does not say. */
static const struct advice below_volume = {
	"certain that one of the drives below did; which one, these lines do not say",
	"A drive below it reported that its medium or its electronics failed.",
	"Look at the drives below it, the first one first: diskfault show SERIAL",
};

static const struct advice *advice_for(const struct finding *f)
{
	if (f->kind == DF_VOLUME && f->cause == DF_CAUSE_DRIVE)
		return &below_volume;
	return &advice[f->cause];
}

/* The next line's worth of @s: at most @room, cut at a blank if there is one. */
static size_t fitting(const char *s, size_t room)
{
	size_t len = strlen(s), cut;

	if (len <= room)
		return len;
	for (cut = room; cut && s[cut] != ' '; cut--)
		;
	return cut ? cut : room;
}

static void row(const char *label, const char *value)
{
	char *ascii, *at;

	if (!value || !value[0])
		return;
	ascii = in_ascii(value);
	/* One long word, to be copied: in one piece if it can be. */
	if (!strchr(ascii, ' ') && strlen(ascii) > TICKET_WIDTH - LABEL_WIDTH &&
	    strlen(ascii) <= TICKET_WIDTH - 4) {
		printf("  %s\n    %s\n", label, ascii);
		free(ascii);
		return;
	}
	for (at = ascii; *at;) {
		size_t len = fitting(at, TICKET_WIDTH - LABEL_WIDTH);

		printf("  %-*s%.*s\n", LABEL_WIDTH - 2, label, (int)len, at);
		at += len;
		at += strspn(at, " ");
		label = "";
	}
	free(ascii);
}

static void row_owned(const char *label, char *value)
{
	row(label, value);
	free(value);
}

/* ---- where to go ---- */

static void print_chassis(const struct finding *f, const struct chassis *c)
{
	const char *host = f->host ? f->host : c->host;

	row("host", host);
	if (c->product || c->serial)
		row_owned("machine",
			  format("%s%s%s", c->product ? c->product : "unknown make",
				 c->serial ? ", serial " : "", c->serial ? c->serial : ""));
	if (!c->serial && c->serial_hidden)
		row("", "its serial is for root to read");
}

static void print_enclosure(const struct finding *f)
{
	const struct bay *b = &f->bay;
	struct buf text = { 0 };

	if (b->enclosure_id)
		buf_puts(&text, b->enclosure_id);
	if (b->enclosure_make)
		buf_printf(&text, "%s%s", text.len ? ", " : "", b->enclosure_make);
	if (f->enclosure)
		buf_printf(&text, text.len ? " (now %s)" : "%s", f->enclosure);
	row_owned("enclosure", buf_take(&text));
}

/* One that is on a label, and on no other's. */
static bool has_own_serial(const struct finding *f)
{
	return f->serial && f->serial_unique && !f->of_controller;
}

static void print_slot(const struct finding *f)
{
	static const char *const unknown[] = {
		"not known", "not known: find it by its serial, and pull no drive to read one",
	};

	if (!f->slot) {
		if (f->last_slot)
			row_owned("slot", format("last seen in %s%s%s; it is not there now",
						 f->last_slot, f->last_enclosure ? " of " : "",
						 f->last_enclosure ? f->last_enclosure : ""));
		else
			row("slot", f->present == GONE ? "not known: the drive has gone" :
							 unknown[has_own_serial(f)]);
		row("port", f->port);
		return;
	}
	row("slot", f->slot);
}

/* Beside a slot's name it would look like another slot. */
static void print_bay_number(const struct finding *f)
{
	const struct bay *b = &f->bay;
	struct buf text = { 0 };

	if (!f->slot || !b->number.known)
		return;
	buf_printf(&text, "%llu", (unsigned long long)b->number.value);
	if (b->base.known)
		buf_printf(&text, ", counted from %llu", (unsigned long long)b->base.value);
	row_owned("SES bay", buf_take(&text));
}

static const char *on_or_off(const struct number *n)
{
	return !n->known ? "not known" : n->value ? "ON" : "off";
}

static void print_light(const struct finding *f)
{
	const struct bay *b = &f->bay;

	if (f->present != PRESENT)
		return;
	if (b->locate.known) {
		row_owned("light", format("locate %s, fault %s; to light it:",
					  on_or_off(&b->locate), on_or_off(&b->fault)));
		row_owned("", format("diskfault locate %s on",
				     f->serial && f->serial_unique ? f->serial : f->hctl.p[0]));
	} else if (f->names.n && !strchr(f->names.p[0], '/')) {
		/* (behind a RAID controller: "0000:02:00.0/e32/s6" is no device) */
		row("light", "none that is known; if there is one:");
		row_owned("", format("ledctl --listed-only locate=/dev/%s", f->names.p[0]));
	}
}

static void print_place(const struct finding *f, const struct chassis *c)
{
	print_chassis(f, c);
	row("location", f->bay.location ? f->bay.location : c->location);
	if (f->kind == DF_VOLUME)
		return;
	print_enclosure(f);
	print_slot(f);
	print_light(f);
	print_bay_number(f);
}

/* ---- what to look for ---- */

/* Four characters at a time, for reading out. */
static char *in_groups(const char *serial)
{
	struct buf b = { 0 };

	for (size_t i = 0; serial[i]; i++) {
		/* A character of several bytes stays whole. */
		if (i && i % 4 == 0 && (serial[i] & 0xc0) != 0x80)
			buf_putc(&b, ' ');
		buf_putc(&b, serial[i]);
	}
	return buf_take(&b);
}

static void print_serial(const struct finding *f)
{
	row("serial", f->serial ? f->serial : "not known");
	if (f->serial && strlen(f->serial) > 4 && strcmp(f->serial, HIDDEN) != 0)
		row_owned("read aloud", in_groups(f->serial));
	if (f->serial)
		row("known from", f->serial_from ? f->serial_from : f->serial_source);
	if (!f->serial_unique && (f->serial || f->serial_doubt))
		row_owned("", format("this serial identifies nothing: %s",
				     f->serial_doubt ? f->serial_doubt :
						       "it is made up, or shared by others"));
}

/* One of NVMe is long: to be copied it stays in one piece. */
static void print_wwn(const struct finding *f)
{
	char *from = f->wwn_source ? format("known from %s", f->wwn_source) : xstrdup("");
	bool fits = f->wwn && strlen(f->wwn) + strlen(from) + 2 <= TICKET_WIDTH - LABEL_WIDTH;

	if (fits && from[0]) {
		row_owned("wwn", format("%s, %s", f->wwn, from));
	} else if (f->wwn) {
		row("wwn", f->wwn);
		row("", from);
	}
	free(from);
}

static void print_make(const struct finding *f)
{
	row("vendor", f->vendor);
	row("model", f->model);
	row("firmware", f->rev);
	if (f->size.known)
		row_owned("size", size_human(f->size.value));
	print_wwn(f);
	if (f->wwn_doubt)
		row_owned("", format("this name identifies nothing: %s", f->wwn_doubt));
}

static void print_names(const struct finding *f)
{
	char *names = strs_join(&f->names, " ");
	char *now = f->present == GONE ? format("%s (gone)", names[0] ? names : "no name") :
					 xstrdup(names);

	if (f->made_as)
		row_owned("volume", format("%s%s%s", f->label ? f->label : "",
					   f->label ? ", " : "", f->made_as));
	row_owned("name now", now);
	row_owned("name then", strs_join(&f->names_then, " "));
	row_owned("bus id", strs_join(&f->hctl, " "));
	row("path", f->path);
	free(names);
}

/* sdb1 (part, xfs) at /data/3; each level a bit further in. */
static void print_holds(const struct finding *f)
{
	const char *label = "holds";

	for (size_t i = 0; i < f->n_holds; i++) {
		const struct standing *s = &f->holds[i];
		char *mounts = strs_join(&s->mounts, " ");

		row_owned(label,
			  format("%.*s%s%s%s (%s%s%s)%s%s",
				 (int)(s->depth < 8 ? (s->depth - 1) * 2 : 14), "              ",
				 s->name, s->label ? " " : "", s->label ? s->label : "", s->kind,
				 s->fstype ? ", " : "", s->fstype ? s->fstype : "",
				 mounts[0] ? " at " : "", mounts));
		free(mounts);
		label = "";
	}
	row_owned("mounted at", strs_join(&f->mounts, " "));
}

/* ---- what happened ---- */

static char *moment_text(const struct moment *m)
{
	if (m->has_wall)
		return time_local(m->wall_us);
	if (m->mono_us.known)
		return format("%llu.%06llu s after boot",
			      (unsigned long long)m->mono_us.value / 1000000,
			      (unsigned long long)m->mono_us.value % 1000000);
	if (m->record.known)
		return format("record %llu", (unsigned long long)m->record.value);
	return xstrdup("");
}

static void print_cause(const struct finding *f)
{
	row("cause", df_cause_name(f->cause));
	row("", advice_for(f)->means);
	row("how sure", advice_for(f)->sure);
	if (!f->verified && f->total)
		row("", "not verified: a local user could have written the lines that say so");
}

static void print_faults(const struct finding *f)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%llu", f->lower_bound ? "at least " : "", (unsigned long long)f->total);
	for (int i = 0; i < DF_CLASSES; i++)
		if (f->faults[i])
			buf_printf(&b, ", %s %llu", df_class_name((enum df_class)i),
				   (unsigned long long)f->faults[i]);
	row_owned("faults", buf_take(&b));
	if (!f->total)
		return;
	row_owned("first", moment_text(&f->first));
	row_owned("last", moment_text(&f->last));
	if (f->last_sector.known)
		row_owned("last sector", format("%llu", (unsigned long long)f->last_sector.value));
}

#define LEFT_OUT	"(lines that are left out here: %zu; all: diskfault scan --explain)"

static void print_evidence(const struct finding *f)
{
	if (f->evidence_hidden)
		row("evidence", "only root may read it");
	for (size_t i = 0; i < f->n_evidence; i++) {
		const struct evidence *e = &f->evidence[i];
		char *when = moment_text(&e->when);

		/* The first and the newest ones: what is left out is between them. */
		if (i == 1 && f->evidence_left_out)
			row_owned("", format(LEFT_OUT, f->evidence_left_out));
		row_owned(i ? "" : "evidence",
			  format("%s%s%s", when, when[0] ? " " : "", e->text));
		free(when);
	}
}

/* What the counts do not hold. */
static void print_left_out(const struct finding *f, const struct log_counts *log)
{
	static const char counters[] =
		"ioerr_cnt %llu, iotmo_cnt %llu (prove nothing: they count harmless commands too)";
	static const char lost[] =
		"%llu records of the log were overwritten unread, whatever they said";
	const char *label = "left out";

	if (f->lower_bound) {
		row(label,
		    "the kernel left out or lost records: faults may be missing from the counts");
		label = "";
	}
	if (log->lost.known && log->lost.value) {
		row_owned(label, format(lost, (unsigned long long)log->lost.value));
		label = "";
	}
	if (log->suppressed.known && log->suppressed.value)
		row_owned(label,
			  format("%llu messages were suppressed by the kernel, of all drives",
				 (unsigned long long)log->suppressed.value));
	if (f->ioerr_cnt.known || f->iotmo_cnt.known)
		row_owned("kernel's own", format(counters, (unsigned long long)f->ioerr_cnt.value,
						 (unsigned long long)f->iotmo_cnt.value));
}

/* ---- what to do ---- */

static void print_candidates(const struct finding *f)
{
	if (f->kind != DF_VOLUME)
		return;
	row("", "a volume, not a drive; the drives below it now, the likeliest first:");
	for (size_t i = 0; i < f->n_candidates; i++) {
		const struct candidate *c = &f->candidates[i];

		row_owned("candidate",
			  format("%s (%s%s%s), cause %s, faults %llu",
				 c->serial ? c->serial : "no serial", c->name ? c->name : "no name",
				 c->slot ? ", " : "", c->slot ? c->slot : "",
				 df_cause_name(c->cause), (unsigned long long)c->faults));
	}
	if (!f->n_candidates)
		row("candidate", "none is known");
}

static void print_neighbours(const struct finding *f)
{
	const char *label = "must stay";

	for (size_t i = 0; i < f->n_neighbours; i++) {
		const struct neighbour *n = &f->neighbours[i];

		if (i == NEIGHBOURS_SHOWN) {
			row_owned("", format("and %zu more", f->n_neighbours - i));
			break;
		}
		row_owned(label,
			  format("%s (%s%s%s), %s", n->serial ? n->serial : "no serial", n->name,
				 n->slot ? ", " : "", n->slot ? n->slot : "", n->why));
		label = "";
	}
}

static void print_warnings(const struct finding *f)
{
	for (size_t i = 0; i < f->warnings.n; i++)
		row("WARNING", f->warnings.p[i]);
}

static const char *next_step(const struct finding *f)
{
	if (f->kind == DF_VOLUME && f->total && f->cause != DF_CAUSE_FILESYSTEM) {
		if (!f->n_candidates)
			return "Nothing ties it to a drive: find out what it is made of.";
		return below_volume.next;
	}
	if (f->must_stay)
		return "Do not pull it yet: save its data, and make the array whole first.";
	if (f->of_controller && f->cause == DF_CAUSE_DRIVE)
		return "Ask the controller's tool which drive failed; no label has this serial.";
	if (f->cause == DF_CAUSE_DRIVE && f->kind != DF_VOLUME && !has_own_serial(f))
		return "Find out its serial before anything is pulled: smartctl -i, nvme id-ctrl.";
	return advice_for(f)->next;
}

/* What stands on a drive, by what becomes of it when the drive is pulled. */
struct stakes {
	struct strs arrays;	/* they can do without a member */
	struct strs mounts;	/* no redundancy is known */
	bool others;		/* the like, mounted nowhere */
};

static void add_once(struct strs *l, const char *s)
{
	if (!strs_have(l, s))
		strs_add(l, xstrdup(s));
}

static bool can_spare(const struct standing *s)
{
	return !strncmp(s->kind, "raid", 4) && strcmp(s->kind, "raid0") != 0;
}

/* Of that on an array the array takes care: it stands deeper, right behind it. */
static void weigh(struct stakes *at, const struct finding *f)
{
	int sheltered = -1;

	for (size_t i = 0; i < f->n_holds; i++) {
		const struct standing *s = &f->holds[i];

		if (sheltered >= 0 && (int)s->depth > sheltered)
			continue;
		sheltered = can_spare(s) ? (int)s->depth : -1;
		if (sheltered >= 0) {
			add_once(&at->arrays, s->name);
			continue;
		}
		for (size_t k = 0; k < s->mounts.n; k++)
			add_once(&at->mounts, s->mounts.p[k]);
		/* ZFS mounts nothing that the kernel's table ties to a disk. */
		at->others |= s->fstype || (strcmp(s->kind, "part") && strcmp(s->kind, "mpath"));
	}
	/* The file system of a whole drive stands on nothing else. */
	for (size_t k = 0; !f->n_holds && k < f->mounts.n; k++)
		add_once(&at->mounts, f->mounts.p[k]);
}

/* NULL: nothing that is known of. */
static char *what_is_lost(const struct stakes *at)
{
	char *mounts, *text;

	if (!at->mounts.n && !at->others)
		return NULL;
	mounts = strs_join(&at->mounts, " ");
	text = format("%s may be lost with it; no redundancy is known",
		      at->mounts.n ? mounts : "what stands on it");
	free(mounts);
	return text;
}

/* Why a drive that certainly failed has to wait; NULL: nothing is in the way. */
static char *why_wait(const struct finding *f, const struct stakes *at)
{
	char *arrays, *text;

	if (!has_own_serial(f))
		return xstrdup("find out its serial first");
	if (at->mounts.n || at->others || !at->arrays.n)
		return what_is_lost(at);
	arrays = strs_join(&at->arrays, " ");
	text = format("%s must let it go first (mdadm --fail, then --remove)", arrays);
	free(arrays);
	return text;
}

/* Why it is not to be pulled at all; NULL: it may be. */
static const char *why_not(const struct finding *f)
{
	if (f->kind == DF_VOLUME)
		return "this is a volume, not a drive";
	if (f->of_controller)
		return "this is the volume of a RAID controller, not a drive";
	if (f->must_stay)
		return "an array on it has no other member to spare";
	if (f->cause == DF_CAUSE_NONE)
		return "nothing was counted against it";
	return f->cause == DF_CAUSE_DRIVE ? NULL : "nothing proves that the drive is at fault";
}

/* The question of everybody who holds the ticket comes first. */
static void print_verdict(const struct finding *f)
{
	static const char label[] = "pull now?";
	bool drive = f->kind != DF_VOLUME && !f->of_controller;
	const char *no = why_not(f);
	struct stakes at = { 0 };
	char *why;

	if (drive && !f->must_stay)
		weigh(&at, f);
	why = no ? what_is_lost(&at) : why_wait(f, &at);
	if (drive && f->present == GONE)
		row(label, "it is not in this machine any more");
	else if (no)
		row_owned(label, format("NO: %s%s%s", no, why ? "; and " : "", why ? why : ""));
	else if (why)
		row_owned(label, format("NOT YET: %s", why));
	else
		row(label, "yes, if its data is safe, and the label has the serial below");
	free(why);
	strs_free(&at.mounts);
	strs_free(&at.arrays);
}

void ticket_print(const struct finding *f, const struct log_counts *log,
		  const struct chassis *chassis, bool color)
{
	const char *title = f->serial ? f->serial : f->names.n ? f->names.p[0] : f->entry;
	char *ascii = in_ascii(title ? title : "without a name");

	printf("%s%s %.*s%s\n", color ? "\033[1m" : "", f->kind == DF_VOLUME ? "Volume" : "Drive",
	       TICKET_WIDTH - 8, ascii, color ? "\033[0m" : "");
	free(ascii);
	print_verdict(f);
	print_warnings(f);
	print_place(f, chassis);
	putchar('\n');
	if (f->kind != DF_VOLUME)
		print_serial(f);
	print_make(f);
	print_names(f);
	print_holds(f);
	putchar('\n');
	print_cause(f);
	print_faults(f);
	print_evidence(f);
	print_left_out(f, log);
	putchar('\n');
	print_candidates(f);
	print_neighbours(f);
	row("next", next_step(f));
}
