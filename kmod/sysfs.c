// SPDX-License-Identifier: GPL-2.0
/*
 * Shows the engine's table: /sys/class/diskfault.
 *
 *	/sys/class/diskfault/
 *	|-- version
 *	|-- records_read ...			the log as a whole
 *	|-- disk0/				one per drive
 *	|   |-- serial, name, cause ...
 *	|   |-- evidence (0400)
 *	|   |-- clear (0200)
 *	|   `-- faults/
 *	|       |-- medium ...			one per class
 *	|       `-- total			poll(2)
 *	`-- volume0/				one per volume that was blamed
 *
 * Described in Documentation/ABI/testing/sysfs-class-diskfault.
 *
 * Only the work item adds and removes devices, and holds no lock of ours then:
 * the driver core waits for readers, and a reader may wait for the mutex.  So a
 * drive that is cleared does not go away within the write, but soon after.  An
 * entry that has left the table lives until its device is unregistered, after
 * which no attribute of it is read.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/kobject.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include <diskfault/abi.h>
#include <diskfault/version.h>

#include "diskfault.h"

#define DF_QUIET	HZ		/* between two uevents of one drive */
#define DF_LOOK		(2 * HZ)	/* between two looks at block devices */

static struct df_entry *df_entry_of(struct df_disk *d)
{
	return container_of(d, struct df_entry, disk);
}

/*
 * Attributes of a drive.  Each is a function of the entry, called with the mutex
 * held, that writes one value.  What does not exist is -ENODATA.
 */
typedef ssize_t (*df_emit_fn)(const struct df_entry *entry, char *buf);

static ssize_t df_show(struct device *dev, char *buf, df_emit_fn emit)
{
	const struct df_entry *entry = dev_get_drvdata(dev);
	ssize_t ret = -ENODEV;

	mutex_lock(&df_module.lock);
	if (!entry->disk.is_dead)
		ret = emit(entry, buf);
	mutex_unlock(&df_module.lock);
	return ret;
}

static ssize_t df_emit_text(char *buf, const char *text)
{
	return text[0] ? sysfs_emit(buf, "%s\n", text) : -ENODATA;
}

/* What the core has written into @buf, @len bytes of it, becomes a line. */
static ssize_t df_emit_list(char *buf, size_t len)
{
	if (!len)
		return -ENODATA;
	buf[len] = '\n';
	return len + 1;
}

/* On the clock of the log's stamps, if it has any (printk.time). */
static ssize_t df_emit_when(char *buf, const struct df_when *when)
{
	u32 us;
	u64 s;

	if (!(when->flags & DF_REC_MONO))
		return -ENODATA;
	s = div_u64_rem(when->time_us, USEC_PER_SEC, &us);
	return sysfs_emit(buf, "%llu.%06u\n", s, us);
}

