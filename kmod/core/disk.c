// SPDX-License-Identifier: GPL-2.0
/* Drives, the paths that lead to them, and their counters. */
#include <diskfault/disk.h>

#define SCAN_TIME	(120 * 1000000ULL)	/* of a new host, in microseconds */
#define HALF_US		1000000	/* between two lines that may tell of one drive */
#define UNPLUG_US	2000000	/* until the host of a drive that was unplugged has gone */
#define NAMING_US	30000000	/* until a drive that has come has a name */
#define NEAR_LINES	32	/* the same where nothing has a clock */

/* ---- where things are found ---- */

static u32 hash_bytes(u32 h, const void *bytes, size_t n)
{
	const u8 *p = bytes;

	while (n--)
		h = (h ^ *p++) * 16777619U;	/* FNV-1a */
	return h;
}

static u32 hctl_bucket(const struct df_hctl *hctl)
{
	u32 h = 2166136261U;

	h = hash_bytes(h, &hctl->host, sizeof(hctl->host));
	h = hash_bytes(h, &hctl->channel, sizeof(hctl->channel));
	h = hash_bytes(h, &hctl->target, sizeof(hctl->target));
	h = hash_bytes(h, &hctl->lun, sizeof(hctl->lun));
	return h & (DF_BUCKETS - 1);
}

static u32 name_bucket(const char *name)
{
	return hash_bytes(2166136261U, name, strlen(name)) & (DF_BUCKETS - 1);
}

struct df_path *df_path_at(struct df_table *t, const struct df_hctl *hctl)
{
	struct df_path *p = t->at[hctl_bucket(hctl)];

	while (p && !df_hctl_equal(&p->hctl, hctl))
		p = p->next_at;
	return p;
}

static struct df_path *find_named(struct df_table *t, const char *disk_name)
{
	struct df_path *p = t->named[name_bucket(disk_name)];

	while (p && strcmp(p->name, disk_name))
		p = p->next_named;
	return p;
}

struct df_path *df_path_named(struct df_table *t, const char *name)
{
	char disk_name[DF_NAME_MAX];

	df_whole_disk(disk_name, name);
	return find_named(t, disk_name);
}

/* Makes @p the newest epoch of its address, or no longer that. */
static void set_newest(struct df_table *t, struct df_path *p, bool newest)
{
	struct df_path **at = &t->at[hctl_bucket(&p->hctl)];

	if (p->newest == newest)
		return;
	p->newest = newest;
	if (newest) {
		p->next_at = *at;
		*at = p;
		return;
	}
	while (*at != p)
		at = &(*at)->next_at;
	*at = p->next_at;
}

/* Lets @p hold its name, or lose it. */
static void set_named(struct df_table *t, struct df_path *p, bool named)
{
	struct df_path **at = &t->named[name_bucket(p->name)];

	if (p->named == named)
		return;
	p->named = named;
	if (named) {
		p->next_named = *at;
		*at = p;
		return;
	}
	while (*at != p)
		at = &(*at)->next_named;
	*at = p->next_named;
}

/* ---- coming and going ---- */

void df_table_init(struct df_table *t, u32 max)
{
	memset(t, 0, sizeof(*t));
	t->max = max;
}

bool df_table_wants_disk(const struct df_table *t)
{
	return !t->spare_disk;
}

bool df_table_wants_path(const struct df_table *t)
{
	return !t->spare_path;
}

void df_table_give_disk(struct df_table *t, struct df_disk *d)
{
	d->next = t->spare_disk;
	t->spare_disk = d;
}

void df_table_give_path(struct df_table *t, struct df_path *p)
{
	p->next_at = t->spare_path;
	t->spare_path = p;
}

struct df_disk *df_table_reap(struct df_table *t)
{
	struct df_disk *d = t->dead;

	if (d)
		t->dead = d->next;
	return d;
}

struct df_path *df_table_take_path(struct df_table *t)
{
	struct df_path *p = t->spare_path;

	if (p)
		t->spare_path = p->next_at;
	return p;
}

/* What a drive leaves behind of a path that goes. */
static void remember_path(struct df_disk *d, const struct df_path *p)
{
	if (p->has_hctl) {
		d->last_hctl = p->hctl;
		d->has_last_hctl = true;
	}
	if (p->name[0])
		memcpy(d->last_path_name, p->name, sizeof(p->name));
	d->last_blocks = p->blocks;
}

static void unlink_from_disk(struct df_path *p)
{
	struct df_path **at = &p->disk->paths;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	p->next = NULL;
}

static void link_to_disk(struct df_path *p, struct df_disk *d)
{
	struct df_path **at = &d->paths;

	while (*at)
		at = &(*at)->next;
	*at = p;
	p->next = NULL;
	p->disk = d;
}

static void free_path(struct df_table *t, struct df_path *p)
{
	remember_path(p->disk, p);
	set_newest(t, p, false);
	set_named(t, p, false);
	unlink_from_disk(p);
	memset(p, 0, sizeof(*p));
	df_table_give_path(t, p);
}

/* Takes @d out of the table; @became: the one that it turned out to be. */
static void kill_disk(struct df_table *t, struct df_disk *d, struct df_disk *became)
{
	while (d->paths)
		free_path(t, d->paths);
	if (d->prev)
		d->prev->next = d->next;
	else
		t->first = d->next;
	if (d->next)
		d->next->prev = d->prev;
	else
		t->last = d->prev;
	d->is_dead = true;
	d->became = became;
	d->next = t->dead;
	t->dead = d;
	t->count--;
	t->moved = true;
}

void df_table_empty(struct df_table *t)
{
	struct df_disk *d;

	while (t->first)
		kill_disk(t, t->first, NULL);
	while ((d = t->spare_disk)) {
		t->spare_disk = d->next;
		d->next = t->dead;
		t->dead = d;
	}
}

struct df_disk *df_disk_now(struct df_disk *d)
{
	while (d && d->is_dead)
		d = d->became;
	return d;
}

/* Nothing leads to a path that is neither the newest of its address nor named. */
static void drop_if_useless(struct df_table *t, struct df_path *p)
{
	if (!p->newest && !p->named)
		free_path(t, p);
}

