// SPDX-License-Identifier: GPL-2.0
/* The coroutines of a SCSI host and of its open commands. */
#include <diskfault/host.h>

#define SECOND	1000000		/* in microseconds */
#define INCIDENT	(60 * SECOND)	/* what is aborted within this is one timeout */
#define GIVES_UP	(180 * SECOND)	/* after it, error handling has told what failed */

/* ---- one failed command ---- */

/* Which class tells more about the drive. */
static u32 class_rank(enum df_class cls)
{
	switch (cls) {
	case DF_MEDIUM:
		return 5;
	case DF_HARDWARE:
		return 4;
	case DF_TIMEOUT:
		return 3;
	case DF_TRANSPORT:
		return 2;
	case DF_OFFLINE:
		return 1;
	default:
		return 0;
	}
}

/* Takes over what @ev says, unless a line before it said more. */
static void weigh(struct df_command *c, const struct df_event *ev)
{
	enum df_class cls = c->fault.cls;
	struct df_fault *f = &c->fault;

	f->says |= ev->says;
	f->verified |= (ev->rec->flags & DF_REC_VERIFIED) != 0;
	f->when = df_when_of(ev->rec);
	c->failed |= ev->says != 0;
	/* A drive may refuse what it does not know; certain sense stays certain. */
	c->harmless = !ev->says && !(f->says & DF_SAYS_DRIVE);
	if (!ev->says && !c->harmless)
		return;
	if (c->failed && class_rank(ev->cls) < class_rank(cls))
		return;
	f->cls = ev->cls;
	df_text_copy(f->text, sizeof(f->text), ev->rec->text);
}

/*
 * A "hardware error" may be one of the link: bridges and CD-ROMs report what went wrong
 * on the cable so.  And where a device has failed and says nothing of it, usb-storage
 * makes one up, with DID_ERROR (drivers/usb/storage/transport.c).
 */
static bool is_of_link(enum df_class cls, u32 says, const struct df_event *asc)
{
	if (cls != DF_HARDWARE)
		return false;
	return asc->cls == DF_TRANSPORT || (asc->vague && (says & DF_SAYS_PATH));
}

/*
 * A hardware error and nothing more may be libata's, for a reader without a card
 * (ata_to_sense_error()): it makes no drive a failing one.  Nor does a medium that
 * somebody has put in, or taken out: floppies and cards are called a "medium error" too.
 */
bool df_host_relents(enum df_class *cls, u32 *says, const struct df_event *asc)
{
	bool link = is_of_link(*cls, *says, asc);

	if (!link && !(asc->vague && *cls == DF_HARDWARE) && !(asc->unfit && *cls == DF_MEDIUM))
		return false;
	*cls = link ? DF_TRANSPORT : DF_IO;
	*says = (*says & ~(u32)DF_SAYS_DRIVE) | (link ? DF_SAYS_PATH : DF_SAYS_IO);
	return true;
}

/*
 * The sense key decides; where its line is missing, a medium that could not be read
 * is known by this.
 */
static void hear_additional(struct df_command *c, const struct df_event *ev)
{
	struct df_fault *f = &c->fault;

	if (ev->cls == DF_MEDIUM && !c->sensed)
		weigh(c, ev);
	if (df_host_relents(&f->cls, &f->says, ev))
		df_text_copy(f->text, sizeof(f->text), ev->rec->text);
}

static void hear_part(struct df_command *c, const struct df_event *ev)
{
	struct df_fault *f = &c->fault;

	c->told |= ev->told;
	switch (ev->kind) {
	case DF_CMD_TRIED:
		c->tried = true;
		weigh(c, ev);
		break;
	case DF_CMD_SENSE:
		c->sensed = true;
		c->refused = ev->refused;
		weigh(c, ev);
		break;
	case DF_CMD_ASC:
		hear_additional(c, ev);
		break;
	case DF_CMD_RESULT:
		c->answered = c->asked;
		c->asked = false;
		c->gone = ev->gone;
		weigh(c, ev);
		break;
	case DF_DISK_FAULT:
		weigh(c, ev);
		break;
	case DF_CMD_CDB:
		/* What sd asks for itself has none: that was the result of a command. */
		if (c->answered)
			c->aside = false;
		c->ranged = true;
		c->tried |= ev->tried;
		c->over = c->tried;
		/* libata's word, if it told of these sectors, or that it is aborted */
		if (ev->says)
			weigh(c, ev);
		c->optional = ev->optional;
		/* smartd and its like ask what some bridges, if they are there, do not answer. */
		if (ev->query && !(f->says & DF_SAYS_DRIVE) && !c->gone)
			c->harmless = true;
		f->lba = ev->lba;
		f->blocks = ev->blocks;
		if (f->blocks && c->block_size) {
			f->sector = f->lba * (c->block_size / 512);
			f->has_sector = true;
		}
		break;
	case DF_BLOCK_ERROR:
		weigh(c, ev);
		f->sector = ev->sector;
		f->has_sector = ev->has_sector;
		c->over = true;
		break;
	default:
		break;
	}
}

