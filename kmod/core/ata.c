// SPDX-License-Identifier: GPL-2.0
/* The coroutine of libata's error handling.  See ata.h. */
#include <diskfault/ata.h>

#define SECOND		1000000U	/* in microseconds */
#define AT_ONCE		10000U		/* lines of one message */
#define GIVEN_UP	(300 * SECOND)	/* from the last failure to the end of tries */

/* SError (SATA 3.3, "SError register"; include/linux/ata.h) */
#define SERR_DATA		0x00000100
#define SERR_PROTOCOL		0x00000400
#define SERR_PHYRDY_CHG		0x00010000
#define SERR_CRC		0x00200000
#define SERR_HANDSHAKE		0x00400000
#define SERR_DEV_XCHG		0x04000000

/* ---- ports ---- */

static struct df_port *find_port(struct df_ata *ata, u32 number)
{
	int i;

	for (i = 0; i < DF_PORTS; i++)
		if (ata->ports[i].number == number)
			return &ata->ports[i];
	return NULL;
}

/* The memory of port @number; the one silent longest makes room. */
static struct df_port *port_of(struct df_ata *ata, u32 number, u64 seq)
{
	struct df_port *port = find_port(ata, number);
	int i;

	if (!port) {
		port = &ata->ports[0];
		for (i = 1; i < DF_PORTS; i++)
			if (ata->ports[i].last_seq < port->last_seq)
				port = &ata->ports[i];
		memset(port, 0, sizeof(*port));
		port->number = number;
	}
	port->last_seq = seq;
	return port;
}

/* "ata3.00"; the name of a port's only device if the line does not say which. */
static void device_name(char *to, u32 port, s32 device)
{
	u32 n = device > 0 ? (u32)device : 0;
	size_t len;

	memcpy(to, "ata", 3);
	len = 3 + df_text_dec(to + 3, port);
	to[len++] = '.';
	to[len++] = (char)('0' + n / 10);
	to[len++] = (char)('0' + n % 10);
	to[len] = '\0';
}

/*
 * The address of a device: master and slave are targets of the port's host,
 * behind a port multiplier there are channels instead.  False: not known.
 */
static bool address_of(struct df_ata *ata, u32 number, s32 device, struct df_hctl *hctl)
{
	struct df_port *port = find_port(ata, number);
	u32 n = device > 0 ? (u32)device : 0;

	if (!port || !port->tied)
		return false;
	*hctl = port->hctl;
	if (port->exact)
		return port->device == (s32)n;
	hctl->target = n;
	if (n && !df_path_at(ata->table, hctl)) {
		hctl->target = 0;
		hctl->channel = n;
	}
	return true;
}

/* For want of an address. */
static struct df_path *named_by_port(struct df_ata *ata, u32 number, s32 device)
{
	char name[DF_NAME_MAX];

	device_name(name, number, device);
	return df_table_by_name(ata->table, name);
}

static struct df_path *drive_of(struct df_ata *ata, u32 number, s32 device, u64 seq)
{
	struct df_hctl hctl;

	if (address_of(ata, number, device, &hctl))
		return df_table_tie(ata->table, &hctl, "", seq);
	return named_by_port(ata, number, device);
}

/* What was put on the port's own name so far is the drive's at @port->hctl. */
static void join_name(struct df_ata *ata, const struct df_port *port, s32 device, u64 seq)
{
	char name[DF_NAME_MAX];
	struct df_path *p;

	device_name(name, port->number, device);
	if (!df_path_named(ata->table, name))
		return;
	p = df_table_tie(ata->table, &port->hctl, "", seq);
	if (p)
		df_table_join(ata->table, name, p);
}

static void tie(struct df_ata *ata, u32 number, s32 device, const struct df_hctl *hctl, u64 seq)
{
	struct df_port *port = port_of(ata, number, seq);

	port->tied = true;
	port->exact = true;
	port->device = device > 0 ? device : 0;
	port->hctl = *hctl;
	join_name(ata, port, device, seq);
}

void df_ata_tie_host(struct df_ata *ata, u32 number, u32 host)
{
	struct df_port *port = find_port(ata, number);

	/* It has not been heard of: then it is as old as any. */
	if (!port)
		port = port_of(ata, number, 0);
	memset(&port->hctl, 0, sizeof(port->hctl));
	port->hctl.host = host;
	port->tied = true;
	port->exact = false;
	join_name(ata, port, 0, 0);
}