void df_table_settle(struct df_table *t, struct df_disk *d)
{
	struct df_path *p, *next;

	if (d->is_dead || df_disk_total(d) || df_disk_present(d))
		return;
	for (p = d->paths; p; p = next) {
		next = p->next;
		/* A device that was there and has gone speaks by its name only. */
		if (p->claimed && !p->named)
			free_path(t, p);
	}
	if (!d->paths)
		kill_disk(t, d, NULL);
}

/* The one that makes room: gone and healthy, else gone; the oldest of those. */
static bool evict(struct df_table *t)
{
	struct df_disk *d, *victim = NULL;

	for (d = t->first; d; d = d->next) {
		if (df_disk_present(d))
			continue;
		if (!df_disk_total(d)) {
			victim = d;
			break;
		}
		if (!victim)
			victim = d;
	}
	t->evicted++;
	if (!victim)
		return false;
	kill_disk(t, victim, NULL);
	return true;
}

static struct df_disk *new_disk(struct df_table *t, enum df_disk_kind kind)
{
	struct df_disk *d;

	if (t->count >= t->max && !evict(t))
		return NULL;
	d = t->spare_disk;
	if (!d) {
		t->evicted++;
		return NULL;
	}
	t->spare_disk = d->next;
	memset(d, 0, sizeof(*d));
	d->prev = t->last;
	if (t->last)
		t->last->next = d;
	else
		t->first = d;
	t->last = d;
	t->count++;
	d->id = ++t->next_id;
	d->kind = kind;
	d->boot = t->boot;
	d->shortfall_base = t->boot_shortfalls;
	d->changed = true;
	return d;
}

/*
 * A path to a new drive; hctl NULL: by name only.  Nobody knows how long the
 * drive was there, so what was missed before may have been its faults too.
 */
static struct df_path *new_path(struct df_table *t, enum df_disk_kind kind,
				const struct df_hctl *hctl)
{
	struct df_path *p;
	struct df_disk *d;

	if (!t->spare_path) {
		t->evicted++;
		return NULL;
	}
	d = new_disk(t, kind);
	if (!d)
		return NULL;
	p = df_table_take_path(t);
	memset(p, 0, sizeof(*p));
	link_to_disk(p, d);
	if (hctl) {
		p->hctl = *hctl;
		p->has_hctl = true;
		set_newest(t, p, true);
	}
	return p;
}

/* A path to a drive that came to @hctl just now. */
static struct df_path *new_epoch(struct df_table *t, const struct df_hctl *hctl)
{
	struct df_path *p = new_path(t, DF_SCSI, hctl);

	if (p) {
		p->attached = true;
		p->disk->shortfall_base = t->shortfalls;
	}
	return p;
}

/* ---- two entries that are one drive ---- */

static void join_then(struct df_disk *d, const char *name)
{
	size_t n = strlen(name), used = strlen(d->names_then);
	const char *at = d->names_then;

	while (*at) {
		if (!strncmp(at, name, n) && (at[n] == ' ' || !at[n]))
			return;
		while (*at && *at != ' ')
			at++;
		if (*at)
			at++;
	}
	if (!n || used + 1 + n >= sizeof(d->names_then))
		return;
	if (used)
		d->names_then[used++] = ' ';
	memcpy(d->names_then + used, name, n + 1);
}

static void join_names_then(struct df_disk *into, const char *names)
{
	char name[DF_NAME_MAX];
	size_t n;

	while (*names) {
		for (n = 0; names[n] && names[n] != ' '; n++)
			;
		if (n < sizeof(name)) {
			memcpy(name, names, n);
			name[n] = '\0';
			join_then(into, name);
		}
		names += names[n] ? n + 1 : n;
	}
}

static void merge_faults(struct df_disk *into, const struct df_disk *from)
{
	bool newer = !df_disk_total(into) || from->last.seq >= into->last.seq;
	int i;

	if (!df_disk_total(from))
		return;
	if (!df_disk_total(into) || from->first.seq < into->first.seq)
		into->first = from->first;
	for (i = 0; i < DF_CLASSES; i++)
		into->faults[i] += from->faults[i];
	into->says |= from->says;
	into->verified |= from->verified;
	join_names_then(into, from->names_then);
	into->announce |= from->announce;
	if (!newer)
		return;
	into->announce_class = from->announce_class;
	into->last = from->last;
	into->has_sector = from->has_sector;
	into->last_sector = from->last_sector;
	memcpy(into->last_name, from->last_name, sizeof(into->last_name));
	memcpy(into->evidence, from->evidence, sizeof(into->evidence));
}

static void merge_identity(struct df_disk *into, const struct df_disk *from)
{
	if (from->serial_source > into->serial_source) {
		memcpy(into->serial, from->serial, sizeof(into->serial));
		into->serial_source = from->serial_source;
		into->serial_seq = from->serial_seq;
	}
	if (!into->wwid[0])
		memcpy(into->wwid, from->wwid, sizeof(into->wwid));
	if (!into->model[0]) {
		memcpy(into->vendor, from->vendor, sizeof(into->vendor));
		memcpy(into->model, from->model, sizeof(into->model));
	}
	/* Firmware may have been updated since. */
	if (from->rev[0])
		memcpy(into->rev, from->rev, sizeof(into->rev));
	into->serial_shared |= from->serial_shared;
	if (from->sas_address)
		into->sas_address = from->sas_address;
	if (!from->has_slot)
		return;
	into->enclosure = from->enclosure;
	into->slot = from->slot;
	into->has_slot = true;
}

/*
 * Keeps the number of paths bounded whatever a log claims; the oldest go.  @keep is
 * the one that all this is about: the caller goes on with it.
 */
static void trim_paths(struct df_table *t, struct df_disk *d, const struct df_path *keep)
{
	struct df_path *p, *next;
	u32 n = 0;

	for (p = d->paths; p; p = p->next)
		n++;
	for (p = d->paths; p && n > DF_PATHS_MAX; p = next) {
		next = p->next;
		if (p->live || p == keep)
			continue;
		free_path(t, p);
		n--;
	}
}