#define DF_ATTR(_name, _mode, _emit)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	return df_show(dev, buf, _emit);					\
}										\
static struct device_attribute dev_attr_##_name =				\
	__ATTR(_name, _mode, _name##_show, NULL)

#define DF_TEXT(_name)								\
static ssize_t df_emit_##_name(const struct df_entry *entry, char *buf)		\
{										\
	return df_emit_text(buf, entry->disk._name);				\
}

DF_TEXT(serial)
DF_ATTR(serial, 0444, df_emit_serial);

DF_TEXT(wwid)
DF_ATTR(wwid, 0444, df_emit_wwid);

DF_TEXT(vendor)
DF_ATTR(vendor, 0444, df_emit_vendor);

DF_TEXT(model)
DF_ATTR(model, 0444, df_emit_model);

DF_TEXT(rev)
DF_ATTR(rev, 0444, df_emit_rev);

DF_TEXT(names_then)
DF_ATTR(names_then, 0444, df_emit_names_then);

DF_TEXT(last_name)
DF_ATTR(last_name, 0444, df_emit_last_name);

/* Text of the log: for those only who may read the log. */
DF_TEXT(evidence)
DF_ATTR(evidence, 0400, df_emit_evidence);

static ssize_t df_emit_kind(const struct df_entry *entry, char *buf)
{
	return sysfs_emit(buf, "%s\n", df_kind_name(entry->disk.kind));
}

DF_ATTR(kind, 0444, df_emit_kind);

static ssize_t df_emit_serial_source(const struct df_entry *entry, char *buf)
{
	switch (entry->disk.serial_source) {
	case DF_SERIAL_VPD:
		return sysfs_emit(buf, "vpd\n");
	case DF_SERIAL_LOG:
		return sysfs_emit(buf, "log\n");
	case DF_SERIAL_NONE:
		break;
	}
	return -ENODATA;
}

DF_ATTR(serial_source, 0444, df_emit_serial_source);

static ssize_t df_emit_serial_unique(const struct df_entry *entry, char *buf)
{
	return sysfs_emit(buf, "%d\n", df_disk_serial_unique(&entry->disk));
}

DF_ATTR(serial_unique, 0444, df_emit_serial_unique);

static ssize_t df_emit_hctl(const struct df_entry *entry, char *buf)
{
	return df_emit_list(buf, df_disk_hctls(&entry->disk, buf, PAGE_SIZE - 1));
}

DF_ATTR(hctl, 0444, df_emit_hctl);

static ssize_t df_emit_name(const struct df_entry *entry, char *buf)
{
	return df_emit_list(buf, df_disk_names(&entry->disk, buf, PAGE_SIZE - 1));
}

DF_ATTR(name, 0444, df_emit_name);

static ssize_t df_emit_present(const struct df_entry *entry, char *buf)
{
	bool present = entry->disk.kind == DF_SCSI ?
		df_disk_present(&entry->disk) : !entry->gone;

	return sysfs_emit(buf, "%d\n", present);
}

DF_ATTR(present, 0444, df_emit_present);

static ssize_t df_emit_cause(const struct df_entry *entry, char *buf)
{
	return sysfs_emit(buf, "%s\n", df_cause_name(df_disk_cause(&entry->disk)));
}

DF_ATTR(cause, 0444, df_emit_cause);

static ssize_t df_emit_lower_bound(const struct df_entry *entry, char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  df_disk_lower_bound(&df_module.engine.table, &entry->disk));
}

DF_ATTR(lower_bound, 0444, df_emit_lower_bound);

static ssize_t df_emit_first_fault(const struct df_entry *entry, char *buf)
{
	return df_emit_when(buf, &entry->disk.first);
}

DF_ATTR(first_fault, 0444, df_emit_first_fault);

static ssize_t df_emit_last_fault(const struct df_entry *entry, char *buf)
{
	return df_emit_when(buf, &entry->disk.last);
}

DF_ATTR(last_fault, 0444, df_emit_last_fault);

static ssize_t df_emit_last_sector(const struct df_entry *entry, char *buf)
{
	if (!entry->disk.has_sector)
		return -ENODATA;
	return sysfs_emit(buf, "%llu\n", entry->disk.last_sector);
}

DF_ATTR(last_sector, 0444, df_emit_last_sector);

static ssize_t df_emit_total(const struct df_entry *entry, char *buf)
{
	return sysfs_emit(buf, "%llu\n", df_disk_total(&entry->disk));
}

DF_ATTR(total, 0444, df_emit_total);

/* The counters are zero before the write returns. */
static ssize_t clear_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	struct df_entry *entry = dev_get_drvdata(dev);
	struct df_module *m = &df_module;

	if (!sysfs_streq(buf, "1"))
		return -EINVAL;
	mutex_lock(&m->lock);
	if (!entry->disk.is_dead) {
		df_engine_clear(&m->engine, &entry->disk);
		entry->told = false;
		entry->notify = true;
		df_kmsg_kick(m);
	}
	mutex_unlock(&m->lock);
	return count;
}

static struct device_attribute dev_attr_clear = __ATTR(clear, 0200, NULL, clear_store);

static struct attribute *df_disk_attrs[] = {
	&dev_attr_kind.attr,
	&dev_attr_serial.attr,
	&dev_attr_serial_source.attr,
	&dev_attr_serial_unique.attr,
	&dev_attr_wwid.attr,
	&dev_attr_vendor.attr,
	&dev_attr_model.attr,
	&dev_attr_rev.attr,
	&dev_attr_hctl.attr,
	&dev_attr_name.attr,
	&dev_attr_names_then.attr,
	&dev_attr_present.attr,
	&dev_attr_cause.attr,
	&dev_attr_lower_bound.attr,
	&dev_attr_first_fault.attr,
	&dev_attr_last_fault.attr,
	&dev_attr_last_sector.attr,
	&dev_attr_last_name.attr,
	&dev_attr_evidence.attr,
	&dev_attr_clear.attr,
	NULL
};

static const struct attribute_group df_disk_group = {
	.attrs	= df_disk_attrs,
};