/* ---- what sits at a port ---- */

static u32 device_bit(s32 device)
{
	return 1U << (device > 0 ? device : 0);
}

/* INQUIRY has room for less of a model than IDENTIFY. */
static void hear_model(struct df_ata *ata, const struct df_event *ev)
{
	struct df_port *port = port_of(ata, ev->port, ev->rec->seq);

	port->packets &= ~device_bit(ev->device);
	if (ev->device > 0)
		return;
	df_text_copy(port->model, sizeof(port->model),
		     df_span_trim(df_span_first(ev->word, DF_MODEL)));
	port->met = false;
}

/* The only port with this model of which SCSI has not told yet, or NULL. */
static struct df_port *only_port_with(struct df_ata *ata, struct df_span model)
{
	struct df_port *only = NULL;
	int i;

	for (i = 0; i < DF_PORTS; i++) {
		struct df_port *port = &ata->ports[i];

		if (!port->number || port->met || !df_span_equal(df_span_of(port->model), model))
			continue;
		if (only)
			return NULL;
		only = port;
	}
	return only;
}

/* There are more of a model than ports have told of: which is whose is not known. */
static void untie_model(struct df_ata *ata, const struct df_event *ev)
{
	int i;

	for (i = 0; i < DF_PORTS; i++) {
		struct df_port *port = &ata->ports[i];

		if (port->by_model && df_span_equal(df_span_of(port->model), ev->model) &&
		    !df_hctl_equal(&port->hctl, &ev->hctl)) {
			port->by_model = false;
			port->tied = false;
		}
	}
}

/* A drive is introduced at an address, as a port has introduced its own before. */
static void meet(struct df_ata *ata, const struct df_event *ev)
{
	struct df_port *port;

	if (!ev->is_disk || !ev->model.len || !df_span_equal(ev->vendor, DF_SPAN("ATA")))
		return;
	port = only_port_with(ata, ev->model);
	if (!port) {
		untie_model(ata, ev);
		return;
	}
	port->met = true;
	if (port->tied)
		return;
	port->by_model = true;
	port->tied = true;
	port->exact = true;
	port->device = 0;
	port->hctl = ev->hctl;
}

/* ---- the order in which hosts and ports are announced ---- */

static void untie_host(struct df_ata *ata, u32 host)
{
	int i;

	for (i = 0; i < DF_PORTS; i++)
		if (ata->ports[i].tied && ata->ports[i].hctl.host == host)
			ata->ports[i].tied = false;
}

/* A driver announces all its hosts and then, in the same order, all its ports. */
static void hear_host(struct df_ata *ata, const struct df_event *ev)
{
	char driver[DF_NAME_MAX];
	u32 i;

	df_text_copy(driver, sizeof(driver), ev->word);
	untie_host(ata, ev->hctl.host);
	if (ata->taken && ata->taken < ata->hosts) {
		/* Another driver comes in between: which port is whose? */
		for (i = 0; i < ata->hosts; i++)
			untie_host(ata, ata->first_host + i);
		ata->muddled = true;
	}
	if (!ata->taken && ata->hosts && ev->hctl.host == ata->first_host + ata->hosts &&
	    !strcmp(driver, ata->driver)) {
		ata->hosts++;
		return;
	}
	memcpy(ata->driver, driver, sizeof(driver));
	ata->adapter++;
	ata->first_host = ev->hctl.host;
	ata->hosts = 1;
	ata->taken = 0;
}

static void hear_port(struct df_ata *ata, const struct df_event *ev)
{
	struct df_port *port;

	/* Kernels before 2.6.21 announce the ports first. */
	if (ata->taken >= ata->hosts || (ata->taken && ev->port != ata->next_port))
		ata->muddled = true;
	if (ata->muddled)
		return;
	port = port_of(ata, ev->port, ev->rec->seq);
	memset(&port->hctl, 0, sizeof(port->hctl));
	port->hctl.host = ata->first_host + ata->taken++;
	port->tied = true;
	port->exact = false;
	port->adapter = ata->adapter;
	ata->next_port = ev->port + 1;
}

static u32 adapter_of(const struct df_ata *ata, const struct df_fault *f)
{
	int i;

	for (i = 0; f->has_hctl && i < DF_PORTS; i++) {
		const struct df_port *port = &ata->ports[i];

		if (port->tied && port->hctl.host == f->hctl.host)
			return port->adapter;
	}
	return 0;
}

