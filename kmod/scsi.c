// SPDX-License-Identifier: GPL-2.0
/*
 * Tells the engine of SCSI devices: who they are, and when they come and go.
 *
 * Everything is read when it is there to be read, and let go of at once: a
 * reference to a device would pin the driver of its adapter, and a command sent
 * to a failing disk would hang.  The VPD pages are those that the SCSI layer has
 * read itself.
 */
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include <scsi/scsi.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_driver.h>
#include <scsi/scsi_host.h>

#include "diskfault.h"

#define DF_NAMES	8		/* drives without a name, looked at together */
#define DF_NAME_AGAIN	(2 * HZ)
#define DF_NAME_MORE	(HZ / 10)	/* when there are more than that */

/* What is known of a device, and the bytes that its spans point to. */
struct df_facts {
	struct df_identity id;
	char name[DF_NAME_MAX];
	char serial[256];
	char wwid[256];
};

/* Drives, whatever they are made of; a qualifier says that nothing is there. */
static bool df_is_drive(const struct scsi_device *sdev)
{
	if (sdev->inq_periph_qual)
		return false;
	switch (sdev->type) {
	case TYPE_DISK:
	case TYPE_MOD:
	case TYPE_RBC:
	case TYPE_ZBC:
		return true;
	}
	return false;
}

static void df_hctl_of(struct df_hctl *hctl, const struct scsi_device *sdev)
{
	hctl->host = sdev->host->host_no;
	hctl->channel = sdev->channel;
	hctl->target = sdev->id;
	hctl->lun = sdev->lun;
}

/* Unit Serial Number: a length in bytes 2 and 3, then as many characters. */
static size_t df_read_serial(struct scsi_device *sdev, char *to, size_t size)
{
	const struct scsi_vpd *page;
	size_t len = 0;

	rcu_read_lock();
	page = rcu_dereference(sdev->vpd_pg80);
	if (page && page->len >= 4) {
		len = page->data[2] << 8 | page->data[3];
		len = min3(len, (size_t)page->len - 4, size);
		memcpy(to, &page->data[4], len);
	}
	rcu_read_unlock();
	return len;
}

/* As the device's own wwid file has it. */
static size_t df_read_wwid(struct scsi_device *sdev, char *to, size_t size)
{
	int len = scsi_vpd_lun_id(sdev, to, size);

	return len > 0 ? strnlen(to, size) : 0;
}

/* The disk that sd has made of the device is its child of class "block". */
static int df_read_name(struct device *dev, void *to)
{
	if (!dev->class || strcmp(dev->class->name, "block"))
		return 0;
	strscpy(to, dev_name(dev), DF_NAME_MAX);
	return 1;
}

/* A field of the INQUIRY data: fixed in length, not terminated. */
static struct df_span df_inquiry(const char *field, size_t size)
{
	struct df_span s = { field, field ? strnlen(field, size) : 0 };

	return s;
}

/*
 * The port of libata that the device is on, or 0.  A port is the parent of a SCSI
 * host of its own; behind a SAS expander the host is the adapter's.
 */
static u32 df_port_of(const struct scsi_device *sdev)
{
	struct df_span name = df_span_of(dev_name(sdev->host->shost_gendev.parent));
	u32 port;

	if (!df_take(&name, DF_SPAN("ata")) || !df_take_u32(&name, &port) || name.len)
		return 0;
	return port;
}

static void df_read_facts(struct scsi_device *sdev, struct df_facts *facts)
{
	struct df_identity *id = &facts->id;

	memset(id, 0, sizeof(*id));
	df_hctl_of(&id->hctl, sdev);
	id->port = df_port_of(sdev);
	facts->name[0] = '\0';
	device_for_each_child(&sdev->sdev_gendev, facts->name, df_read_name);
	id->name = df_span_of(facts->name);
	id->serial.p = facts->serial;
	id->serial.len = df_read_serial(sdev, facts->serial, sizeof(facts->serial));
	id->wwid.p = facts->wwid;
	id->wwid.len = df_read_wwid(sdev, facts->wwid, sizeof(facts->wwid));
	id->vendor = df_inquiry(sdev->vendor, 8);
	id->model = df_inquiry(sdev->model, 16);
	id->rev = df_inquiry(sdev->rev, 4);
}

/*
 * Called for all devices that there are when we register, and then for each new
 * one, before any driver is bound to it.  May sleep; the class is locked.
 */