/* Result, Sense Key, Add. Sense, CDB, block error: in this order, some missing. */
static int command(struct df_command *c)
{
	CO_BEGIN(c);
	while (!c->over) {
		CO_YIELD(c, NULL);
		hear_part(c, c->in);
	}
	CO_FINALLY(c);
	c->fault.incomplete = !c->over;
	CO_END(c);
}

static bool is_open(const struct df_command *c)
{
	return c->used && !co_finished(&c->co);
}

static bool counts(const struct df_command *c)
{
	/* Nor is a flush that a drive without a cache does not know. */
	if (c->refused && c->optional)
		return false;
	/*
	 * A failed probe or flush is no fault, not even with a hardware error:
	 * megaraid_sas volumes answer TEST UNIT READY so when all is well.
	 */
	return c->failed && !c->harmless && !c->aside && !c->told && c->fault.disk;
}

/* ---- the commands of a host ---- */

/* The older of two, either of which may be NULL.  Opening numbers may wrap. */
static struct df_command *older(const struct df_host *h, struct df_command *a,
				struct df_command *b)
{
	if (!a || !b)
		return a ? a : b;
	return h->opening - a->opened > h->opening - b->opened ? a : b;
}

static struct df_command *find_open(struct df_host *h, const struct df_hctl *hctl, s32 tag)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++) {
		struct df_command *c = &h->commands[i];

		if (is_open(c) && !c->tried && c->tag == tag && df_hctl_equal(&c->hctl, hctl))
			return c;
	}
	return NULL;
}

static struct df_command *find_free(struct df_host *h)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		if (!h->commands[i].used)
			return &h->commands[i];
	return NULL;
}

static struct df_command *find_oldest(struct df_host *h)
{
	struct df_command *oldest = NULL;
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		oldest = older(h, oldest, &h->commands[i]);
	return oldest;
}

static bool begins_group(enum df_kind kind)
{
	return kind == DF_CMD_RESULT || kind == DF_CMD_ASIDE || kind == DF_CMD_TRIED;
}

static bool is_part(enum df_kind kind)
{
	return begins_group(kind) || kind == DF_DISK_FAULT || kind == DF_CMD_SENSE ||
	       kind == DF_CMD_ASC || kind == DF_CMD_CDB;
}

/* Can @ev be a line of @c?  Each of its lines comes once. */
static bool may_go_on(const struct df_command *c, const struct df_event *ev)
{
	/* mpt3sas gives the tag with the CDB alone. */
	if (c->tag != ev->tag && !(c->tried && c->tag < 0 && ev->kind == DF_CMD_CDB))
		return false;
	switch (ev->kind) {
	case DF_CMD_RESULT:
		/* A tag means one command per hardware queue: this is another's. */
		return ev->tag < 0 || c->sensed || c->ranged || c->offline || c->tried;
	case DF_CMD_SENSE:
		return !c->sensed && !c->tried;
	case DF_CMD_CDB:
		/* That of an aborted one is not of one that has failed. */
		return !c->ranged && (c->tried || !ev->tried);
	case DF_CMD_TRIED:
		return c->tried;
	default:
		return !c->tried;
	}
}

/*
 * The open command that a line is about, or NULL: it begins another one.  Error
 * recovery says "Device offlined" once for each of its commands, without a tag.
 */
static struct df_command *find_heard(struct df_host *h, const struct df_event *ev)
{
	struct df_command *found = NULL;
	int i;

	if (ev->kind == DF_DISK_FAULT && ev->tag < 0)
		return NULL;
	for (i = 0; i < DF_COMMANDS; i++) {
		struct df_command *c = &h->commands[i];

		if (is_open(c) && df_hctl_equal(&c->hctl, &ev->hctl) && may_go_on(c, ev))
			found = older(h, found, c);
	}
	if (!found && !begins_group(ev->kind) && !ev->tried)
		found = find_open(h, &ev->hctl, ev->tag);
	return found;
}