void df_ata_suspect(struct df_ata *ata, struct df_fault *f)
{
	u32 adapter = adapter_of(ata, f);

	if (!adapter || (f->says & DF_SAYS_DRIVE) || !(f->says & (DF_SAYS_PATH | DF_SAYS_IO)))
		return;
	if (ata->suspect && ata->suspect != f->disk && ata->suspect_adapter == adapter &&
	    df_disk_total(ata->suspect) &&
	    df_when_within(&ata->suspect_when, &f->when, SECOND)) {
		f->says |= DF_SAYS_HOST;
		ata->suspect->says |= DF_SAYS_HOST;
		ata->suspect->changed = true;
	}
	ata->suspect = f->disk;
	ata->suspect_when = f->when;
	ata->suspect_adapter = adapter;
}

/* ---- reports ---- */

static struct df_report *find_free(struct df_ata *ata)
{
	int i;

	for (i = 0; i < DF_REPORTS; i++)
		if (!ata->reports[i].used)
			return &ata->reports[i];
	return NULL;
}

static struct df_report *find_oldest(struct df_ata *ata)
{
	struct df_report *oldest = &ata->reports[0];
	int i;

	for (i = 1; i < DF_REPORTS; i++)
		if (ata->opening - ata->reports[i].opened > ata->opening - oldest->opened)
			oldest = &ata->reports[i];
	return oldest;
}

static void finish_port(struct df_ata *ata, const struct df_event *ev)
{
	int i;

	for (i = 0; i < DF_REPORTS; i++) {
		struct df_report *r = &ata->reports[i];

		if (!r->used || r->port != ev->port)
			continue;
		r->ready = true;
		r->ended = df_when_of(ev->rec);
	}
	ata->open = NULL;
}

/* @all: also what waits for the end of a report that is under way. */
static void finish(struct df_ata *ata, bool all)
{
	int i;

	for (i = 0; i < DF_REPORTS; i++) {
		struct df_report *r = &ata->reports[i];
		struct df_port *port = find_port(ata, r->port);

		if (r->used && (all || !port || !port->handling))
			r->ready = true;
	}
	ata->open = NULL;
}

static struct df_report *open_report(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *r = find_free(ata);

	if (!r)
		return NULL;
	memset(r, 0, sizeof(*r));
	r->used = true;
	r->port = ev->port;
	r->device = ev->device;
	r->tag = -1;
	r->opened = ata->opening++;
	r->fault.cls = DF_IO;
	r->fault.first_seq = ev->rec->seq;
	r->fault.when = df_when_of(ev->rec);
	df_text_copy(r->fault.text, sizeof(r->fault.text), ev->rec->text);
	ata->open = r;
	return r;
}

/* The last command that a port told of, or NULL.  Those of several interleave. */
static struct df_report *under_way(struct df_ata *ata, u32 port)
{
	struct df_report *last = NULL;
	int i;

	for (i = 0; i < DF_REPORTS; i++) {
		struct df_report *r = &ata->reports[i];

		if (!r->used || r->ready || r->port != port)
			continue;
		if (!last || last->opened - r->opened > 0x7fffffff)
			last = r;
	}
	return last;
}

/* The report that a line goes on with; a new one if it is about another command. */
static struct df_report *go_on(struct df_ata *ata, const struct df_event *ev, bool anew)
{
	struct df_report *r = under_way(ata, ev->port);

	ata->open = r;
	if (r && r->link) {
		/* The exception was about a command after all. */
		r->link = false;
		r->fault.cls = DF_IO;
		r->fault.says = 0;
		return r;
	}
	return r && !anew ? r : open_report(ata, ev);
}

/* Takes over what @ev says of the command. */
static void weigh(struct df_report *r, const struct df_event *ev)
{
	struct df_fault *f = &r->fault;

	f->says |= ev->says;
	f->verified |= (ev->rec->flags & DF_REC_VERIFIED) != 0;
	f->when = df_when_of(ev->rec);
	if (ev->cls == DF_IO)
		return;
	f->cls = ev->cls;
	/* "res ..." alone names no port */
	if (ev->kind != DF_ATA_RES)
		df_text_copy(f->text, sizeof(f->text), ev->rec->text);
}

/* ---- the lines of a report ---- */