static int df_scsi_add(DF_INTERFACE_ARGS(dev))
{
	struct scsi_device *sdev = to_scsi_device(dev->parent);
	struct df_module *m = &df_module;
	struct df_facts facts;

	if (!df_is_drive(sdev))
		return 0;
	df_read_facts(sdev, &facts);
	mutex_lock(&m->lock);
	if (!m->stopping) {
		/* The line that announces the device stands in the log already. */
		df_kmsg_catch_up(m);
		df_spare(m);
		df_engine_attach(&m->engine, &facts.id);
		m->changes++;
		m->name_until = jiffies + DF_NAME_LONG;
		df_kmsg_kick(m);
	}
	mutex_unlock(&m->lock);
	return 0;
}

static void df_scsi_remove(DF_INTERFACE_ARGS(dev))
{
	struct scsi_device *sdev = to_scsi_device(dev->parent);
	struct df_module *m = &df_module;
	struct df_hctl hctl;

	if (!df_is_drive(sdev))
		return;
	df_hctl_of(&hctl, sdev);
	mutex_lock(&m->lock);
	if (!m->stopping) {
		df_kmsg_catch_up(m);
		df_engine_detach(&m->engine, &hctl);
		m->changes++;
		df_kmsg_kick(m);
	}
	mutex_unlock(&m->lock);
}

static struct class_interface df_scsi_interface = {
	.add_dev	= df_scsi_add,
	.remove_dev	= df_scsi_remove,
};

/**
 * df_scsi_start() - be told of SCSI devices
 * @m: the module
 *
 * Context: Process; df_scsi_add() runs for those there are.
 * Return: 0, or a negative errno.
 */
int df_scsi_start(struct df_module *m)
{
	m->name_at = jiffies;
	m->name_until = jiffies;
	return scsi_register_interface(&df_scsi_interface);
}

/**
 * df_scsi_stop() - be told no more
 *
 * Context: Process; when it returns no callback runs or will.
 */
void df_scsi_stop(void)
{
	scsi_unregister_interface(&df_scsi_interface);
}

/* Is that device there, and what is it?  References live in here only. */
static bool df_look_up(const struct df_hctl *hctl, struct df_facts *facts)
{
	struct Scsi_Host *shost = scsi_host_lookup(hctl->host);
	struct scsi_device *sdev;
	bool found = false;

	if (!shost)
		return false;
	sdev = scsi_device_lookup(shost, hctl->channel, hctl->target, hctl->lun);
	/* First the host: what keeps its driver is the reference to the device. */
	scsi_host_put(shost);
	if (sdev) {
		found = df_is_drive(sdev);
		if (found)
			df_read_facts(sdev, facts);
		scsi_device_put(sdev);
	}
	return found;
}

/* Addresses of live drives that no line of the log has given a name, or of all. */
static unsigned int df_find_nameless(struct df_module *m, struct df_hctl *found, unsigned int max)
{
	const struct df_disk *d;
	const struct df_path *p;
	unsigned int n = 0;

	for (d = m->engine.table.first; d && n < max; d = d->next) {
		if (d->id < m->name_from)
			continue;
		for (p = d->paths; p && n < max; p = p->next)
			if (p->live && p->has_hctl && (m->name_all || !p->name[0]))
				found[n++] = p->hctl;
		m->name_from = d->id + 1;
	}
	if (!d) {
		m->name_from = 0;	/* begin anew next time */
		m->name_all = false;
	}
	return n;
}

/*
 * Errors of whoever had the name before may stand in the log unread; and another
 * device may have come to the address while we were looking.
 */
static void df_take_name(struct df_module *m, const struct df_facts *facts, u32 changes)
{
	mutex_lock(&m->lock);
	df_kmsg_catch_up(m);
	if (m->changes == changes && !m->stopping) {
		df_spare(m);
		df_engine_attach(&m->engine, &facts->id);
	}
	mutex_unlock(&m->lock);
}

/**
 * df_scsi_name() - find out what the log has not said
 * @m: the module
 *
 * A drive gets its name after it was added, and the log says which; but that
 * line may be lost, or be from before the first record.
 *
 * Context: The work item.
 * Return: when to call again at the latest, in jiffies from now.
 */
unsigned long df_scsi_name(struct df_module *m)
{
	struct df_hctl nameless[DF_NAMES];
	struct df_facts facts;
	unsigned int n = 0, i;
	unsigned long wait;
	u32 changes;

	wait = m->name_at - jiffies;
	if (wait && wait <= DF_NAME_AGAIN)
		return wait;

	mutex_lock(&m->lock);
	if (time_before(jiffies, m->name_until))
		n = df_find_nameless(m, nameless, DF_NAMES);
	else
		m->name_from = 0;
	changes = m->changes;
	mutex_unlock(&m->lock);

	for (i = 0; i < n; i++)
		if (df_look_up(&nameless[i], &facts) && facts.name[0])
			df_take_name(m, &facts, changes);
	wait = m->name_from ? DF_NAME_MORE : DF_NAME_AGAIN;
	m->name_at = jiffies + wait;
	return wait;
}