/* What was missed in a boot that is over stays missed; nothing is added to it. */
static void end_shortfalls(struct df_table *t, struct df_disk *d)
{
	if (d->boot == t->boot)
		return;
	d->boot = t->boot;
	d->shortfall_base = t->shortfalls;
}

static void merge_shortfalls(struct df_table *t, struct df_disk *from, struct df_disk *into)
{
	into->fell_short |= from->fell_short;
	end_shortfalls(t, from);
	end_shortfalls(t, into);
	if (from->shortfall_base < into->shortfall_base)
		into->shortfall_base = from->shortfall_base;
}

/* @at: the path by which it was found that they are one. */
static void merge(struct df_table *t, struct df_disk *from, struct df_disk *into,
		  const struct df_path *at)
{
	struct df_path *p;

	merge_shortfalls(t, from, into);
	merge_identity(into, from);
	merge_faults(into, from);
	while ((p = from->paths)) {
		unlink_from_disk(p);
		link_to_disk(p, into);
	}
	trim_paths(t, into, at);
	into->changed = true;
	kill_disk(t, from, into);
}

static bool same_text(const char *a, const char *b)
{
	return a[0] && !strcmp(a, b);
}

static bool all_zero(const char *wwid)
{
	const char *digits = wwid;

	/* "naa.0000000000000000", "eui.0000..." */
	while (*digits && *digits != '.')
		digits++;
	if (*digits == '.')
		digits++;
	while (*digits == '0')
		digits++;
	return !*digits;
}

static bool has_wwid(const struct df_disk *d)
{
	return d->wwid[0] && !all_zero(d->wwid);
}

bool df_serial_is_bogus(const char *serial)
{
	static const char *const known[] = {
		"0123456789", "123456789", "1234567890", "0123456789ABCDEF",
		"0123456789abcdef", "123456789ABC", "123456789ABCDEF", "12345678",
		"None", "none", "NONE", "N/A", "Unknown", "unknown", "Default string",
	};
	size_t i, n = strlen(serial);

	for (i = 0; i < DF_COUNT(known); i++)
		if (!strcmp(serial, known[i]))
			return true;
	/* nothing, one character, or the same one throughout */
	for (i = 1; i < n; i++)
		if (serial[i] != serial[0])
			return false;
	return true;
}

bool df_disk_serial_unique(const struct df_disk *d)
{
	return !d->serial_shared && !df_serial_is_bogus(d->serial);
}

/*
 * The log has no word for "still there".  But two devices that it goes on to
 * introduce after both have attached, are two: name, size and serial come then.
 */
static bool were_together(const struct df_path *p, const struct df_path *q)
{
	const struct df_path *first = p->attach_seq < q->attach_seq ? p : q;
	const struct df_path *second = first == p ? q : p;

	return p->newest && q->newest && first->attach_seq &&
	       first->alive_seq > second->attach_seq;
}

static bool seen_together(const struct df_disk *a, const struct df_disk *b)
{
	const struct df_path *p, *q;

	for (p = a->paths; p; p = p->next)
		for (q = b->paths; q; q = q->next)
			if (were_together(p, q))
				return true;
	return false;
}

/*
 * @d has just become known; is it @other?  Two present devices are one drive
 * (multipath) only if both marks agree.  One that had gone is found again by its
 * wwid, and without one by vendor, model and serial.
 */
static bool same_drive(const struct df_disk *d, const struct df_disk *other)
{
	bool serials = same_text(d->serial, other->serial) &&
		       df_disk_serial_unique(d) && df_disk_serial_unique(other);

	if (d == other || d->kind != DF_SCSI || other->kind != DF_SCSI)
		return false;
	if (has_wwid(d) && has_wwid(other)) {
		if (strcmp(d->wwid, other->wwid))
			return false;
		if (df_disk_present(other))
			return serials;
		return !d->serial[0] || !other->serial[0] || !strcmp(d->serial, other->serial);
	}
	if (df_disk_present(other) || seen_together(d, other))
		return false;
	return serials && !strcmp(d->vendor, other->vendor) && !strcmp(d->model, other->model);
}

/* "naa.", "t10.": names of one kind can be compared. */
static bool other_wwid(const struct df_disk *a, const struct df_disk *b)
{
	struct df_span x = df_span_of(a->wwid), y = df_span_of(b->wwid);
	size_t kind = df_span_find(x, DF_SPAN("."));

	return df_span_equal(df_span_first(x, kind), df_span_first(y, kind)) &&
	       !df_span_equal(x, y);
}

/* Certainly two, though never seen together. */
static bool are_two(const struct df_disk *a, const struct df_disk *b)
{
	if (has_wwid(a) && has_wwid(b))
		return other_wwid(a, b);
	return a->model[0] && b->model[0] &&
	       (strcmp(a->vendor, b->vendor) || strcmp(a->model, b->model));
}

/* Two drives with one serial: it identifies neither. */
static void mark_shared(struct df_table *t, struct df_disk *d)
{
	struct df_disk *other;

	if (!d->serial[0])
		return;
	for (other = t->first; other; other = other->next) {
		if (other == d || strcmp(d->serial, other->serial))
			continue;
		if (!(df_disk_present(d) && df_disk_present(other)) &&
		    !seen_together(d, other) && !are_two(d, other))
			continue;
		d->serial_shared = true;
		other->serial_shared = true;
		other->changed = true;
	}
}

/* The drive that @p leads to has just become known.  Returns which one it is. */
static struct df_disk *join_twin(struct df_table *t, const struct df_path *p)
{
	struct df_disk *other;

	for (other = t->first; other; other = other->next) {
		if (same_drive(p->disk, other)) {
			merge(t, p->disk, other, p);
			break;
		}
	}
	return p->disk;
}

/* ---- what lines say ---- */

/* The drive behind @p is no longer the one at its address. */
static void retire(struct df_table *t, struct df_path *p)
{
	struct df_disk *d = p->disk;

	p->live = false;
	d->changed = true;
	set_newest(t, p, false);
	drop_if_useless(t, p);
	df_table_settle(t, d);
}

