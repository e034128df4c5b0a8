// SPDX-License-Identifier: GPL-2.0
/*
 * diskfault: names the serial of a failing drive from the errors in the kernel
 * log.  What the module is made of and who runs what: diskfault.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <diskfault/version.h>

#include "diskfault.h"

#define DF_ENTRIES_MIN	16
#define DF_ENTRIES_MAX	65536

static unsigned int max_entries = 4096;
module_param(max_entries, uint, 0444);
MODULE_PARM_DESC(max_entries, "Drives and volumes kept, 16 to 65536 (default: 4096)");

static bool replay = true;
module_param(replay, bool, 0444);
MODULE_PARM_DESC(replay, "Begin with what the log holds already (default: 1)");

static bool accept_user_records;
module_param(accept_user_records, bool, 0444);
MODULE_PARM_DESC(accept_user_records,
		 "For tests: believe records written to /dev/kmsg (default: 0)");

struct df_module df_module = {
	.lock		= __MUTEX_INITIALIZER(df_module.lock),
	.entries	= LIST_HEAD_INIT(df_module.entries),
	.roads		= LIST_HEAD_INIT(df_module.roads),
};

/**
 * df_spare() - have a spare disk and a spare path in the table
 * @m: the module
 *
 * Before each record, so that the engine allocates nothing.  Without memory it
 * makes do with what it has.
 *
 * Context: Process, with &df_module.lock held.  Whoever waits for it must not
 * have to wait for a disk, hence no I/O.
 */
void df_spare(struct df_module *m)
{
	const gfp_t gfp = GFP_NOIO | __GFP_NOWARN;
	struct df_entry *entry;
	struct df_road *road;

	lockdep_assert_held(&m->lock);
	entry = df_engine_wants_disk(&m->engine) ? kzalloc(sizeof(*entry), gfp) : NULL;
	if (entry) {
		list_add_tail(&entry->all, &m->entries);
		df_engine_give_disk(&m->engine, &entry->disk);
	}
	road = df_engine_wants_path(&m->engine) ? kzalloc(sizeof(*road), gfp) : NULL;
	if (road) {
		list_add_tail(&road->all, &m->roads);
		df_engine_give_path(&m->engine, &road->path);
	}
}

static int __init df_check_parameters(void)
{
	if (max_entries < DF_ENTRIES_MIN || max_entries > DF_ENTRIES_MAX) {
		pr_err("max_entries=%u is not between %u and %u\n",
		       max_entries, DF_ENTRIES_MIN, DF_ENTRIES_MAX);
		return -EINVAL;
	}
	if (accept_user_records)
		pr_notice("accepting records from user space: for tests only, root can forge faults\n");
	return 0;
}

static void df_free(struct df_module *m)
{
	struct df_entry *entry, *next_entry;
	struct df_road *road, *next_road;

	list_for_each_entry_safe(entry, next_entry, &m->entries, all)
		kfree(entry);
	list_for_each_entry_safe(road, next_road, &m->roads, all)
		kfree(road);
	kvfree(m->hosts);
}

static int __init df_init(void)
{
	struct df_module *m = &df_module;
	int ret;

	ret = df_check_parameters();
	if (ret)
		return ret;
	m->hosts = kvcalloc(DF_HOSTS, sizeof(*m->hosts), GFP_KERNEL);
	if (!m->hosts)
		return -ENOMEM;
	df_engine_init(&m->engine, m->hosts, DF_HOSTS, max_entries);
	m->engine.any_writer = accept_user_records;

	ret = -ENOMEM;
	m->wq = alloc_ordered_workqueue("diskfault", WQ_MEM_RECLAIM | WQ_HIGHPRI);
	if (!m->wq)
		goto err_free;
	ret = df_sysfs_start(m);
	if (ret) {
		pr_err("cannot create the class: error %d\n", ret);
		goto err_wq;
	}
	/* The log of before first: it says which drive sits where since when. */
	df_kmsg_start(m, replay);
	ret = df_scsi_start(m);
	if (ret) {
		pr_err("cannot register with the SCSI layer: error %d\n", ret);
		goto err_kmsg;
	}
	df_kmsg_listen(m);
	return 0;

err_kmsg:
	WRITE_ONCE(m->stopping, true);
	df_kmsg_stop(m);
	df_engine_close(&m->engine);
	df_sysfs_stop(m);
err_wq:
	destroy_workqueue(m->wq);
err_free:
	df_free(m);
	return ret;
}

static void __exit df_exit(void)
{
	struct df_module *m = &df_module;

	/*
	 * From here on a kick does nothing: one that is under way has the mutex,
	 * and the later ones see ->stopping.
	 */
	mutex_lock(&m->lock);
	WRITE_ONCE(m->stopping, true);
	mutex_unlock(&m->lock);

	/*
	 * Waits for callbacks that run; what they queue before they see
	 * ->stopping is cancelled below.  Those of the devices that are
	 * there are called once more, and have nothing to do.
	 */
	df_scsi_stop();

	/* Neither the bell nor a kick nor the work itself can queue it again. */
	df_kmsg_stop(m);

	/*
	 * Only attributes are left, which need the mutex: they see the table
	 * before or after this.  What was half told is counted.
	 */
	mutex_lock(&m->lock);
	df_engine_close(&m->engine);
	mutex_unlock(&m->lock);

	/* Waits for attributes that are being read; nobody is left after it. */
	df_sysfs_stop(m);
	destroy_workqueue(m->wq);
	df_free(m);
}

module_init(df_init);
module_exit(df_exit);

MODULE_DESCRIPTION("Names the serial of a failing drive from kernel log errors");
MODULE_VERSION(DISKFAULT_VERSION);
MODULE_LICENSE("GPL");