/* One file per class, in the order of enum df_class; see df_name_counters(). */
static struct device_attribute df_counters[DF_CLASSES];
static struct attribute *df_faults_attrs[DF_CLASSES + 2];

static const struct attribute_group df_faults_group = {
	.name	= DF_ABI_FAULTS,
	.attrs	= df_faults_attrs,
};

static const struct attribute_group *df_groups[] = {
	&df_disk_group,
	&df_faults_group,
	NULL
};

static ssize_t df_counter_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct df_entry *entry = dev_get_drvdata(dev);
	ssize_t ret = -ENODEV;

	mutex_lock(&df_module.lock);
	if (!entry->disk.is_dead)
		ret = sysfs_emit(buf, "%llu\n", entry->disk.faults[attr - df_counters]);
	mutex_unlock(&df_module.lock);
	return ret;
}

/* The names are the core's, and stand nowhere else. */
static void df_name_counters(void)
{
	unsigned int i;

	for (i = 0; i < DF_CLASSES; i++) {
		df_counters[i].attr.name = df_class_name(i);
		df_counters[i].attr.mode = 0444;
		df_counters[i].show = df_counter_show;
		df_faults_attrs[i] = &df_counters[i].attr;
	}
	df_faults_attrs[i] = &dev_attr_total.attr;
}

/* What is said of the log as a whole. */

static ssize_t version_show(DF_CLASS_SHOW_ARGS(attr, buf))
{
	return sysfs_emit(buf, "%s\n", DISKFAULT_VERSION);
}

static struct class_attribute class_attr_version = __ATTR_RO(version);

#define DF_CLASS_ATTR(_name, _field)						\
static ssize_t _name##_show(DF_CLASS_SHOW_ARGS(attr, buf))			\
{										\
	u64 value;								\
										\
	mutex_lock(&df_module.lock);						\
	value = df_module.shown._field;						\
	mutex_unlock(&df_module.lock);						\
	return sysfs_emit(buf, "%llu\n", value);				\
}										\
static struct class_attribute class_attr_##_name = __ATTR_RO(_name)

DF_CLASS_ATTR(records_first, log.first);
DF_CLASS_ATTR(records_next, log.next);
DF_CLASS_ATTR(records_read, log.read);
DF_CLASS_ATTR(records_skipped, log.skipped);
DF_CLASS_ATTR(records_lost, log.lost);
DF_CLASS_ATTR(records_suppressed, suppressed);
DF_CLASS_ATTR(records_refused, refused);
DF_CLASS_ATTR(entries_evicted, evicted);

static const struct class_attribute *const df_class_attrs[] = {
	&class_attr_version,
	&class_attr_records_first,
	&class_attr_records_next,
	&class_attr_records_read,
	&class_attr_records_skipped,
	&class_attr_records_lost,
	&class_attr_records_suppressed,
	&class_attr_records_refused,
	&class_attr_entries_evicted,
};

static void df_remove_class_files(struct df_module *m, size_t n)
{
	while (n--)
		class_remove_file(m->class, df_class_attrs[n]);
}

/**
 * df_sysfs_start() - create the class
 * @m: the module
 *
 * Context: Process.
 * Return: 0, or a negative errno.
 */
int df_sysfs_start(struct df_module *m)
{
	size_t i;
	int ret;

	df_name_counters();
	m->look_at = jiffies;
	m->class = df_class_create(DF_ABI_CLASS);
	if (IS_ERR(m->class))
		return PTR_ERR(m->class);
	for (i = 0; i < ARRAY_SIZE(df_class_attrs); i++) {
		ret = class_create_file(m->class, df_class_attrs[i]);
		if (ret)
			goto err_files;
	}
	return 0;

err_files:
	df_remove_class_files(m, i);
	class_destroy(m->class);
	return ret;
}

/* A drive is to be seen: its directory, all files in it, and then the uevent. */
static void df_appear(struct df_module *m, struct df_entry *entry, enum df_disk_kind kind)
{
	struct device *dev;

	if (kind == DF_VOLUME)
		dev = device_create_with_groups(m->class, NULL, MKDEV(0, 0), entry,
						df_groups, DF_ABI_VOLUME "%u", m->volumes);
	else
		dev = device_create_with_groups(m->class, NULL, MKDEV(0, 0), entry,
						df_groups, DF_ABI_DISK "%u", m->disks);
	if (IS_ERR(dev))
		return;		/* no memory: the next run tries again */
	if (kind == DF_VOLUME)
		m->volumes++;
	else
		m->disks++;
	entry->dev = dev;
	entry->quiet_until = jiffies;
}