/* No drive sits at @hctl any more: something else answers there.  Did one? */
static bool forget(struct df_table *t, const struct df_hctl *hctl)
{
	struct df_path *p = df_path_at(t, hctl);

	if (p)
		retire(t, p);
	return p;
}

void df_table_host(struct df_table *t, const struct df_event *ev)
{
	struct df_disk *d;
	struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			if (p->newest && p->hctl.host == ev->hctl.host && !p->live) {
				p->doubted = true;
				t->doubts = true;
				t->doubted_at = df_when_of(ev->rec);
			}
}

static struct df_path *find_doubted(struct df_table *t, u32 host)
{
	struct df_disk *d;
	struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			if (p->doubted && p->newest && !p->live && p->hctl.host == host)
				return p;
	return NULL;
}

static void forget_doubts(struct df_table *t)
{
	struct df_disk *d;
	struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			p->doubted = false;
	t->doubts = false;
}

/* A device attaches, as @ev says, and so what was doubted of its host is true. */
static void end_doubts(struct df_table *t, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);
	struct df_path *p;

	if (!df_when_within(&t->doubted_at, &now, SCAN_TIME)) {
		forget_doubts(t);
		return;
	}
	while ((p = find_doubted(t, ev->hctl.host)))
		retire(t, p);
}

static void lose_name(struct df_table *t, struct df_path *p)
{
	struct df_disk *d = p->disk;

	set_named(t, p, false);
	drop_if_useless(t, p);
	df_table_settle(t, d);
}

static void mark_gone(struct df_table *t, struct df_path *p)
{
	/* The adapter knows better when that one has gone. */
	p->gone = !p->live;
	t->unplugged |= p->gone;
}

/* Returns the first of them. */
static struct df_path *mark_host_gone(struct df_table *t, u32 host)
{
	struct df_path *first = NULL, *p;
	struct df_disk *d;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next) {
			if (!p->has_hctl || p->hctl.host != host)
				continue;
			if (!first && p->newest)
				first = p;
			mark_gone(t, p);
		}
	return first;
}

static bool is_known(const u32 *hosts, u32 host)
{
	return host < DF_HOSTS_KNOWN && hosts[host / 32] >> host % 32 & 1;
}

static void note_known(u32 *hosts, u32 host, bool known)
{
	u32 bit = 1U << host % 32;

	if (host >= DF_HOSTS_KNOWN)
		return;
	hosts[host / 32] &= ~bit;
	if (known)
		hosts[host / 32] |= bit;
}

bool df_table_may_be_usb(const struct df_table *t, u32 host)
{
	return !is_known(t->not_usb, host);
}

bool df_table_is_iscsi(const struct df_table *t, const struct df_path *p)
{
	return is_known(t->iscsi, p->hctl.host);
}

void df_table_plug(struct df_table *t, const struct df_event *ev)
{
	struct df_plug *plug = &t->plugs[t->next_plug];
	struct df_span port = ev->word;
	bool is_stick, is_usb;
	u32 i;

	/* Numbers of hosts are given anew. */
	for (i = 0; i < DF_PLUGS; i++)
		if (t->plugs[i].host == ev->hctl.host)
			t->plugs[i].port[0] = '\0';
	/* "usb-storage 1-1.4:1.0"; uas does not say where. */
	is_stick = df_take(&port, DF_SPAN("usb-storage "));
	is_usb = is_stick || df_span_equal(ev->word, DF_SPAN("uas"));
	note_known(t->not_usb, ev->hctl.host, !is_usb);
	note_known(t->iscsi, ev->hctl.host,
		   df_span_find(ev->word, DF_SPAN("iSCSI")) < ev->word.len);
	/* That is one drive, and its names were let go of before the number was. */
	if (is_usb)
		mark_host_gone(t, ev->hctl.host);
	if (!is_stick)
		return;
	port.len = df_span_find(port, DF_SPAN(":"));
	df_text_copy(plug->port, sizeof(plug->port), port);
	plug->host = ev->hctl.host;
	t->next_plug = (t->next_plug + 1) % DF_PLUGS;
}

static struct df_plug *plug_at(struct df_table *t, struct df_span port)
{
	u32 i;

	for (i = 0; i < DF_PLUGS; i++)
		if (t->plugs[i].port[0] && df_span_equal(df_span_of(t->plugs[i].port), port))
			return &t->plugs[i];
	return NULL;
}

struct df_path *df_table_unplug(struct df_table *t, struct df_span port)
{
	struct df_plug *plug = plug_at(t, port);

	if (!plug)
		return NULL;
	plug->port[0] = '\0';
	return mark_host_gone(t, plug->host);
}

void df_table_stray(struct df_table *t, const struct df_event *ev)
{
	if (!plug_at(t, ev->word))
		t->stray = df_when_of(ev->rec);
}

void df_table_flush(struct df_table *t, const struct df_event *ev)
{
	struct df_path *p = df_path_at(t, &ev->hctl);
	struct df_when now = df_when_of(ev->rec);
	bool strayed = t->stray.seq && df_when_near(&t->stray, &now, UNPLUG_US);

	if (!p || !(ev->gone || (ev->parted && strayed)))
		return;
	mark_gone(t, p);
	/* It is known by now what that was. */
	if (strayed)
		t->stray.seq = 0;
}

/* Is it known where the drive behind @p hangs, and that nobody unplugged it there? */
static bool is_held(const struct df_table *t, const struct df_path *p)
{
	u32 host = p->hctl.host, i;

	if (is_known(t->not_usb, host))
		return true;
	for (i = 0; i < DF_PLUGS; i++)
		if (t->plugs[i].port[0] && t->plugs[i].host == host)
			return true;
	return !strcmp(p->disk->vendor, "ATA");
}

/* A drive that has come after @seq, and has no name so far. */
static bool has_nameless(const struct df_table *t, u64 seq)
{
	const struct df_disk *d;
	const struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			if (p->newest && p->attach_seq > seq && !p->name[0])
				return true;
	return false;
}