static void mark_failed(struct df_ata *ata, u32 number, const struct df_record *rec)
{
	struct df_port *port = port_of(ata, number, rec->seq);

	port->failed = true;
	port->lost = 0;
	port->failed_when = df_when_of(rec);
}

/* The link itself; but not when somebody has pulled the drive, or plugged it. */
static void hear_exception(struct df_ata *ata, const struct df_event *ev)
{
	struct df_port *port = port_of(ata, ev->port, ev->rec->seq);
	struct df_report *r;

	port->handling = true;
	ata->open = NULL;
	if (!(ev->flags & (SERR_DATA | SERR_PROTOCOL | SERR_CRC | SERR_HANDSHAKE)) ||
	    (ev->flags & (SERR_PHYRDY_CHG | SERR_DEV_XCHG)))
		return;
	r = open_report(ata, ev);
	if (!r)
		return;
	r->link = true;
	r->fault.cls = DF_TRANSPORT;
	r->fault.says = DF_SAYS_PATH;
	r->fault.verified = (ev->rec->flags & DF_REC_VERIFIED) != 0;
}

static void hear_name(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *r = go_on(ata, ev, true);

	mark_failed(ata, ev->port, ev->rec);
	if (!r)
		return;
	r->not_disk = !ev->is_disk;
	weigh(r, ev);
}

/* The block that failed, where the registers name one of the command's. */
static void take_bad_block(struct df_report *r, const struct df_event *ev)
{
	if (!ev->has_sector || ev->sector < r->lba || ev->sector - r->lba >= r->blocks)
		return;
	r->fault.sector = ev->sector;
	r->fault.has_sector = true;
}

static void hear_registers(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *r = under_way(ata, ev->port);

	r = go_on(ata, ev, r && r->has_command);
	mark_failed(ata, ev->port, ev->rec);
	if (!r)
		return;
	r->has_command = true;
	r->not_disk |= !ev->is_disk;
	r->lba = ev->lba;
	r->blocks = ev->blocks;
	r->tag = ev->tag;
	r->judged = ev->rec->more.len != 0;
	take_bad_block(r, ev);
	weigh(r, ev);
}

/* "res ..." stands below "cmd ...", and alone where the record was split. */
static void hear_result(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *r = ata->open;

	if (ev->port) {
		r = go_on(ata, ev, true);
		mark_failed(ata, ev->port, ev->rec);
	}
	if (!r || r->judged)
		return;
	/* Before 2.6.18 the registers of what took too long are read anew, and come next. */
	r->judged = !ev->head;
	take_bad_block(r, ev);
	weigh(r, ev);
}

/* The error register; it is stale when the link has failed, or nothing came. */
static void hear_error(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *r = go_on(ata, ev, false);

	if (!r || (r->judged && (r->fault.cls == DF_TRANSPORT || r->fault.cls == DF_TIMEOUT)))
		return;
	weigh(r, ev);
}

/* A drive that was never ready has no address, though its port may have one. */
static struct df_path *lost_drive(struct df_ata *ata, const struct df_event *ev)
{
	struct df_hctl at;

	if (address_of(ata, ev->port, ev->device, &at) && !df_path_at(ata->table, &at))
		return named_by_port(ata, ev->port, ev->device);
	return drive_of(ata, ev->port, ev->device, ev->rec->seq);
}

/* EBUSY: something sits there, and is never ready; of nothing it would be another. */
static void hear_mute(struct df_ata *ata, const struct df_event *ev)
{
	if (ev->err == EBUSY)
		mark_failed(ata, ev->port, ev->rec);
}

/*
 * A drive that somebody has pulled is given up as well: there nothing had failed.
 * First the port is, and then each device that is known there.
 */
static void hear_lost(struct df_ata *ata, const struct df_event *ev)
{
	struct df_port *port = port_of(ata, ev->port, ev->rec->seq);
	struct df_when now = df_when_of(ev->rec);
	struct df_path *p;

	if (!port->failed || !df_when_within(&port->failed_when, &now, GIVEN_UP))
		return;
	if ((port->lost | port->packets) & device_bit(ev->device))
		return;
	port->lost |= device_bit(ev->device);
	p = lost_drive(ata, ev);
	if (!p)
		return;
	df_fault_start(&ata->fault, p, ev);
	ata->lost_ready = true;
}

static void hear_end(struct df_ata *ata, const struct df_event *ev)
{
	port_of(ata, ev->port, ev->rec->seq)->handling = false;
}