/* @c ends before its last lines have come; what is said of it later is not new. */
static void end_early(struct df_host *h, struct df_command *c)
{
	if (!c->ranged && c->failed && !c->tried && !c->aside) {
		h->early = h->early_disk == c->fault.disk ? h->early + 1 : 1;
		h->early_disk = c->fault.disk;
		h->early_when = c->fault.when;
	}
	co_close(command, c);
}

/* Is this the last line of a command that has been told already? */
static bool told_early(struct df_host *h, const struct df_disk *d, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);

	if (!h->early || h->early_disk != d || (ev->says & DF_SAYS_DRIVE) ||
	    !df_when_within(&h->early_when, &now, SECOND))
		return false;
	h->early--;
	return true;
}

static void finish_all(struct df_host *h)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		if (is_open(&h->commands[i]))
			co_close(command, &h->commands[i]);
}

static void finish_at(struct df_host *h, const struct df_hctl *hctl)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++) {
		struct df_command *c = &h->commands[i];

		if (is_open(c) && df_hctl_equal(&c->hctl, hctl))
			co_close(command, c);
	}
}

/* Only the CDB of an aborted command can follow; @but is the one that it is of. */
static void finish_tried(struct df_host *h, const struct df_hctl *hctl,
			 const struct df_command *but)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++) {
		struct df_command *c = &h->commands[i];

		if (c != but && c->tried && is_open(c) && df_hctl_equal(&c->hctl, hctl))
			co_close(command, c);
	}
}

/* Up to 3.17 the result of what sd has asked looks like that of any command. */
static bool is_answer(const struct df_command *c, const struct df_event *ev)
{
	return ev->kind == DF_CMD_RESULT && c->asked && !c->sensed;
}

/* Ends the commands that are over because of what has come now. */
static void finish_ended(struct df_host *h)
{
	const struct df_event *ev = h->in;
	struct df_command *c;

	if (h->lost || !ev || ev->kind == DF_HOST_NEW) {
		finish_all(h);
	} else if (ev->kind == DF_DISK_NEW) {
		finish_at(h, &ev->hctl);
	} else if (is_part(ev->kind)) {
		c = find_heard(h, ev);
		finish_tried(h, &ev->hctl, c);
		/* "Offlining disk!" comes before the result of its command. */
		if (c && begins_group(ev->kind) && !c->offline && !is_answer(c, ev))
			end_early(h, c);
		else if (!c && !find_free(h))
			end_early(h, find_oldest(h));
	} else if (ev->kind == DF_BLOCK_ERROR) {
		finish_tried(h, &ev->hctl, NULL);
	}
}

static struct df_command *open_command(struct df_host *h, const struct df_path *p,
				       const struct df_event *ev)
{
	struct df_command *c = find_free(h);

	if (!c)
		return NULL;
	memset(c, 0, sizeof(*c));
	c->used = true;
	c->hctl = ev->hctl;
	c->tag = ev->tag;
	c->opened = h->opening++;
	c->block_size = p->block_size;
	c->aside = ev->kind == DF_CMD_ASIDE;
	c->asked = c->aside && !ev->word.len;
	df_fault_start(&c->fault, p, ev);
	c->fault.cls = DF_IO;
	c->fault.says = 0;
	c->fault.has_sector = false;
	co_next(command, c);
	return c;
}

/* Does the CDB of @c cover the sector, if a logical block has 512 << @shift bytes? */
static bool covers(const struct df_command *c, u64 sector, u32 shift)
{
	u64 block = sector >> shift;

	if (c->block_size && c->block_size != 512U << shift)
		return false;
	return block >= c->fault.lba && block - c->fault.lba < c->fault.blocks;
}

static bool may_be_struck(const struct df_command *c, const struct df_disk *d)
{
	return is_open(c) && !c->aside && !c->tried && c->fault.disk == d;
}

/*
 * The open command that a block error ends: the one whose CDB covers the sector
 * (sectors have 512 bytes, the drive's blocks 512 to 4096), else the newest of
 * those that have no range (a flush, a lost CDB line).
 */
static struct df_command *find_struck(struct df_host *h, const struct df_disk *d,
				      const struct df_event *ev)
{
	struct df_command *c, *silent = NULL;
	u32 shift;
	int i;

	for (shift = 0; ev->has_sector && shift <= 3; shift++)
		for (i = 0; i < DF_COMMANDS; i++) {
			c = &h->commands[i];
			if (may_be_struck(c, d) && covers(c, ev->sector, shift))
				return c;
		}
	for (i = 0; i < DF_COMMANDS; i++) {
		c = &h->commands[i];
		if (!may_be_struck(c, d) || c->fault.blocks)
			continue;
		if (!silent || h->opening - c->opened < h->opening - silent->opened)
			silent = c;
	}
	return silent;
}

