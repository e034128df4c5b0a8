// SPDX-License-Identifier: GPL-2.0
/* What works here and what does not.  See doctor.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/klog.h>
#include <unistd.h>

#include <diskfault/abi.h>
#include <diskfault/version.h>

#include "doctor.h"
#include "enrich/machine.h"
#include "enrich/parts.h"
#include "source/file.h"
#include "source/sysfs.h"
#include "xalloc.h"

#define CLASS		"/sys/class/" DF_ABI_CLASS
#define RING_ENOUGH	(1024 * 1024)	/* bytes; a storm fills less than that in a second */
#define RING_SIZE	10		/* SYSLOG_ACTION_SIZE_BUFFER */
#define RECORD_SIZE	90		/* bytes that an ordinary record takes in the ring */

struct doctor {
	const char *root;
	struct checks *checks;
	struct machine *m;
	struct findings found;
	bool has_module;
};

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "OK", "WARN", "FAIL" };

	return names[verdict];
}

void checks_free(struct checks *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->p[i].text);
		free(l->p[i].advice);
	}
	free(l->p);
	*l = (struct checks){ 0 };
}

/* Takes over @text; @advice may be NULL. */
static void say(struct doctor *d, const char *name, enum verdict verdict, char *text,
		const char *advice)
{
	struct checks *l = d->checks;

	l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
	l->p[l->n++] = (struct check){ name, verdict, text, advice ? xstrdup(advice) : NULL };
}

static char *root_text(const struct doctor *d, const char *file)
{
	char *path = root_path(d->root, "%s", file);
	char *text = file_text(path);

	free(path);
	return text;
}

static struct number root_number(const struct doctor *d, const char *file)
{
	char *path = root_path(d->root, "%s", file);
	struct number n = file_number(path);

	free(path);
	return n;
}

