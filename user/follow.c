// SPDX-License-Identifier: GPL-2.0
/* Following the module.  See follow.h. */
#include <fcntl.h>
#include <libudev.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <diskfault/abi.h>

#include "follow.h"
#include "late.h"
#include "source/await.h"
#include "source/file.h"
#include "source/sysfs.h"
#include "xalloc.h"

#define LIBRARY		"libudev.so.1"

LATE_NEEDED(LIBRARY, "uevents", "Hearing of faults as they come");

#define FUNCTIONS(F) \
	F(udev_device_get_property_value) F(udev_device_get_sysname) F(udev_device_unref) \
	F(udev_monitor_enable_receiving) F(udev_monitor_filter_add_match_subsystem_devtype) \
	F(udev_monitor_get_fd) F(udev_monitor_new_from_netlink) F(udev_monitor_receive_device) \
	F(udev_monitor_unref) F(udev_new) F(udev_unref)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

#define LOOK_MS		500	/* between two looks that nothing asked for */

/* One entry of the class, and its total as it was. */
struct watched {
	char *entry;
	int fd;			/* of faults/total; -1 if it cannot be had */
	bool known;
	u64 total;
	struct number first;	/* total when it was read first, if that was the first look */
	u64 heard;		/* total by the last uevent that was overheard */
};

/* In the order of struct pollfd: these, then the entries. */
enum { FD_UEVENT = AWAIT_FDS, FD_ENTRIES };

struct follower {
	char *root;
	int pause_ms;
	struct await await;
	struct udev *udev;
	struct udev_monitor *monitor;	/* NULL: there are none to be had */
	u64 instance;
	struct watched *p;		/* in the order of dir_names() */
	size_t n;
	bool looked;			/* once, at least */
	struct overheard *overheard;
	size_t n_overheard;
};

/* One descriptor per drive: the usual limit is lower than the number of drives may be. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* From the kernel itself, so that it works where no udevd runs. */
static void listen_uevents(struct follower *w)
{
	late_need(LIBRARY, names, DF_COUNT(names), &lib);
	w->udev = lib.udev_new();
	if (!w->udev)
		return;
	w->monitor = lib.udev_monitor_new_from_netlink(w->udev, "kernel");
	if (!w->monitor)
		return;
	if (lib.udev_monitor_filter_add_match_subsystem_devtype(w->monitor, DF_ABI_CLASS,
								NULL) < 0 ||
	    lib.udev_monitor_enable_receiving(w->monitor) < 0)
		w->monitor = lib.udev_monitor_unref(w->monitor);
}

struct follower *follow_open(const char *root, int pause_ms, int out)
{
	struct follower *w = xcalloc(1, sizeof(*w));

	w->root = xstrdup(root);
	w->pause_ms = pause_ms;
	await_open(&w->await, out);
	raise_limit();
	if (!root[0])
		listen_uevents(w);
	return w;
}

static void forget(struct watched *e)
{
	if (e->fd >= 0)
		close(e->fd);
	free(e->entry);
}

static void forget_all(struct follower *w)
{
	for (size_t i = 0; i < w->n; i++)
		forget(&w->p[i]);
	w->n = 0;
}

void follow_close(struct follower *w)
{
	forget_all(w);
	free(w->p);
	follow_heard(w);
	free(w->overheard);
	if (w->monitor)
		lib.udev_monitor_unref(w->monitor);
	if (w->udev)
		lib.udev_unref(w->udev);
	await_close(&w->await);
	free(w->root);
	free(w);
}

u64 follow_instance(const struct follower *w)
{
	return w->instance;
}

void follow_again(struct follower *w)
{
	for (size_t i = 0; i < w->n; i++)
		w->p[i].known = false;
}

static void open_total(const struct follower *w, struct watched *e)
{
	char *path = root_path(w->root, SYSFS_CLASS "/%s/" DF_ABI_FAULTS "/" DF_ABI_TOTAL,
			       e->entry);

	e->fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
}

/* Reading is also what poll(2) wants before it waits for the next change. */
static struct number read_total(struct follower *w, struct watched *e)
{
	struct number total = { 0 };
	char text[32];
	ssize_t n = e->fd >= 0 ? pread(e->fd, text, sizeof(text), 0) : -1;
	struct df_span s;
	u64 value;

	if (n < 0) {
		/* The entry was another's: the module has been loaded anew. */
		if (e->fd >= 0)
			close(e->fd);
		open_total(w, e);
		n = e->fd >= 0 ? pread(e->fd, text, sizeof(text), 0) : -1;
	}
	if (n <= 0)
		return total;
	s = df_span_trim((struct df_span){ text, (u32)n });
	if (df_take_dec(&s, &value))
		total = number_of(value);
	return total;
}

static bool has_changed(struct follower *w, struct watched *e)
{
	struct number total = read_total(w, e);

	if (!total.known || (e->known && e->total == total.value))
		return false;
	e->known = true;
	e->total = total.value;
	if (!w->looked)
		e->first = total;
	return true;
}