/* ---- what sd says of the same commands ---- */

/*
 * A sense key names no block: that of a command without a tag is of one of which the
 * registers say as much, while they are being told.  What follows may be cut off.
 */
static bool same_sense(const struct df_report *r, const struct df_event *ev)
{
	if (!r->has_command || !(ev->says & r->fault.says & DF_SAYS_DRIVE))
		return false;
	return ev->tag < 0 || ev->tag == r->tag;
}

/* In the next line, or in the log of several machines at that time. */
static bool is_at_once(const struct df_report *r, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);

	return now.seq - r->fault.when.seq <= 2 || df_when_within(&r->fault.when, &now, AT_ONCE);
}

static bool same_place(const struct df_report *r, const struct df_event *ev)
{
	u64 at = ev->kind == DF_BLOCK_ERROR ? ev->sector : ev->lba;

	if (ev->kind == DF_CMD_SENSE)
		return same_sense(r, ev);
	/* Before 2.6.18 there are no registers, and what sd has to say follows at once. */
	if (!r->has_command)
		return (ev->kind == DF_CMD_RESULT || ev->kind == DF_CMD_CDB) && is_at_once(r, ev);
	if (ev->kind == DF_CMD_RESULT)
		return ev->tag >= 0 && ev->tag == r->tag;
	if (ev->kind == DF_CMD_CDB && !ev->blocks && !ev->cut)
		return !r->blocks;
	if (ev->kind == DF_BLOCK_ERROR && !ev->has_sector)
		return !r->blocks;
	return at >= r->lba && at - r->lba < r->blocks;
}

/*
 * Error handling may be over before sd tells what became of its commands: that comes
 * in the next moment, and shows which drive it was.  A tag alone shows nothing then.
 */
static bool may_be_spent(const struct df_report *r, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);

	return !r->used && r->spent && r->blocks && ev->kind != DF_CMD_RESULT &&
	       df_when_within(&r->ended, &now, SECOND);
}

/* libata's drives introduce themselves as its own. */
static bool is_of_another(struct df_ata *ata, const struct df_hctl *hctl)
{
	const struct df_path *p = df_path_at(ata->table, hctl);

	return p && p->attached && strcmp(p->disk->vendor, "ATA");
}

/* Is @r about the drive at @hctl?  Not known yet: it may be, if nobody else is. */
static bool same_drive(struct df_ata *ata, const struct df_report *r, const struct df_hctl *hctl)
{
	struct df_hctl at;

	if (address_of(ata, r->port, r->device, &at))
		return df_hctl_equal(&at, hctl);
	return !is_of_another(ata, hctl);
}

/* The reported command that @ev is about; NULL: none, or more than one drive's. */
static struct df_report *find_told(struct df_ata *ata, const struct df_event *ev)
{
	struct df_report *found = NULL;
	int i;

	for (i = 0; i < DF_REPORTS; i++) {
		struct df_report *r = &ata->reports[i];

		if ((!r->used && !may_be_spent(r, ev)) || r->link || !same_place(r, ev) ||
		    !same_drive(ata, r, &ev->hctl))
			continue;
		if (found && found->port != r->port)
			return NULL;
		if (!found || r->opened - found->opened > 0x7fffffff)
			found = r;
	}
	return found;
}

void df_ata_join(struct df_ata *ata, struct df_event *ev)
{
	struct df_report *r = find_told(ata, ev);
	struct df_hctl at;

	if (!r)
		return;
	if (!address_of(ata, r->port, r->device, &at))
		tie(ata, r->port, r->device, &ev->hctl, ev->rec->seq);
	if (!r->used) {
		ev->told = true;
		ev->says = 0;
		return;
	}
	ev->says |= r->fault.says;
	if (r->fault.cls != DF_IO && !r->not_disk)
		ev->cls = r->fault.cls;
	r->used = false;
	if (ata->open == r)
		ata->open = NULL;
}

/* ---- the coroutine ---- */

/* Is this the first line about a command? */
static bool opens(struct df_ata *ata, const struct df_event *ev)
{
	const struct df_report *r = under_way(ata, ev->port);

	switch (ev->kind) {
	case DF_ATA_EXCEPTION:
	case DF_ATA_FAILED:
		return true;
	case DF_ATA_CMD:
		return !r || r->has_command;
	case DF_ATA_RES:
		return ev->port != 0;
	case DF_ATA_ERROR:
		return !r;
	default:
		return false;
	}
}