/* Something was unplugged since @p was heard of, and what has come now may have its name. */
static bool may_have_passed(const struct df_table *t, const struct df_path *p,
			    const struct df_when *now)
{
	u64 stray = t->stray.seq;

	return stray > p->called_seq && t->attached.seq > stray &&
	       df_when_near(&t->attached, now, NAMING_US) && !is_held(t, p) &&
	       has_nameless(t, stray);
}

/* Does another drive answer where that of @p was? */
static bool is_replaced(struct df_table *t, const struct df_path *p)
{
	const struct df_path *at = df_path_at(t, &p->hctl);

	return !at || at->disk != p->disk;
}

static struct df_path *find_gone(struct df_table *t)
{
	struct df_disk *d;
	struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			if (p->gone)
				return p;
	return NULL;
}

static void free_names(struct df_table *t)
{
	struct df_path *p;

	while ((p = find_gone(t))) {
		p->gone = false;
		lose_name(t, p);
	}
	t->unplugged = false;
}

void df_table_disown(struct df_table *t, const struct df_event *ev)
{
	struct df_path *p = df_path_named(t, ev->name);
	struct df_when now = df_when_of(ev->rec);

	if (p && p->has_hctl && !p->live && (is_replaced(t, p) || may_have_passed(t, p, &now)))
		lose_name(t, p);
}

struct df_path *df_table_epoch(struct df_table *t, const struct df_event *ev)
{
	bool replaces = forget(t, &ev->hctl);
	struct df_path *p;

	if (t->doubts)
		end_doubts(t, ev);
	if (!ev->is_disk)
		return NULL;
	if (t->unplugged)
		free_names(t);
	p = new_epoch(t, &ev->hctl);
	if (!p)
		return NULL;
	p->replaces = replaces;
	p->attach_seq = ev->rec->seq;
	t->attached = df_when_of(ev->rec);
	df_text_copy(p->disk->vendor, sizeof(p->disk->vendor), ev->vendor);
	df_text_copy(p->disk->model, sizeof(p->disk->model), ev->model);
	df_text_copy(p->disk->rev, sizeof(p->disk->rev), ev->rev);
	return p;
}

/*
 * @p gets another name, and nobody else its old one: what is said of that one is
 * still about @p's drive, as long as there is room to know it.
 */
static void keep_name(struct df_table *t, struct df_path *p)
{
	struct df_path *old;

	if (!p->named)
		return;
	set_named(t, p, false);
	old = df_table_take_path(t);
	if (!old)
		return;
	memset(old, 0, sizeof(*old));
	old->disk = p->disk;
	old->hctl = p->hctl;
	old->has_hctl = p->has_hctl;
	old->name_seq = p->name_seq;
	old->attach_seq = p->attach_seq;
	memcpy(old->name, p->name, sizeof(old->name));
	set_named(t, old, true);
	/* The older name first: the last one speaks for the drive. */
	old->next = p->disk->paths;
	p->disk->paths = old;
	trim_paths(t, p->disk, p);
}

/* No fault was put on it before @p was there. */
static bool is_younger(const struct df_disk *bare, const struct df_path *p)
{
	return !p->attached || (df_disk_total(bare) && bare->first.seq > p->attach_seq);
}

/*
 * @p is called @name from here on.  Faults that were put on the bare name are
 * @p's own, if nothing says that another drive was there: no attach line since,
 * and no other name for it before.
 */
static void claim_name(struct df_table *t, struct df_path *p, const char *name, u64 seq)
{
	char disk_name[DF_NAME_MAX];
	struct df_path *holder;
	bool was_its;

	df_whole_disk(disk_name, name);
	holder = find_named(t, disk_name);
	if (holder == p)
		return;
	/* It had this name before a younger epoch took it: a late word of its own. */
	if (holder && !strcmp(p->name, disk_name) && holder->attach_seq > p->attach_seq)
		return;
	/* Or it had lost the name, and nobody else has got it. */
	was_its = !p->name[0] || !strcmp(p->name, disk_name);
	if (holder && !holder->has_hctl && was_its && is_younger(holder->disk, p)) {
		struct df_disk *bare = holder->disk;

		free_path(t, holder);
		merge(t, bare, p->disk, p);
	} else if (holder) {
		lose_name(t, holder);
	}
	keep_name(t, p);
	memcpy(p->name, disk_name, sizeof(p->name));
	set_named(t, p, true);
	p->name_seq = seq;
	p->alive_seq = seq;
	p->disk->changed = true;
}

struct df_path *df_table_tie(struct df_table *t, const struct df_hctl *hctl,
			     const char *name, u64 seq)
{
	struct df_path *p = df_path_at(t, hctl);

	if (!p)
		p = new_path(t, DF_SCSI, hctl);
	if (p)
		p->doubted = false;
	if (p && name[0]) {
		claim_name(t, p, name, seq);
		p->called_seq = seq;
	}
	return p;
}

void df_table_join(struct df_table *t, const char *name, struct df_path *p)
{
	struct df_path *holder = find_named(t, name);
	struct df_disk *bare;

	if (!holder || holder->has_hctl || holder->disk == p->disk)
		return;
	bare = holder->disk;
	free_path(t, holder);
	/* It was a makeshift: whoever asks under which name will not know it. */
	bare->names_then[0] = '\0';
	memcpy(bare->last_name, p->name, sizeof(p->name));
	if (df_disk_total(bare))
		join_then(bare, p->name);
	merge(t, bare, p->disk, p);
}

/* What alone is known of a drive. */
enum half {
	HALF_ADDRESS,
	HALF_NAME,
	HALF_PORT,		/* of libata */
};

/* The path of a drive of which only that is known, or NULL. */
static struct df_path *half_path(const struct df_disk *d, enum half half)
{
	struct df_path *p = d->paths;

	if (d->kind != DF_SCSI || !p || p->next || p->attached || p->live)
		return NULL;
	if (half == HALF_ADDRESS)
		return p->has_hctl && !p->name[0] ? p : NULL;
	if (p->has_hctl)
		return NULL;
	if (half == HALF_NAME)
		return df_is_scsi_name(p->name) ? p : NULL;
	return df_is_ata_name(p->name) ? p : NULL;
}