/* The entries that there are now; what is known of the old ones is kept. */
static void list_entries(struct follower *w)
{
	struct strs names = sysfs_entries(w->root);
	struct watched *p = xcalloc(names.n, sizeof(*p));
	size_t at = 0;

	for (size_t i = 0; i < names.n; i++) {
		/* Both are in one order: whatever is passed over has gone. */
		while (at < w->n && strverscmp(w->p[at].entry, names.p[i]) < 0)
			forget(&w->p[at++]);
		if (at < w->n && !strcmp(w->p[at].entry, names.p[i]))
			p[i] = w->p[at++];
		else
			p[i] = (struct watched){ .entry = xstrdup(names.p[i]), .fd = -1 };
	}
	while (at < w->n)
		forget(&w->p[at++]);
	free(w->p);
	w->p = p;
	w->n = names.n;
	strs_free(&names);
}

/* The number of the directory is another for each loading. */
static bool find_instance(struct follower *w)
{
	char *path = root_path(w->root, SYSFS_CLASS);
	struct stat st;
	bool there = stat(path, &st) == 0;

	free(path);
	if (!there || w->instance != st.st_ino)
		forget_all(w);
	if (there)
		w->instance = st.st_ino;
	return there;
}

bool follow_look(struct follower *w, struct findings *l)
{
	l->source = FROM_SYSFS;
	if (!find_instance(w))
		return false;
	list_entries(w);
	for (size_t i = 0; i < w->n; i++)
		if (has_changed(w, &w->p[i]))
			sysfs_read_entry(l, w->root, w->p[i].entry);
	w->looked = true;
	return true;
}

const struct overheard *follow_overheard(const struct follower *w, size_t *n)
{
	*n = w->n_overheard;
	return w->overheard;
}

void follow_heard(struct follower *w)
{
	while (w->n_overheard)
		free(w->overheard[--w->n_overheard].entry);
}

static struct watched *watched_called(struct follower *w, const char *entry)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->p[i].entry, entry))
			return &w->p[i];
	return NULL;
}

static int class_called(const char *name)
{
	for (int i = 0; name && i < DF_CLASSES; i++)
		if (!strcmp(df_class_name((enum df_class)i), name))
			return i;
	return -1;
}

/*
 * The kernel tells of a fault that came while we listened, but before the counters
 * were read for the first time: they hold it already, and it is new nevertheless.
 */
static void overhear(struct follower *w, struct watched *e, int class, u64 total)
{
	struct overheard *o;

	if (!e->first.known || total > e->first.value || total <= e->heard)
		return;
	w->overheard = xreallocarray(w->overheard, w->n_overheard + 1, sizeof(*o));
	o = &w->overheard[w->n_overheard++];
	*o = (struct overheard){ .entry = xstrdup(e->entry), .class = (enum df_class)class,
				 .n = e->heard ? total - e->heard : 1 };
	e->heard = total;
	e->known = false;
}

static void take_uevent(struct follower *w, struct udev_device *device)
{
	const char *total = lib.udev_device_get_property_value(device, DF_ABI_EVENT_TOTAL);
	const char *class = lib.udev_device_get_property_value(device, DF_ABI_EVENT_CLASS);
	struct watched *e = watched_called(w, lib.udev_device_get_sysname(device));
	struct df_span s = df_span_of(total ? total : "");
	u64 value;

	if (e && class_called(class) >= 0 && df_take_dec(&s, &value) && !s.len)
		overhear(w, e, class_called(class), value);
}

static void drain_uevents(struct follower *w)
{
	struct udev_device *device;

	while (w->monitor && (device = lib.udev_monitor_receive_device(w->monitor))) {
		take_uevent(w, device);
		lib.udev_device_unref(device);
	}
}

static struct pollfd *make_pollfds(const struct follower *w)
{
	struct pollfd *fds = xcalloc(FD_ENTRIES + w->n, sizeof(*fds));

	fds[FD_UEVENT] = (struct pollfd){
		.fd = w->monitor ? lib.udev_monitor_get_fd(w->monitor) : -1,
		.events = POLLIN,
	};
	for (size_t i = 0; i < w->n; i++)
		fds[FD_ENTRIES + i] = (struct pollfd){ .fd = w->p[i].fd, .events = POLLPRI };
	return fds;
}

bool follow_wait(struct follower *w)
{
	struct pollfd *fds = make_pollfds(w);
	bool woken;
	bool go_on = await_poll(&w->await, fds, FD_ENTRIES + w->n, LOOK_MS, &woken);

	/* What belongs together is counted within moments. */
	if (go_on && woken)
		go_on = await_poll(&w->await, fds, FD_UEVENT, w->pause_ms, &woken);
	free(fds);
	drain_uevents(w);
	return go_on;
}
