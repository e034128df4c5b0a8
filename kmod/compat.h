/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between kernels 5.10 and 7.3, and the only file that asks which
 * one it is built for.  Each entry names the release that changed it and what
 * the new form is; it can go when that release is the oldest one supported.
 */
#ifndef DISKFAULT_COMPAT_H
#define DISKFAULT_COMPAT_H

#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/kmsg_dump.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "diskfault needs Linux 5.10 or newer"
#endif

/*
 * A place in printk's ring.  Before 5.13 a dumper was its own iterator, and had
 * to say that it is active; it need not be registered.
 */
struct df_ring {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
	struct kmsg_dump_iter iter;
#else
	struct kmsg_dumper iter;
#endif
};

/**
 * df_ring_rewind() - go to the oldest record that `dmesg -C` has left
 * @ring: place
 *
 * Afterwards iter.cur_seq is where the last `dmesg -C` was made (0: never), and
 * iter.next_seq the number of the record to come.
 *
 * Context: Any but NMI (5.10 takes printk's lock).
 */
static inline void df_ring_rewind(struct df_ring *ring)
{
	memset(ring, 0, sizeof(*ring));
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 13, 0)
	ring->iter.active = true;
#endif
	kmsg_dump_rewind(&ring->iter);
}

/*
 * Since 5.13 every read, and not the rewind alone, starts behind the last
 * `dmesg -C`; before, nothing unread is ever skipped.
 */
#define DF_RING_CLAMPS	(LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0))

/* 6.4: class_create() lost its owner. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define df_class_create(name)	class_create(name)
#else
#define df_class_create(name)	class_create(THIS_MODULE, name)
#endif

/* 6.4: the callbacks of a class interface lost the interface. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define DF_INTERFACE_ARGS(dev)	struct device *dev
#else
#define DF_INTERFACE_ARGS(dev)	struct device *dev, struct class_interface *interface
#endif

/* 6.4: class attributes see their class and themselves as constant. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define DF_CLASS_SHOW_ARGS(attr, buf)					\
	const struct class *class, const struct class_attribute *attr, char *buf
#else
#define DF_CLASS_SHOW_ARGS(attr, buf)					\
	struct class *class, struct class_attribute *attr, char *buf
#endif

/* 5.11: lookup_bdev() says the number instead of taking a reference. */
static inline int df_lookup_bdev(const char *path)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	dev_t dev;

	return lookup_bdev(path, &dev);
#else
	struct block_device *bdev = lookup_bdev(path);

	if (IS_ERR(bdev))
		return PTR_ERR(bdev);
	bdput(bdev);
	return 0;
#endif
}

/**
 * df_is_block_device() - does a path name a block device?
 * @path: of a device node
 *
 * Opens nothing.  By 7.3 the root of a kernel thread is an empty place of its own:
 * it has to take that of the first process for as long as it looks.
 *
 * Context: Work item; may sleep.
 * Return: 0, or a negative errno.
 */
static inline int df_is_block_device(const char *path)
{
	int ret = -ENOENT;

#ifdef scoped_with_init_fs
	scoped_with_init_fs()
		ret = df_lookup_bdev(path);
#else
	ret = df_lookup_bdev(path);
#endif
	return ret;
}

#endif