static bool is_half(const struct df_disk *d)
{
	return half_path(d, HALF_ADDRESS) || half_path(d, HALF_NAME) || half_path(d, HALF_PORT);
}

/* The only drive of that sort that has failed at the moment, or NULL. */
static struct df_path *only_half(struct df_table *t, enum half half, const struct df_when *now)
{
	struct df_path *found = NULL, *p;
	struct df_disk *d;

	for (d = t->first; d; d = d->next) {
		p = half_path(d, half);
		/* Without a fault yet: what was said of it is still to be counted. */
		if (!p || (df_disk_total(d) && !df_when_near(&d->last, now, HALF_US)))
			continue;
		if (found)
			return NULL;
		found = p;
	}
	return found && df_disk_total(found->disk) ? found : NULL;
}

struct df_path *df_table_lone_address(struct df_table *t)
{
	struct df_path *found = NULL, *p;
	struct df_disk *d;

	for (d = t->first; d; d = d->next) {
		p = half_path(d, HALF_ADDRESS);
		if (p && found)
			return NULL;
		if (p)
			found = p;
	}
	return found;
}

/* A certain fault is not put on a drive for standing near by. */
static bool equally_certain(const struct df_disk *a, const struct df_disk *b)
{
	return (a->says & DF_SAYS_DRIVE) == (b->says & DF_SAYS_DRIVE);
}

void df_table_pair(struct df_table *t, const struct df_disk *d, const struct df_when *when)
{
	struct df_path *address, *named, *port;
	struct df_hctl hctl;
	char name[DF_NAME_MAX];

	if (!is_half(d))
		return;
	address = only_half(t, HALF_ADDRESS, when);
	named = only_half(t, HALF_NAME, when);
	port = only_half(t, HALF_PORT, when);
	if (address && named) {
		hctl = address->hctl;
		memcpy(name, named->name, sizeof(name));
		named = df_table_tie(t, &hctl, name, when->seq);
	}
	if (!named)
		named = address;
	if (!port || !named || !equally_certain(port->disk, named->disk))
		return;
	memcpy(name, port->name, sizeof(name));
	df_table_join(t, name, named);
}

struct df_path *df_table_by_name(struct df_table *t, const char *name)
{
	char disk_name[DF_NAME_MAX];
	enum df_disk_kind kind = DF_BLOCK;
	struct df_path *p;

	if (!name[0])
		return NULL;
	df_whole_disk(disk_name, name);
	p = find_named(t, disk_name);
	if (p)
		return p;
	if (df_is_scsi_name(disk_name) || df_is_ata_name(disk_name))
		kind = DF_SCSI;
	else if (df_is_volume(disk_name))
		kind = DF_VOLUME;
	p = new_path(t, kind, NULL);
	if (!p)
		return NULL;
	memcpy(p->name, disk_name, sizeof(p->name));
	set_named(t, p, true);
	return p;
}

void df_table_no_disk(struct df_table *t, const char *name)
{
	struct df_path *p = df_table_by_name(t, name);

	if (!p || p->no_disk)
		return;
	p->no_disk = true;
	df_disk_clear(t, p->disk);
}

void df_table_unname(struct df_table *t, const char *name)
{
	struct df_path *p = df_path_named(t, name);

	if (p)
		lose_name(t, p);
}

static struct df_path *find_named_like(struct df_table *t, struct df_span head)
{
	struct df_disk *d;
	struct df_path *p;

	for (d = t->first; d; d = d->next)
		for (p = d->paths; p; p = p->next)
			if (p->named && df_span_starts(df_span_of(p->name), head))
				return p;
	return NULL;
}

void df_table_unname_all(struct df_table *t, const char *head)
{
	struct df_path *p;

	while ((p = find_named_like(t, df_span_of(head))))
		lose_name(t, p);
}

struct df_path *df_table_log_serial(struct df_table *t, struct df_path *p,
				    struct df_span serial, u64 seq)
{
	char text[DF_SERIAL_MAX];
	struct df_disk *d = p->disk;
	struct df_hctl hctl = p->hctl;

	df_text_copy(text, sizeof(text), df_span_trim(serial));
	if (!text[0] || d->serial_source == DF_SERIAL_VPD)
		return p;
	if (d->serial[0] && strcmp(d->serial, text)) {
		/* Another drive answers there; its attach line was not printed. */
		retire(t, p);
		p = new_epoch(t, &hctl);
		if (!p)
			return NULL;
		d = p->disk;
	}
	memcpy(d->serial, text, sizeof(text));
	d->serial_source = DF_SERIAL_LOG;
	d->serial_seq = seq;
	d->changed = true;
	p->alive_seq = seq;
	d = join_twin(t, p);
	mark_shared(t, d);
	return p;
}

/* ---- from one boot to the next ---- */

static bool is_anonymous(const struct df_disk *d)
{
	return d->kind == DF_SCSI && !d->serial[0] && !d->wwid[0] && d->model[0];
}

/* The path on which @d sits, tied by lines alone, or NULL. */
static struct df_path *seat_of(const struct df_disk *d)
{
	struct df_path *p;

	for (p = d->paths; p; p = p->next)
		if (p->newest && p->attached && p->named && !p->live)
			return p;
	return NULL;
}

/* Is what sits on @p the drive that @old was, for all that the lines say? */
static bool same_seat(const struct df_disk *old, const struct df_path *p)
{
	const struct df_disk *d = p->disk;

	return is_anonymous(old) && is_anonymous(d) && !p->replaces &&
	       !strcmp(old->last_path_name, p->name) && !strcmp(old->vendor, d->vendor) &&
	       !strcmp(old->model, d->model) && !strcmp(old->rev, d->rev) &&
	       (!old->last_blocks || !p->blocks || old->last_blocks == p->blocks);
}