/* ---- several drives at once ---- */

/*
 * Two drives of one host that fail for want of a path, or for no known reason,
 * within a second: it is the host, its cable or its power, and not the drives.
 */
static void suspect_host(struct df_host *h, struct df_fault *f)
{
	if ((f->says & DF_SAYS_DRIVE) || !(f->says & (DF_SAYS_PATH | DF_SAYS_IO)))
		return;
	/* One that was acknowledged meanwhile is no suspect any more. */
	if (h->suspect && h->suspect != f->disk && df_disk_total(h->suspect) &&
	    df_when_within(&h->suspect_when, &f->when, SECOND)) {
		f->says |= DF_SAYS_HOST;
		h->suspect->says |= DF_SAYS_HOST;
		h->suspect->changed = true;
	}
	h->suspect = f->disk;
	h->suspect_when = f->when;
}

/* ---- what error handling tries ---- */

/*
 * A driver aborts all commands of a drive that does not answer: that is one timeout.
 * They are sent anew when that or a reset has helped.  If it has not, one of them is
 * told of as failed, and this is how the same timeout ended.
 */
static bool is_same_trial(struct df_host *h, const struct df_fault *f)
{
	struct df_path *p = df_path_at(h->table, &f->hctl);

	if (p && p->tried.seq && df_when_near(&p->tried, &f->when, INCIDENT))
		return true;
	if (p) {
		p->tried = f->when;
		p->tried_open = true;
	}
	h->aborted = f->disk;
	h->aborted_when = f->when;
	return false;
}

static void end_trial(struct df_host *h, struct df_fault *f)
{
	struct df_path *p = f->has_hctl ? df_path_at(h->table, &f->hctl) : NULL;

	if (!p || !p->tried_open || (f->says & DF_SAYS_DRIVE) || f->cls == DF_OFFLINE)
		return;
	p->tried_open = false;
	f->again = df_when_near(&p->tried, &f->when, GIVES_UP);
}

/* What the host is behind has died, and that is why a drive of it did not answer. */
static void hear_lost(struct df_host *h, const struct df_event *ev)
{
	struct df_when now = df_when_of(ev->rec);

	if (!(ev->says & DF_SAYS_HOST) || !df_table_may_be_usb(h->table, h->number) ||
	    !h->aborted || !df_disk_total(h->aborted) ||
	    !df_when_near(&h->aborted_when, &now, INCIDENT))
		return;
	h->aborted->says |= ev->says;
	h->aborted->changed = true;
}

/* ---- what an event does ---- */

static void own_fault(struct df_host *h, const struct df_path *p, const struct df_event *ev)
{
	if (!ev->says)
		return;
	df_fault_start(&h->fault, p, ev);
	h->fault_ready = true;
}

static void hear_block_error(struct df_host *h, const struct df_event *ev)
{
	struct df_path *p = df_path_named(h->table, ev->name);
	struct df_command *c;

	if (!p)
		return;
	c = find_struck(h, p->disk, ev);
	/* Old kernels name the drive in this line alone. */
	if (c && !c->fault.name[0])
		memcpy(c->fault.name, p->name, sizeof(p->name));
	if (c)
		co_send(command, c, ev);
	else if (!told_early(h, p->disk, ev))
		own_fault(h, p, ev);
}

/*
 * "Device offlined" and "rejecting I/O" have no tag, and the result of their
 * command, if it has one, follows: it is the same failure.
 */
static void join_offline(struct df_host *h, struct df_command *c)
{
	struct df_command *said = find_open(h, &c->hctl, -1);

	if (!said || said == c || !said->offline)
		return;
	c->fault.cls = said->fault.cls;
	c->fault.says = said->fault.says;
	c->fault.first_seq = said->fault.first_seq;
	c->failed = true;
	said->harmless = true;
	co_close(command, said);
}

static void hear_command(struct df_host *h, struct df_path *p, const struct df_event *ev)
{
	struct df_command *c = find_heard(h, ev);

	if (!c) {
		c = open_command(h, p, ev);
		if (c && ev->kind == DF_CMD_RESULT)
			join_offline(h, c);
	}
	if (!c)
		return;
	if (!c->fault.name[0])
		memcpy(c->fault.name, p->name, sizeof(c->fault.name));
	c->offline = ev->kind == DF_DISK_FAULT;
	co_send(command, c, ev);
}