/* When this returns, no attribute is being read or will be. */
static void df_vanish(struct df_entry *entry)
{
	if (entry->dev)
		device_unregister(entry->dev);
	entry->dev = NULL;
}

/*
 * The path to say in the log: the one that the last fault came by, if it is
 * there.  NULL if there is nothing to say: no path is live, the serial means
 * nothing, or it was said before, of this device at this address.
 */
static const struct df_path *df_untold_path(struct df_entry *entry)
{
	const struct df_disk *d = &entry->disk;
	const struct df_path *p, *path = NULL;
	char name[DF_NAME_MAX];

	if (d->serial_source != DF_SERIAL_VPD || !df_disk_serial_unique(d))
		return NULL;
	df_whole_disk(name, d->last_name);
	for (p = d->paths; p; p = p->next)
		if (p->live && p->newest && p->name[0] && (!path || !strcmp(p->name, name)))
			path = p;
	if (!path)
		return NULL;
	if (entry->told && entry->told_epoch == path->attach_seq &&
	    df_hctl_equal(&entry->told_at, &path->hctl))
		return NULL;
	entry->told = true;
	entry->told_at = path->hctl;
	entry->told_epoch = path->attach_seq;
	return path;
}

/*
 * No message of the kernel holds a serial.  One line of ours per failing drive
 * ties it to the names in the lines around, for whoever reads the log later; it
 * is in the table of messages (core/formats.c).
 *
 * It is printed with the mutex held: a device that is leaving waits for the mutex
 * in df_scsi_remove(), and its successor at the address for it.  So the line
 * stands in the log before the one that announces another drive there.
 */
static void df_tell_log(struct df_module *m, struct df_entry *entry)
{
	const struct df_path *path;
	char hctl[64];

	mutex_lock(&m->lock);
	path = df_untold_path(entry);
	if (path) {
		df_hctl_text(hctl, &path->hctl);
		pr_notice("sd %s: [%s] first fault (SERIAL=%s)\n", hctl, path->name,
			  entry->disk.serial);
	}
	mutex_unlock(&m->lock);
}

/* What a uevent says, as it is when it is sent. */
static int df_announce(struct df_module *m, struct df_entry *entry)
{
	char serial[sizeof(DF_ABI_EVENT_SERIAL "=") + DF_SERIAL_MAX];
	char class[sizeof(DF_ABI_EVENT_CLASS "=") + 32];
	char total[sizeof(DF_ABI_EVENT_TOTAL "=") + 20];
	char *env[4] = { serial, class, total, NULL };
	const struct df_disk *d = &entry->disk;

	mutex_lock(&m->lock);
	scnprintf(serial, sizeof(serial), DF_ABI_EVENT_SERIAL "=%s", d->serial);
	scnprintf(class, sizeof(class), DF_ABI_EVENT_CLASS "=%s",
		  df_class_name(d->announce_class));
	scnprintf(total, sizeof(total), DF_ABI_EVENT_TOTAL "=%llu", df_disk_total(d));
	mutex_unlock(&m->lock);
	return kobject_uevent_env(&entry->dev->kobj, KOBJ_CHANGE, env);
}

/* Brings sysfs up to what is true of @entry.  Returns when to come again. */
static unsigned long df_update(struct df_module *m, struct df_entry *entry)
{
	enum df_disk_kind kind;
	unsigned long left, again = DF_QUIET;
	bool dead, shown, faulty, notify;

	mutex_lock(&m->lock);
	dead = entry->disk.is_dead;
	shown = df_disk_shown(&entry->disk);
	faulty = df_disk_total(&entry->disk) != 0;
	kind = entry->disk.kind;
	notify = entry->notify;
	entry->notify = false;
	mutex_unlock(&m->lock);

	if (dead)
		return 0;	/* it has left the table since; the next run takes it down */
	/* What was acknowledged in between is not announced. */
	if (!faulty)
		entry->owed = false;
	if (shown && !entry->dev) {
		df_appear(m, entry, kind);
		if (kind != DF_SCSI && entry->dev) {
			/* It may be gone soon: look now, while it is there. */
			m->look_at = jiffies;
			again = 0;
		}
	}
	if (!entry->dev)
		return DF_QUIET;
	if (notify)
		sysfs_notify(&entry->dev->kobj, DF_ABI_FAULTS, DF_ABI_TOTAL);
	/* Not time_before(): on 32 bits the last fault may be half a wrap ago. */
	left = entry->quiet_until - jiffies;
	if (entry->owed && left && left <= DF_QUIET)
		return left;
	if (entry->owed) {
		df_tell_log(m, entry);
		entry->owed = df_announce(m, entry) == -ENOMEM;
		entry->quiet_until = jiffies + DF_QUIET;
	}
	if (!shown)
		df_vanish(entry);
	return again;
}