/* Whoever of an earlier boot sat where @p is: it is the same, or has gone. */
static void rejoin(struct df_table *t, struct df_path *p)
{
	struct df_disk *old, *same = NULL;

	for (old = t->first; old; old = old->next) {
		if (!old->stayed || old->boot == t->boot ||
		    !df_hctl_equal(&old->last_hctl, &p->hctl))
			continue;
		if (same_seat(old, p))
			same = old;
		old->stayed = false;
	}
	if (same)
		merge(t, p->disk, same, p);
}

void df_table_rejoin(struct df_table *t)
{
	struct df_disk *d, *next;
	struct df_path *p;

	for (d = t->first; d; d = next) {
		next = d->next;
		p = d->boot == t->boot ? seat_of(d) : NULL;
		if (p)
			rejoin(t, p);
	}
}

/* @d when its boot is over. */
static void leave_boot(struct df_table *t, struct df_disk *d)
{
	struct df_path *p, *next;

	d->fell_short = df_disk_lower_bound(t, d);
	d->stayed = d->stayed || seat_of(d);
	for (p = d->paths; p; p = next) {
		next = p->next;
		if (!p->live)
			free_path(t, p);
	}
	d->changed = true;
	if (!d->paths && !df_disk_total(d))
		kill_disk(t, d, NULL);
}

void df_table_boot(struct df_table *t)
{
	struct df_disk *d, *next;

	df_table_rejoin(t);
	for (d = t->first; d; d = next) {
		next = d->next;
		leave_boot(t, d);
	}
	t->boot++;
	memset(t->plugs, 0, sizeof(t->plugs));
	memset(t->not_usb, 0, sizeof(t->not_usb));
	memset(t->iscsi, 0, sizeof(t->iscsi));
	memset(&t->stray, 0, sizeof(t->stray));
	t->boot_shortfalls = t->shortfalls;
	for (d = t->first; d; d = d->next)
		if (d->paths)
			end_shortfalls(t, d);
}

/* ---- what the adapter says ---- */

static void take_identity(struct df_disk *d, const struct df_identity *id)
{
	char serial[DF_SERIAL_MAX];

	df_text_copy(serial, sizeof(serial), df_span_trim(id->serial));
	if (serial[0]) {
		memcpy(d->serial, serial, sizeof(d->serial));
		d->serial_source = DF_SERIAL_VPD;
	}
	df_text_copy(d->wwid, sizeof(d->wwid), df_span_trim(id->wwid));
	df_text_copy(d->vendor, sizeof(d->vendor), df_span_trim(id->vendor));
	df_text_copy(d->model, sizeof(d->model), df_span_trim(id->model));
	df_text_copy(d->rev, sizeof(d->rev), df_span_trim(id->rev));
	d->changed = true;
}

/* Is the device that @id describes the one that @p was given before? */
static bool still_there(const struct df_path *p, const struct df_identity *id)
{
	char serial[DF_SERIAL_MAX];

	df_text_copy(serial, sizeof(serial), df_span_trim(id->serial));
	return p->live && (!serial[0] || !strcmp(serial, p->disk->serial));
}

static struct df_path *path_for(struct df_table *t, const struct df_identity *id)
{
	struct df_path *p = df_path_at(t, &id->hctl);

	if (p && p->claimed) {
		/* It came back, and its attach line never reached us. */
		retire(t, p);
		return new_epoch(t, &id->hctl);
	}
	return p ? p : new_path(t, DF_SCSI, &id->hctl);
}

static void name_path(struct df_table *t, struct df_path *p, struct df_span name)
{
	char text[DF_NAME_MAX];

	if (!name.len || !df_text_copy(text, sizeof(text), name))
		return;
	claim_name(t, p, text, 0);
}

struct df_path *df_table_attach(struct df_table *t, const struct df_identity *id)
{
	struct df_path *p = df_path_at(t, &id->hctl);
	struct df_disk *d;

	if (p && still_there(p, id)) {
		name_path(t, p, id->name);
		return p;
	}
	p = path_for(t, id);
	if (!p)
		return NULL;
	name_path(t, p, id->name);
	p->claimed = true;
	take_identity(p->disk, id);
	/* Judge by what was there before it: it is not live yet. */
	d = join_twin(t, p);
	p->live = true;
	p->gone = false;
	d->changed = true;
	mark_shared(t, d);
	return p;
}

void df_table_detach(struct df_table *t, const struct df_hctl *hctl)
{
	struct df_path *p = df_path_at(t, hctl);

	if (!p || !p->live)
		return;
	p->live = false;
	p->disk->changed = true;
	df_table_settle(t, p->disk);
}

/* ---- counting ---- */

struct df_when df_when_of(const struct df_record *r)
{
	struct df_when when;

	when.seq = r->seq;
	when.time_us = r->time_us;
	when.wall_us = r->wall_us;
	when.flags = r->flags & (DF_REC_MONO | DF_REC_WALL);
	return when;
}

bool df_when_within(const struct df_when *a, const struct df_when *b, u64 us)
{
	u64 x, y;

	if (a->flags & b->flags & DF_REC_MONO) {
		x = a->time_us;
		y = b->time_us;
	} else if (a->flags & b->flags & DF_REC_WALL) {
		x = (u64)a->wall_us;
		y = (u64)b->wall_us;
	} else {
		return false;
	}
	return (x > y ? x - y : y - x) <= us;
}

bool df_when_near(const struct df_when *a, const struct df_when *b, u64 us)
{
	u64 apart = a->seq > b->seq ? a->seq - b->seq : b->seq - a->seq;

	return a->flags & b->flags ? df_when_within(a, b, us) : apart < NEAR_LINES;
}

void df_fault_place(struct df_fault *f, const struct df_path *p)
{
	f->disk = p->disk;
	f->has_hctl = p->has_hctl;
	f->hctl = p->hctl;
	f->attach_seq = p->attach_seq;
	f->name_seq = p->name_seq;
	memcpy(f->name, p->name, sizeof(f->name));
}