/* Where the drive sits, and its address there; of one that nobody knows it is nothing. */
static void hear_place(struct df_host *h, const struct df_event *ev)
{
	struct df_path *p = df_path_at(h->table, &ev->hctl);

	if (!p)
		return;
	if (ev->kind == DF_DISK_SAS) {
		p->disk->sas_address = ev->sector;
		return;
	}
	df_disk_place(p->disk, ev->sector, ev->count);
}

/* A line about a device: who it is, and then what happened to it. */
static void hear_device(struct df_host *h, const struct df_event *ev)
{
	struct df_path *p = df_path_at(h->table, &ev->hctl);

	/* Without a disk driver it may be anything, unless it is known as a disk. */
	if (!p && ev->driver != DF_DRIVER_SD && !df_is_scsi_name(ev->name))
		return;
	p = df_table_tie(h->table, &ev->hctl, df_is_scsi_name(ev->name) ? ev->name : "",
			 ev->rec->seq);
	if (!p)
		return;
	if (ev->kind == DF_DISK_BLOCKSIZE) {
		p->block_size = ev->count;
		p->blocks = ev->sector;
		p->alive_seq = ev->rec->seq;
	} else if (ev->kind == DF_DISK_SERIAL) {
		df_table_log_serial(h->table, p, ev->word, ev->rec->seq);
	} else if (is_part(ev->kind)) {
		hear_command(h, p, ev);
	}
}

static void hear(struct df_host *h)
{
	const struct df_event *ev = h->in;

	if (h->lost || !ev || ev->kind == DF_HOST_NEW)
		return;
	if (ev->kind == DF_DISK_NEW)
		df_table_epoch(h->table, ev);
	else if (ev->kind == DF_BLOCK_ERROR)
		hear_block_error(h, ev);
	else if (ev->kind == DF_DISK_SLOT || ev->kind == DF_DISK_SAS)
		hear_place(h, ev);
	else if (ev->kind == DF_HOST_LOST)
		hear_lost(h, ev);
	else
		hear_device(h, ev);
}

/* The next fault that is complete, or NULL.  The one before it is done with. */
static const struct df_fault *next_ready(struct df_host *h)
{
	int i;

	if (h->told)
		h->told->used = false;
	h->told = NULL;
	for (i = 0; i < DF_COMMANDS; i++) {
		struct df_command *c = &h->commands[i];

		if (!c->used || is_open(c))
			continue;
		if (!counts(c) || (c->tried && is_same_trial(h, &c->fault))) {
			c->used = false;
			continue;
		}
		h->told = c;
		if (!c->tried)
			end_trial(h, &c->fault);
		suspect_host(h, &c->fault);
		return &c->fault;
	}
	if (!h->fault_ready)
		return NULL;
	h->fault_ready = false;
	if (!h->fault.disk)
		return NULL;
	end_trial(h, &h->fault);
	suspect_host(h, &h->fault);
	return &h->fault;
}

int df_host(struct df_host *h)
{
	CO_BEGIN(h);
	do {
		CO_YIELD_CATCH(h, NULL, &h->lost);
		/* first what this ends, then what it says */
		finish_ended(h);
		while ((h->telling = next_ready(h)))
			CO_YIELD(h, h->telling);
		hear(h);
		while ((h->telling = next_ready(h)))
			CO_YIELD(h, h->telling);
	} while (h->lost || !h->in || h->in->kind != DF_HOST_NEW);
	CO_FINALLY(h);
	finish_all(h);
	CO_END(h);
}

const struct df_fault *df_host_left(struct df_host *h)
{
	return next_ready(h);
}

bool df_host_awaits(const struct df_host *h, const struct df_disk *d)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		if (may_be_struck(&h->commands[i], d))
			return true;
	return false;
}

bool df_host_is_telling(const struct df_host *h)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		if (is_open(&h->commands[i]) && counts(&h->commands[i]) && !h->commands[i].tried)
			return true;
	return false;
}

void df_host_mend(struct df_host *h)
{
	int i;

	for (i = 0; i < DF_COMMANDS; i++)
		h->commands[i].fault.disk = df_disk_now(h->commands[i].fault.disk);
	h->fault.disk = df_disk_now(h->fault.disk);
	h->aborted = df_disk_now(h->aborted);
	h->suspect = df_disk_now(h->suspect);
	h->early_disk = df_disk_now(h->early_disk);
}