/* Entries that have left the table.  What they owed is owed by what they became. */
static void df_collect_dead(struct df_module *m, struct list_head *dead)
{
	struct df_disk *d, *now;
	struct df_entry *entry;

	while ((d = df_engine_reap(&m->engine))) {
		entry = df_entry_of(d);
		now = df_disk_now(d);
		if (now && (entry->owed || d->announce)) {
			now->announce = true;
			now->announce_class = d->announce_class;
		}
		list_del(&entry->all);
		list_add_tail(&entry->todo, dead);
	}
}

/* Entries for which sysfs does not say what is true. */
static void df_collect_changed(struct df_module *m, struct list_head *changed)
{
	struct df_entry *entry;
	struct df_disk *d;

	for (d = m->engine.table.first; d; d = d->next) {
		entry = df_entry_of(d);
		if (d->announce) {
			d->announce = false;
			/* what fails is there; the next look knows better */
			entry->gone = false;
			entry->owed = true;
			entry->notify = true;
		}
		if (entry->owed || entry->notify || df_disk_shown(d) != !!entry->dev)
			list_add_tail(&entry->todo, changed);
	}
}

/*
 * Nobody tells of a block device that is not SCSI when it goes.  Its node can be
 * looked for without opening it; one that was never seen says nothing (the
 * machine may have no such nodes).
 */
static void df_look_for_block_devices(struct df_module *m)
{
	char path[sizeof("/dev/") + DF_NAME_MAX] = "/dev/";
	struct df_entry *entry;
	size_t len;
	int ret;

	if (time_before(jiffies, m->look_at))
		return;
	m->look_at = jiffies + DF_LOOK;
	/* Only the work item, which we are in, takes an entry off the list. */
	mutex_lock(&m->lock);
	list_for_each_entry(entry, &m->entries, all) {
		if (!entry->dev || entry->disk.kind == DF_SCSI)
			continue;
		len = df_disk_names(&entry->disk, path + 5, DF_NAME_MAX);
		mutex_unlock(&m->lock);
		ret = len ? df_is_block_device(path) : -ENOENT;
		mutex_lock(&m->lock);
		entry->seen |= !ret;
		entry->gone = entry->seen && ret;
	}
	mutex_unlock(&m->lock);
}

/**
 * df_sysfs_show() - bring sysfs up to date with the table
 * @m: the module
 *
 * Context: The work item, with no lock held.
 * Return: when to call again at the latest, in jiffies from now.
 */
unsigned long df_sysfs_show(struct df_module *m)
{
	struct df_entry *entry, *next;
	unsigned long wait = DF_LOOK;
	LIST_HEAD(changed);
	LIST_HEAD(dead);

	df_look_for_block_devices(m);

	mutex_lock(&m->lock);
	df_collect_dead(m, &dead);
	df_collect_changed(m, &changed);
	mutex_unlock(&m->lock);

	list_for_each_entry_safe(entry, next, &dead, todo) {
		df_vanish(entry);
		kfree(entry);
	}
	list_for_each_entry(entry, &changed, todo)
		wait = min(wait, df_update(m, entry));
	return wait;
}

/**
 * df_sysfs_stop() - take down all that is shown
 * @m: the module, which the work item and the SCSI layer have left
 *
 * Attributes may be read, and drives cleared, until their device is gone.
 *
 * Context: Process, with no lock held.
 */
void df_sysfs_stop(struct df_module *m)
{
	struct df_entry *entry;

	/* Faults of the last second are announced, not dropped. */
	list_for_each_entry(entry, &m->entries, all)
		entry->quiet_until = jiffies;
	df_sysfs_show(m);
	list_for_each_entry(entry, &m->entries, all)
		df_vanish(entry);
	df_remove_class_files(m, ARRAY_SIZE(df_class_attrs));
	class_destroy(m->class);
}