/* Ends the reports that are over because of what has come now. */
static void finish_ended(struct df_ata *ata)
{
	const struct df_event *ev = ata->in;

	if (ata->lost || !ev)
		finish(ata, ata->lost != 0);
	else if (ev->kind == DF_ATA_EXCEPTION || ev->kind == DF_ATA_DONE)
		finish_port(ata, ev);
	else if (opens(ata, ev) && !find_free(ata))
		find_oldest(ata)->ready = true;
}

static void hear(struct df_ata *ata)
{
	const struct df_event *ev = ata->in;

	if (ata->lost || !ev)
		return;
	switch (ev->kind) {
	case DF_HOST_NEW:
		hear_host(ata, ev);
		return;
	case DF_ATA_PORT:
		hear_port(ata, ev);
		return;
	case DF_ATA_MODEL:
		hear_model(ata, ev);
		return;
	case DF_ATA_PACKET:
		port_of(ata, ev->port, ev->rec->seq)->packets |= device_bit(ev->device);
		return;
	case DF_ATA_MUTE:
		hear_mute(ata, ev);
		return;
	case DF_DISK_NEW:
		meet(ata, ev);
		return;
	case DF_ATA_TIED:
		tie(ata, ev->port, ev->device, &ev->hctl, ev->rec->seq);
		return;
	case DF_ATA_EXCEPTION:
		hear_exception(ata, ev);
		return;
	case DF_ATA_FAILED:
		hear_name(ata, ev);
		return;
	case DF_ATA_CMD:
		hear_registers(ata, ev);
		return;
	case DF_ATA_RES:
		hear_result(ata, ev);
		return;
	case DF_ATA_ERROR:
		hear_error(ata, ev);
		return;
	case DF_ATA_DONE:
		hear_end(ata, ev);
		return;
	default:
		hear_lost(ata, ev);
		return;
	}
}

/* Puts what was reported on the drive at that port. */
static bool place(struct df_ata *ata, const struct df_report *r)
{
	struct df_path *p;

	if (r->not_disk || !r->fault.says)
		return false;
	p = drive_of(ata, r->port, r->device, r->fault.first_seq);
	if (!p)
		return false;
	ata->fault = r->fault;
	df_fault_place(&ata->fault, p);
	if (p->block_size)
		ata->fault.sector *= p->block_size / 512;
	return true;
}

static struct df_report *find_ready(struct df_ata *ata)
{
	struct df_report *first = NULL;
	int i;

	for (i = 0; i < DF_REPORTS; i++) {
		struct df_report *r = &ata->reports[i];

		if (r->used && r->ready && (!first || r->opened - first->opened > 0x7fffffff))
			first = r;
	}
	return first;
}

/* The next fault that is complete, or NULL. */
static const struct df_fault *next_ready(struct df_ata *ata)
{
	struct df_report *r;
	struct df_hctl at;

	if (ata->lost_ready) {
		ata->lost_ready = false;
		return ata->fault.disk ? &ata->fault : NULL;
	}
	while ((r = find_ready(ata))) {
		r->used = false;
		r->spent = !address_of(ata, r->port, r->device, &at);
		if (place(ata, r))
			return &ata->fault;
	}
	return NULL;
}

int df_ata(struct df_ata *ata)
{
	CO_BEGIN(ata);
	for (;;) {
		CO_YIELD_CATCH(ata, NULL, &ata->lost);
		/* first what this ends, then what it says */
		finish_ended(ata);
		while ((ata->telling = next_ready(ata)))
			CO_YIELD(ata, ata->telling);
		hear(ata);
		while ((ata->telling = next_ready(ata)))
			CO_YIELD(ata, ata->telling);
	}
	CO_FINALLY(ata);
	finish(ata, true);
	CO_END(ata);
}

void df_ata_begin(struct df_ata *ata, struct df_table *table)
{
	memset(ata, 0, sizeof(*ata));
	ata->table = table;
	co_next(df_ata, ata);
}

const struct df_fault *df_ata_left(struct df_ata *ata)
{
	return next_ready(ata);
}

void df_ata_mend(struct df_ata *ata)
{
	ata->fault.disk = df_disk_now(ata->fault.disk);
	ata->suspect = df_disk_now(ata->suspect);
}