static bool exists(const struct doctor *d, const char *file)
{
	char *path = root_path(d->root, "%s", file);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static unsigned long long ull(struct number n)
{
	return (unsigned long long)n.value;
}

/* ---- the module ---- */

static void check_module(struct doctor *d)
{
	char *version = sysfs_module_version(d->root);
	struct trouble t = { 0 };

	if (!version) {
		say(d, "module", VERDICT_FAIL, xstrdup("the module is not loaded"),
		    "modprobe diskfault, and \"diskfault\" in /etc/modules; without it only scan works");
		return;
	}
	d->has_module = true;
	if (strcmp(version, DISKFAULT_VERSION) != 0)
		say(d, "module", VERDICT_WARN,
		    format("the module is version %s, the command %s", version, DISKFAULT_VERSION),
		    "install both from one source, then rmmod diskfault and modprobe diskfault");
	else
		say(d, "module", VERDICT_OK, format("loaded, version %s", version), NULL);
	free(version);
	sysfs_read(&d->found, d->root, &t);
	trouble_free(&t);
}

/* Without the beginning of the log, errors from before the load are unknown. */
static void check_replay(struct doctor *d)
{
	struct number first = root_number(d, CLASS "/records_first");
	char *replay = root_text(d, "/sys/module/diskfault/parameters/replay");

	if (replay && (replay[0] == 'N' || replay[0] == '0'))
		say(d, "replay", VERDICT_WARN,
		    xstrdup("loaded with replay=0: what was in the log before does not count"),
		    "load it without that parameter");
	else if (first.known && first.value)
		say(d, "replay", VERDICT_WARN,
		    format("the first %llu records since boot were gone when the module was loaded",
			   ull(first)),
		    "load it early (\"diskfault\" in /etc/modules); scan log files for what was before");
	else if (first.known)
		say(d, "replay", VERDICT_OK, xstrdup("the log was read from its beginning"),
		    NULL);
	free(replay);
}

static void check_loss(struct doctor *d)
{
	struct number lost = d->found.log.lost, suppressed = d->found.log.suppressed;

	if (lost.known && lost.value)
		say(d, "loss", VERDICT_WARN,
		    format("%llu records were overwritten unread: counts are lower bounds",
			   ull(lost)),
		    "boot with log_buf_len=4M or more");
	else
		say(d, "loss", VERDICT_OK, xstrdup("no record was lost"), NULL);
	if (suppressed.known && suppressed.value)
		say(d, "suppressed", VERDICT_WARN,
		    format("the kernel suppressed %llu messages about disks: counts are lower bounds",
			   ull(suppressed)),
		    "nothing can be done: it lets ten of a kind through in five seconds");
}

static void check_trust(struct doctor *d)
{
	char *accept = root_text(d, "/sys/module/diskfault/parameters/accept_user_records");

	if (accept && (accept[0] == 'Y' || accept[0] == '1'))
		say(d, "trust", VERDICT_FAIL,
		    xstrdup("accept_user_records is set: whoever writes to /dev/kmsg makes faults"),
		    "load the module without it; it is for tests only");
	if (d->found.log.refused.known && d->found.log.refused.value)
		say(d, "refused", VERDICT_WARN,
		    format("%llu records look like disk errors and are not: they do not count",
			   ull(d->found.log.refused)),
		    "see who writes them: dmesg -x shows facility and level");
	free(accept);
}

/* ---- the log ---- */

static void say_ring(struct doctor *d, u64 bytes)
{
	if (bytes >= RING_ENOUGH)
		say(d, "ring", VERDICT_OK,
		    format("the log's ring has %llu KiB", (unsigned long long)bytes / 1024), NULL);
	else
		say(d, "ring", VERDICT_WARN,
		    format("the log's ring has %llu KiB, about %llu records: a storm overruns it",
			   (unsigned long long)bytes / 1024,
			   (unsigned long long)bytes / RECORD_SIZE),
		    "boot with log_buf_len=4M");
}

/* "log_buf_len=4M" of the kernel's command line, or 0. */
static u64 asked_ring(const char *cmdline)
{
	const char *at = cmdline ? strstr(cmdline, "log_buf_len=") : NULL;
	struct df_span s = df_span_of(at ? at + strlen("log_buf_len=") : "");
	u64 n = 0;

	if (!df_take_dec(&s, &n) || n > UINT32_MAX)
		return 0;
	if (s.len && (s.p[0] == 'K' || s.p[0] == 'k'))
		return n << 10;
	if (s.len && (s.p[0] == 'M' || s.p[0] == 'm'))
		return n << 20;
	return n;
}

static void check_ring(struct doctor *d)
{
	char *cmdline;
	int size = d->root[0] ? -1 : klogctl(RING_SIZE, NULL, 0);

	if (size > 0) {
		say_ring(d, (u64)size);
		return;
	}
	cmdline = root_text(d, "/proc/cmdline");
	if (asked_ring(cmdline))
		say_ring(d, asked_ring(cmdline));
	else
		say(d, "ring", VERDICT_WARN, xstrdup("how large the log's ring is cannot be seen"),
		    d->root[0] ? "on the machine itself, run doctor as root" : "run doctor as root");
	free(cmdline);
}

static void check_kmsg(struct doctor *d)
{
	char *path = root_path(d->root, "/dev/kmsg");
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct number restricted = root_number(d, "/proc/sys/kernel/dmesg_restrict");

	if (fd >= 0) {
		say(d, "log", VERDICT_OK, xstrdup("the kernel's log can be read"), NULL);
		close(fd);
	} else if (errno == EPERM || errno == EACCES) {
		say(d, "log", VERDICT_WARN,
		    format("the kernel's log may not be read%s",
			   restricted.value ? " (kernel.dmesg_restrict is 1)" : ""),
		    "run scan as root; list and show do not need it");
	} else if (!d->root[0]) {
		say(d, "log", VERDICT_WARN, format("cannot open /dev/kmsg: %s", strerror(errno)),
		    "scan can read files all the same");
	}
	free(path);
}

/* ---- the machine ---- */

static void check_root(struct doctor *d)
{
	if (d->root[0])
		return;
	if (geteuid() == 0)
		say(d, "rights", VERDICT_OK, xstrdup("root: everything may be seen"), NULL);
	else
		say(d, "rights", VERDICT_WARN, xstrdup("not root: a part is hidden"),
		    "root sees the text of faults, the chassis' serial, the log, and may clear and locate");
}

static void check_container(struct doctor *d)
{
	char *kind = root_text(d, "/run/systemd/container");
	bool docker = exists(d, "/.dockerenv") || exists(d, "/run/.containerenv");

	if (kind || docker)
		say(d, "container", VERDICT_WARN,
		    format("this is a container%s%s%s: drives and log are the host's, mounts are not",
			   kind ? " (" : "", kind ? kind : "", kind ? ")" : ""),
		    "run diskfault on the host to see what is mounted where");
	free(kind);
}

static void check_sysfs(struct doctor *d, const struct strs *disks)
{
	if (!exists(d, "/sys/block"))
		say(d, "sysfs", VERDICT_FAIL, xstrdup("there is no /sys/block"),
		    "mount it: mount -t sysfs none /sys");
	else
		say(d, "sysfs", VERDICT_OK, format("disks that can be seen: %zu", disks->n), NULL);
}

static void check_udev(struct doctor *d, const struct strs *disks)
{
	size_t known = 0;

	for (size_t i = 0; i < disks->n; i++) {
		struct udev_entry *e = udev_entry(machine_udev(d->m), disks->p[i]);

		known += d->root[0] ? !!e : udev_since(e).known;
		udev_entry_free(e);
	}
	if (!disks->n)
		return;
	if (known == disks->n)
		say(d, "udev", VERDICT_OK, xstrdup("udev knows every disk"), NULL);
	else if (known)
		say(d, "udev", VERDICT_WARN,
		    format("udev knows %zu of %zu disks", known, disks->n),
		    "udevadm trigger --subsystem-match=block; it adds world wide names and paths");
	else
		say(d, "udev", VERDICT_WARN, xstrdup("udev does not answer"),
		    d->root[0] ? "record the machine's /run/udev/data too" :
				 "start systemd-udevd; in a container, bind-mount the host's /run/udev");
}

/* SCSI devices of type 13, enclosure. */
static size_t count_ses(const struct doctor *d)
{
	char *dir = root_path(d->root, "/sys/class/scsi_device");
	struct strs all = dir_names(dir);
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		char *path = format("%s/%s/device/type", dir, all.p[i]);

		n += file_number(path).value == 13;
		free(path);
	}
	strs_free(&all);
	free(dir);
	return n;
}

