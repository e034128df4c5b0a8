// SPDX-License-Identifier: GPL-2.0
/*
 * diskfault locate: the light of a drive's bay.  Nothing is touched unless the
 * drive that was named is the one that sits there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "enrich/machine.h"
#include "report.h"
#include "source/file.h"
#include "source/sysfs.h"
#include "xalloc.h"

#define READ_BACKS	20	/* an enclosure may take its time, */
#define READ_BACK_MS	100	/* of 2 s in all */

struct locate {
	const struct options *opt;
	const struct finding *f;
	bool on;
};

/* Whose light cannot be told for sure is left alone. */
static bool may_be_lit(const struct locate *l)
{
	const struct finding *f = l->f;
	const char *disk = l->opt->args[0];

	if (f->kind == DF_VOLUME)
		error("\"%s\" is a volume; name one of its drives (\"diskfault show %s\" lists them)",
		      disk, disk);
	else if (f->present != PRESENT)
		error("\"%s\" is not there any more; what sits in its bay now may be another drive",
		      disk);
	else if (!f->serial || !f->serial_unique)
		error("\"%s\" has no serial of its own, so it cannot be made sure where it sits",
		      disk);
	else
		return true;
	return false;
}

/* The serial of the device whose directory in /sys is @dir, as it tells it itself. */
static bool is_serial_of(const struct locate *l, const char *dir)
{
	char *page = format("%s/vpd_pg80", dir);
	char *file = format("%s/serial", dir);
	char *serial = machine_serial_in_page(page);
	bool same;

	if (!serial)
		serial = file_text(file);
	same = serial && !strcmp(serial, l->f->serial);
	free(serial);
	free(file);
	free(page);
	return same;
}

/* The drive is in the bay: by bus id, and by serial. */
static bool sits_there(const struct locate *l, const char *bay)
{
	char *device = format("%s/device", bay);
	char *hctl = link_base(device);
	bool there = hctl && strs_have(&l->f->hctl, hctl) && is_serial_of(l, device);

	free(hctl);
	free(device);
	if (!there)
		error("the drive in %s is not %s; nothing was changed", l->f->slot, l->f->serial);
	return there;
}

static bool write_light(const struct locate *l, const char *file)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, l->on ? "1\n" : "0\n", 2) == 2;
	int err = errno;

	if (fd >= 0)
		close(fd);
	if (written)
		return true;
	if (err == EACCES || err == EPERM)
		error("only root may switch the light of %s", l->f->slot);
	else
		error("cannot switch the light of %s: %s", l->f->slot, strerror(err));
	return false;
}

/* The enclosure has done it when it says so. */
static bool read_back(const struct locate *l, const char *file)
{
	const struct timespec pause = { .tv_nsec = READ_BACK_MS * 1000000L };

	for (int i = 0; i < READ_BACKS; i++) {
		struct number now = file_number(file);

		if (now.known && (now.value != 0) == l->on)
			return true;
		nanosleep(&pause, NULL);
	}
	error("the light of %s was switched %s, but the enclosure does not say that it is",
	      l->f->slot, l->opt->args[1]);
	return false;
}

static int switch_light(const struct locate *l, const char *bay, const char *file)
{
	struct number now = file_number(file);
	const char *wanted = l->opt->args[1];

	if (now.known && (now.value != 0) == l->on) {
		printf("%s: the light of %s is %s already\n", l->f->serial, l->f->slot, wanted);
		return STATUS_OK;
	}
	if (l->opt->dry_run) {
		printf("%s: would write %d to %s\n", l->f->serial, l->on, file);
		return STATUS_OK;
	}
	/* Somebody may have pulled it meanwhile. */
	if (!write_light(l, file) || !read_back(l, file) || !sits_there(l, bay))
		return STATUS_FAILURE;
	printf("%s: the light of %s is %s\n", l->f->serial, l->f->slot, wanted);
	return STATUS_OK;
}

static int locate_bay(const struct locate *l)
{
	char *bay = root_path(l->opt->sysroot, "%s", l->f->bay.dir);
	char *file = format("%s/locate", bay);
	int status = sits_there(l, bay) ? switch_light(l, bay, file) : STATUS_FAILURE;

	free(file);
	free(bay);
	return status;
}

static int run_ledctl(char *light)
{
	char *argv[] = { "ledctl", "--listed-only", light, NULL };
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0) {
		error("cannot run ledctl: %s", strerror(errno));
		return STATUS_FAILURE;
	}
	if (pid == 0) {
		execvp(argv[0], argv);
		execv("/usr/sbin/ledctl", argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_FAILURE;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return STATUS_OK;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		error("no enclosure is known here, and ledctl is not installed; install ledmon and run: ledctl --listed-only %s",
		      light);
	else
		error("ledctl --listed-only %s failed", light);
	return STATUS_FAILURE;
}

/* Without an enclosure in /sys there may be lights that ledctl knows how to switch. */
static int locate_by_ledctl(const struct locate *l)
{
	const char *name = l->f->names.n ? l->f->names.p[0] : "";
	char *device = root_path(l->opt->sysroot, "/sys/block/%s/device", name);
	char *light = format("locate%s=/dev/%s", l->on ? "" : "_off", name);
	int status = STATUS_FAILURE;

	if (!name[0] || strchr(name, '/') || !is_serial_of(l, device)) {
		error("the drive at /dev/%s cannot be made sure to be %s; nothing was changed",
		      name, l->f->serial);
	} else if (l->opt->dry_run) {
		printf("%s: would run: ledctl --listed-only %s\n", l->f->serial, light);
		status = STATUS_OK;
	} else if (l->opt->sysroot[0]) {
		error("the recorded machine has no lights; there it would be: ledctl --listed-only %s",
		      light);
	} else if (geteuid()) {
		error("only root may switch the light of /dev/%s", name);
	} else {
		status = run_ledctl(light);
		/* It cannot be asked what the light shows now. */
		if (status == STATUS_OK)
			printf("%s: ledctl has switched the light of /dev/%s %s\n",
			       l->f->serial, name, l->opt->args[1]);
	}
	free(light);
	free(device);
	return status;
}

static int locate(struct options *opt)
{
	struct locate l = { .opt = opt, .on = !strcmp(opt->args[1], "on") };
	struct findings found = { 0 };
	struct trouble t = { 0 };
	int status = STATUS_FAILURE;

	if (sysfs_read(&found, opt->sysroot, &t)) {
		error_trouble(&t);
		return STATUS_FAILURE;
	}
	report_enrich(&found, opt, WANT_NAMES | WANT_SLOT | WANT_BAY, NULL);
	l.f = report_one(&found, opt, opt->args[0], "nothing was changed", &status);
	if (l.f && may_be_lit(&l))
		status = l.f->bay.dir && l.f->bay.locate.known ? locate_bay(&l) :
								 locate_by_ledctl(&l);
	findings_free(&found);
	return status;
}

static int run_locate(struct options *opt)
{
	if (opt->n_args == 2 && (!strcmp(opt->args[1], "on") || !strcmp(opt->args[1], "off")))
		return locate(opt);
	error("locate needs one DISK, and \"on\" or \"off\"");
	return STATUS_USAGE;
}

const struct command cmd_locate = {
	.name = "locate",
	.args = "DISK on|off",
	.purpose = "The light of a drive's bay, if this drive sits there",
	.examples = "  diskfault locate ZC1A0B2C on\n"
		    "  diskfault locate sdk off\n"
		    "  diskfault locate sdk on --dry-run\n",
	.groups = OPTS_SYSROOT | OPTS_DRY_RUN,
	.run = run_locate,
};