void df_fault_start(struct df_fault *f, const struct df_path *p, const struct df_event *ev)
{
	memset(f, 0, sizeof(*f));
	df_fault_place(f, p);
	f->first_seq = ev->rec->seq;
	/* A partition is its disk. */
	if (ev->name[0])
		df_whole_disk(f->name, ev->name);
	f->cls = ev->cls;
	f->says = ev->says;
	f->verified = (ev->rec->flags & DF_REC_VERIFIED) != 0;
	f->when = df_when_of(ev->rec);
	f->has_sector = ev->has_sector;
	f->sector = ev->sector;
	df_text_copy(f->text, sizeof(f->text), ev->rec->text);
}

void df_disk_place(struct df_disk *d, u64 enclosure, u32 slot)
{
	d->enclosure = enclosure;
	d->slot = slot;
	d->has_slot = true;
}

/*
 * Faults come in the order in which they are known to be over, which is not always that
 * of their records: libata's wait for the end of its error handling.  Of two boots only
 * the numbers of records have an order.
 */
static void set_moments(struct df_disk *d, const struct df_fault *f)
{
	bool any = df_disk_total(d);
	bool newer = !any || f->when.seq >= d->last.seq;

	if (!any || f->when.seq < d->first.seq)
		d->first = f->when;
	if (f->has_sector && (newer || !d->has_sector)) {
		d->has_sector = true;
		d->last_sector = f->sector;
	}
	if (f->name[0] && (newer || !d->last_name[0]))
		memcpy(d->last_name, f->name, sizeof(d->last_name));
	if (!newer)
		return;
	d->last = f->when;
	memcpy(d->evidence, f->text, sizeof(d->evidence));
}

void df_disk_count(const struct df_fault *f)
{
	struct df_disk *d = f->disk;

	set_moments(d, f);
	if (!f->again)
		d->faults[f->cls]++;
	d->says |= f->says;
	d->verified |= f->verified;
	if (f->name[0])
		join_then(d, f->name);
	d->changed = true;
	if (f->again)
		return;
	d->announce = true;
	d->announce_class = f->cls;
}

void df_disk_clear(struct df_table *t, struct df_disk *d)
{
	memset(d->faults, 0, sizeof(d->faults));
	memset(&d->first, 0, sizeof(d->first));
	memset(&d->last, 0, sizeof(d->last));
	memset(d->candidates, 0, sizeof(d->candidates));
	d->says = 0;
	d->verified = false;
	d->has_sector = false;
	d->last_sector = 0;
	d->last_name[0] = '\0';
	d->names_then[0] = '\0';
	d->evidence[0] = '\0';
	d->announce = false;
	d->shortfall_base = t->shortfalls;
	d->fell_short = false;
	d->changed = true;
}

/* ---- what is shown ---- */

u64 df_disk_total(const struct df_disk *d)
{
	u64 total = 0;
	int i;

	for (i = 0; i < DF_CLASSES; i++)
		total += d->faults[i];
	return total;
}

enum df_cause df_disk_cause(const struct df_disk *d)
{
	if (!df_disk_total(d))
		return DF_CAUSE_NONE;
	if (d->says & DF_SAYS_DRIVE)
		return DF_CAUSE_DRIVE;
	if (d->says & DF_SAYS_HOST)
		return DF_CAUSE_HOST;
	if (d->says & DF_SAYS_PATH)
		return DF_CAUSE_PATH;
	if ((d->says & DF_SAYS_CORRUPT) && !(d->says & DF_SAYS_IO))
		return DF_CAUSE_FILESYSTEM;
	return DF_CAUSE_UNKNOWN;
}

const char *df_cause_name(enum df_cause cause)
{
	static const char *const names[] = {
		"none", "unknown", "filesystem", "path", "host", "drive",
	};

	return names[cause];
}

const char *df_kind_name(enum df_disk_kind kind)
{
	static const char *const names[] = { "scsi", "block", "volume" };

	return names[kind];
}

bool df_disk_lower_bound(const struct df_table *t, const struct df_disk *d)
{
	return d->fell_short || (d->boot == t->boot && t->shortfalls != d->shortfall_base);
}

bool df_disk_present(const struct df_disk *d)
{
	const struct df_path *p;

	for (p = d->paths; p; p = p->next)
		if (p->live)
			return true;
	return false;
}

bool df_disk_shown(const struct df_disk *d)
{
	return df_disk_present(d) || df_disk_total(d);
}

/* Adds a word to a list of them; a word that does not fit is left out. */
static size_t add_word(char *to, size_t size, size_t used, const char *word, size_t n)
{
	if (used + n + 2 > size)
		return used;
	if (used)
		to[used++] = ' ';
	memcpy(to + used, word, n);
	to[used + n] = '\0';
	return used + n;
}

/* The path that speaks for a drive without a live one: the newest. */
static const struct df_path *last_path(const struct df_disk *d, bool hctl)
{
	const struct df_path *p, *found = NULL;

	for (p = d->paths; p; p = p->next)
		if (hctl ? p->has_hctl : p->name[0] != '\0')
			found = p;
	return found;
}

size_t df_disk_hctls(const struct df_disk *d, char *to, size_t size)
{
	bool any = df_disk_present(d);
	const struct df_path *p;
	const struct df_hctl *last = NULL;
	size_t used = 0;
	char text[88];

	to[0] = '\0';
	for (p = d->paths; p; p = p->next)
		if (p->live)
			used = add_word(to, size, used, text, df_hctl_text(text, &p->hctl));
	if (any)
		return used;
	p = last_path(d, true);
	if (p)
		last = &p->hctl;
	else if (d->has_last_hctl)
		last = &d->last_hctl;
	return last ? add_word(to, size, 0, text, df_hctl_text(text, last)) : 0;
}

size_t df_disk_names(const struct df_disk *d, char *to, size_t size)
{
	const struct df_path *p;
	const char *last;
	size_t used = 0;

	to[0] = '\0';
	for (p = d->paths; p; p = p->next)
		if (p->live && p->name[0])
			used = add_word(to, size, used, p->name, strlen(p->name));
	if (used)
		return used;
	p = last_path(d, false);
	last = p ? p->name : d->last_path_name;
	return last[0] ? add_word(to, size, 0, last, strlen(last)) : 0;
}