static void check_enclosures(struct doctor *d)
{
	char *dir = root_path(d->root, "/sys/class/enclosure");
	struct strs all = dir_names(dir);
	size_t devices = count_ses(d);

	if (all.n)
		say(d, "enclosures", VERDICT_OK, format("enclosures with bays: %zu", all.n), NULL);
	else if (devices)
		say(d, "enclosures", VERDICT_WARN,
		    format("enclosures are there (%zu), but none shows its bays", devices),
		    "modprobe ses");
	else
		say(d, "enclosures", VERDICT_OK,
		    xstrdup("no enclosure: SAS, PCI or diskfault.conf(5) may know bays"),
		    NULL);
	strs_free(&all);
	free(dir);
}

static void check_conf(struct doctor *d)
{
	const char *wrong = machine_conf_wrong(d->m);

	if (wrong)
		say(d, "config", VERDICT_FAIL, xstrdup(wrong),
		    "mend the line; until then no name of this file is used");
	else if (exists(d, "/etc/diskfault.conf"))
		say(d, "config", VERDICT_OK, xstrdup("/etc/diskfault.conf is in order"), NULL);
}

/* ---- the drives ---- */

static const char *name_of(const struct finding *f)
{
	return f->names.n ? f->names.p[0] : f->hctl.n ? f->hctl.p[0] : f->entry;
}

static void check_identity(struct doctor *d)
{
	struct buf none = { 0 }, doubtful = { 0 }, wwns = { 0 };

	for (size_t i = 0; i < d->found.n; i++)
		machine_enrich(d->m, &d->found.p[i], WANT_NAMES);
	findings_doubt(&d->found);
	for (size_t i = 0; i < d->found.n; i++) {
		const struct finding *f = &d->found.p[i];

		if (f->kind == DF_VOLUME || f->present != PRESENT)
			continue;
		if (!f->serial)
			buf_printf(&none, " %s", name_of(f));
		else if (!f->serial_unique)
			buf_printf(&doubtful, " %s", name_of(f));
		if (f->wwn_doubt)
			buf_printf(&wwns, " %s", name_of(f));
	}
	if (none.len)
		say(d, "serials", VERDICT_WARN, format("no serial is known of:%s", none.p),
		    geteuid() ? "as root, smartctl -i may tell" : "smartctl -i may tell");
	if (doubtful.len)
		say(d, "serials", VERDICT_WARN,
		    format("a serial that is made up, or shared by several, have:%s", doubtful.p),
		    "tell these apart by bus id, bay or world wide name");
	if (wwns.len)
		say(d, "wwns", VERDICT_WARN,
		    format("a world wide name that is zero, or shared by several, have:%s", wwns.p),
		    "go by the serials; multipath would take such drives for one");
	if (d->has_module && !none.len && !doubtful.len)
		say(d, "serials", VERDICT_OK, xstrdup("each drive has a serial of its own"), NULL);
	buf_free(&none);
	buf_free(&doubtful);
	buf_free(&wwns);
}

static void check_raid(struct doctor *d, const struct strs *disks)
{
	struct strs arrays = raid_degraded(d->root);
	struct buf volumes = { 0 };

	for (size_t i = 0; i < arrays.n; i++)
		say(d, "array", VERDICT_WARN, xstrdup(arrays.p[i]),
		    "do not pull another member; see /proc/mdstat");
	for (size_t i = 0; i < disks->n; i++) {
		char *device = block_path(d->root, disks->p[i], "device");
		char *hctl = link_base(device);

		if (hctl && raid_controller_of(d->m, disks->p[i], hctl))
			buf_printf(&volumes, " %s", disks->p[i]);
		free(hctl);
		free(device);
	}
	if (volumes.len)
		say(d, "raid", VERDICT_WARN,
		    format("volumes of a RAID controller, its drives unseen:%s", volumes.p),
		    "ask the controller's own tool (storcli, ssacli, arcconf)");
	buf_free(&volumes);
	strs_free(&arrays);
}

void doctor_look(struct checks *l, const char *root)
{
	struct doctor d = { .root = root, .checks = l, .m = machine_open(root) };
	struct strs disks = machine_disks(d.m);

	check_module(&d);
	if (d.has_module) {
		check_replay(&d);
		check_loss(&d);
		check_trust(&d);
	}
	check_ring(&d);
	check_kmsg(&d);
	check_root(&d);
	check_container(&d);
	check_sysfs(&d, &disks);
	check_udev(&d, &disks);
	check_enclosures(&d);
	check_conf(&d);
	check_identity(&d);
	check_raid(&d, &disks);
	strs_free(&disks);
	findings_free(&d.found);
	machine_close(d.m);
}
