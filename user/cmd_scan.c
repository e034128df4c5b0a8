// SPDX-License-Identifier: GPL-2.0
/* diskfault scan: the same findings from logs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "patience.h"
#include "play.h"
#include "play_entries.h"
#include "play_ring.h"
#include "pursue.h"
#include "report.h"
#include "scan.h"
#include "scrub.h"
#include "seen.h"
#include "source/devices.h"
#include "source/file.h"
#include "source/inputs.h"
#include "source/kmsg.h"
#include "source/sosreport.h"
#include "window.h"
#include "xalloc.h"

/* ---- reading ---- */

/* What is read, and what for. */
struct job {
	const struct options *opt;
	struct inputs files;
	struct window *window;
	FILE *faults;			/* for --explain, or NULL */
	struct pursuit *pursuit;	/* for --follow, or NULL */
};

struct reading {
	struct play_how text;
	const struct journal_part *journal;
};

static int read_text(struct scan *s, struct bytes *in, const struct play_how *how)
{
	struct trouble t = { 0 };
	struct played played;

	scan_source(s, strcmp(in->name, "-") ? in->name : "(standard input)",
		    how->from ? SCAN_BYTES : SCAN_LINES);
	play(s, in, how, &played, &t);
	if (how->from)
		note("bytes of %s that were read: %llu of %llu", in->name,
		     (unsigned long long)played.bytes,
		     (unsigned long long)(in->size - in->begin));
	return error_trouble(&t) ? STATUS_FAILURE : STATUS_OK;
}

static int read_entries(struct scan *s, struct bytes *in)
{
	struct trouble t = { 0 };

	scan_source(s, strcmp(in->name, "-") ? in->name : "(standard input)", SCAN_LINES);
	play_entries(s, in, &t);
	return error_trouble(&t) ? STATUS_FAILURE : STATUS_OK;
}

static int scan_journal(struct scan *s, const char *path, const struct journal_part *part)
{
	struct trouble t = { 0 };
	u64 read;

	play_journal(s, path, part, &read, &t);
	note("records of the journal that were read: %llu", (unsigned long long)read);
	return error_trouble(&t) ? STATUS_FAILURE : STATUS_OK;
}

static int scan_bytes(struct scan *s, struct bytes *in, const struct reading *how)
{
	switch (in->kind) {
	case BYTES_PLAIN:
	case BYTES_STREAM:
		if (entries_kind_of(in) != ENTRIES_NONE)
			return read_entries(s, in);
		return read_text(s, in, &how->text);
	case BYTES_JOURNAL:
		return scan_journal(s, in->name, how->journal);
	case BYTES_TAR:
		break;
	}
	error("%s is an archive of files; unpack it, or name it as a .tar file", in->name);
	return STATUS_FAILURE;
}

static int scan_file(struct scan *s, const char *path, const char *shown,
		     const struct reading *how)
{
	/* Stays if the user has lost patience: a thread may still wait for it. */
	static struct bytes *in;
	struct trouble t = { 0 };
	int status;

	in = xcalloc(1, sizeof(*in));
	if (bytes_open(in, path, &t)) {
		error_trouble(&t);
		free(in);
		return STATUS_FAILURE;
	}
	if (shown)
		bytes_call(in, shown);
	status = scan_bytes(s, in, how);
	if (!patience_lost()) {
		bytes_close(in);
		free(in);
	}
	return status;
}

static int scan_ring(struct scan *s)
{
	struct trouble t = { 0 };

	play_ring(s, NULL, &t);
	return error_trouble(&t) ? STATUS_FAILURE : STATUS_OK;
}

static void attach(void *arg, const struct df_identity *id)
{
	scan_attach(arg, id);
}

/* The log of this machine, or of a recorded one, and who is there now. */
static int scan_machine(struct scan *s, const char *sysroot, const struct reading *how)
{
	char *path;
	int status;

	if (!sysroot[0])
		return scan_ring(s);
	path = root_path(sysroot, KMSG_PATH);
	status = scan_file(s, path, NULL, how);
	free(path);
	if (status == STATUS_OK)
		devices_each(sysroot, attach, s);
	return status;
}

/* How the @i-th of the files is read. */
static struct reading how_of(const struct window *w, const struct window_start *start, int i)
{
	return (struct reading){
		.text = {
			.from = i == start->file ? start->from : 0,
			.begin = i == start->begin_file ? start->begin : 0,
			.notes = i >= 0 && start->notes ? &start->notes[i] : NULL,
			.has_until = w->of.has_until,
			.until_us = w->of.until_us,
		},
		.journal = &start->journal,
	};
}

/* A sosreport is a recorded machine as well, whose log is in files. */
static bool is_report(const struct options *opt)
{
	return opt->sysroot[0] && sosreport_is(opt->sysroot);
}

/* Nothing was named: the log of this machine, or of the recorded one. */
static bool is_machine(const struct options *opt)
{
	return !opt->n_args && !opt->journal && !is_report(opt);
}

static int scan_files(struct scan *s, const struct job *job, const struct window_start *start)
{
	const struct inputs *files = &job->files;
	int status = STATUS_OK;

	for (int i = start->file; i < (int)files->n && !patience_lost(); i++) {
		const struct input *in = &files->p[i];
		struct reading how = how_of(job->window, start, i);

		/* A tail that begins between two files begins with the second. */
		if (i == start->begin_file && !start->begin)
			scan_begin(s);
		if (pursuit_is_of(job->pursuit, in) ? pursuit_begin(job->pursuit, s, &how.text) :
		    in->is_ring ? scan_machine(s, "", &how) :
				  scan_file(s, in->path, in->shown, &how))
			status = STATUS_FAILURE;
	}
	if (files->report)
		sosreport_each(files->report, attach, s);
	return status;
}

static int scan_all(struct scan *s, const struct job *job, const struct window_start *start)
{
	const struct options *opt = job->opt;
	bool rest = pursuit_is_of(job->pursuit, NULL);	/* what is no file goes on */
	struct reading how = how_of(job->window, start, -1);
	int status = STATUS_OK;

	if (job->files.n + opt->journal + opt->kmsg > 1)
		scan_expect_echoes(s);
	if (opt->journal && (!rest || opt->kmsg) &&
	    scan_journal(s, opt->journal_path, &start->journal))
		status = STATUS_FAILURE;
	if (scan_files(s, job, start))
		status = STATUS_FAILURE;
	if ((opt->kmsg || is_machine(opt)) && !rest && scan_machine(s, opt->sysroot, &how))
		status = STATUS_FAILURE;
	if (scan_left_out(s)) {
		error("the logs are of too many machines, some were left out; scan them one by one");
		status = STATUS_FAILURE;
	}
	return status;
}

/* ---- printing ---- */

/* With -v: a message of the kernel that the table lacks, or one that was forged. */
static void tell_puzzle(const struct scan *s, const struct df_record *r)
{
	char text[DF_EVIDENCE_MAX];
	enum scan_numbers numbers;
	const char *file;
	u64 number;

	if (scan_place(s, r->seq, &file, &number, &numbers))
		return;
	df_text_copy(text, sizeof(text), r->text);
	note("%s:%s%llu: of no known format: %s", file, numbers == SCAN_BYTES ? "+" : "",
	     (unsigned long long)number, text);
}

static void print_serials(struct findings *l)
{
	struct seen seen = { 0 };

	findings_sort_newest(l);
	for (size_t i = 0; i < l->n; i++) {
		const struct finding *f = &l->p[i];

		if (f->serial && f->serial_unique && seen_new(&seen, f->serial))
			puts(f->serial);
	}
	seen_free(&seen);
	report_vague(l);
}

static void print_link(const struct scan *s, const char *what, u64 seq, const char *text,
		       const char *secret)
{
	enum scan_numbers numbers;
	const char *file;
	char *safe_file, *shown;
	u64 number;

	if (scan_place(s, seq, &file, &number, &numbers))
		return;
	safe_file = safe_text(df_span_of(file), SAFE_RAW);
	shown = xstrdup(text ? text : "(no longer known)");
	if (secret)
		shown = text_replace(shown, secret, HIDDEN);
	printf("  %-7s %s:%s%llu: %s\n", what, safe_file, numbers == SCAN_BYTES ? "+" : "",
	       (unsigned long long)number, shown);
	free(shown);
	free(safe_file);
}

static void explain_one(const struct scan *s, const struct scan_told *told, bool scrub)
{
	u64 serial_seq;
	const char *serial = scan_serial_of(s, told->drive, &serial_seq);
	const char *secret = scrub ? serial : NULL;

	printf("%s: %s%s\n", !serial ? "no serial" : scrub ? HIDDEN : serial,
	       df_class_name(told->cls), told->verified ? "" : ", not verified");
	print_link(s, "fault", told->seq, told->text, secret);
	if (told->name_seq)
		print_link(s, "name", told->name_seq, scan_tie(s, told->name_seq), secret);
	if (told->attach_seq && told->attach_seq != told->name_seq)
		print_link(s, "attach", told->attach_seq, scan_tie(s, told->attach_seq), secret);
	if (serial_seq)
		print_link(s, "serial", serial_seq, scan_tie(s, serial_seq), secret);
}

static int explain(const struct scan *s, FILE *faults, bool scrub)
{
	struct scan_told told;

	if (fflush(faults) || ferror(faults) || fseek(faults, 0, SEEK_SET)) {
		error("cannot keep the faults in a temporary file: %s", strerror(errno));
		return STATUS_FAILURE;
	}
	while (fread(&told, sizeof(told), 1, faults) == 1)
		if (scan_told_counts(s, &told))
			explain_one(s, &told, scrub);
	return STATUS_OK;
}

static int print(struct scan *s, struct findings *l, const struct options *opt,
		 const struct column_choice *columns, int status, FILE *faults)
{
	if (opt->serials) {
		print_serials(l);
		return report_status(l, opt, status);
	}
	if (opt->explain) {
		if (explain(s, faults, opt->scrub))
			status = STATUS_FAILURE;
		return report_status(l, opt, status);
	}
	findings_sort_worst(l);
	return report_print(l, opt, columns, NULL, status);
}

/* What was asked for and cannot be had. */
static int check_window(const struct scan *s, const struct window *w, int status)
{
	if (scan_undated(s)) {
		error("%llu records bear no date, and were left out: --since and --until cannot choose them",
		      (unsigned long long)scan_undated(s));
		return STATUS_FAILURE;
	}
	if (w->of.boot && !scan_has_boot(s)) {
		error("the log does not hold so many boots");
		return STATUS_FAILURE;
	}
	return status;
}

/* The newest of them; with how much of the log was read, they are lower bounds. */
static void keep_newest(struct findings *l, const struct window *w, bool whole)
{
	findings_sort_newest(l);
	findings_cut(l, w->newest);
	for (size_t i = 0; i < l->n && !whole; i++)
		l->p[i].lower_bound = true;
}

/* True if there is nothing to read but a journal; its @path, NULL: this machine's. */
static bool is_journal_only(const struct options *opt, const struct inputs *files,
			    const char **path)
{
	struct trouble t = { 0 };
	struct bytes in;
	bool is;

	if (files->n + opt->journal + opt->kmsg != 1 || opt->kmsg)
		return false;
	*path = opt->journal ? opt->journal_path : files->paths[0];
	if (opt->journal)
		return true;
	/* A pipe can be looked at once only. */
	if (!window_is_file(*path) || bytes_open(&in, *path, &t)) {
		trouble_free(&t);
		return false;
	}
	is = in.kind == BYTES_JOURNAL;
	bytes_close(&in);
	return is;
}

static void find_start(const struct options *opt, const struct inputs *files,
		       const struct window *w, struct window_start *start)
{
	const char *path;

	window_find(w, files->paths, (int)files->n, start);
	if (start->bytes)
		note("bytes that were looked at from the end: %llu",
		     (unsigned long long)start->bytes);
	/* (what goes on was not read before it is known where it begins) */
	if (!is_journal_only(opt, files, &path) || (opt->follow && w->newest))
		return;
	window_find_journal(w, path, start);
	if (start->entries)
		note("records of the journal that were looked at from the end: %llu",
		     (unsigned long long)start->entries);
}

/* One reading of the log.  True if more of it has to be read. */
static bool scan_once(struct job *job, struct scan **scan, struct findings *found, int *status)
{
	const struct options *opt = job->opt;
	struct window *w = job->window;
	struct window_start start = { .begin_file = -1 };
	struct scan_how how = {
		.strict = opt->strict,
		.chains = opt->explain || opt->json,
		.faults = job->faults,
		.puzzle = opt->verbose ? tell_puzzle : NULL,
	};
	bool whole, again;

	find_start(opt, &job->files, w, &start);
	if (start.begin_file < 0 && !start.journal.later)
		w->of.later = false;
	whole = !w->newest || !w->of.later || (!start.begin_file && !start.begin);
	how.window = w->of;
	if (start.journal.boot[0])
		/* No other is read. */
		how.window.boot = 0;
	*scan = scan_new(&how);
	*status = scan_all(*scan, job, &start);
	if (!job->pursuit)
		scan_finish(*scan);
	scan_findings(*scan, found);
	if (w->newest)
		keep_newest(found, w, whole);
	again = !whole && found->n < w->newest;
	if (job->pursuit && !again && pursuit_go_on(job->pursuit, *scan, &start.journal, whole))
		*status = STATUS_FAILURE;
	window_start_free(&start);
	return again;
}

/* Until there are as many findings as were asked for, or all was read. */
static struct scan *scan_enough(struct job *job, struct findings *found, int *status)
{
	struct scan *s;

	while (scan_once(job, &s, found, status)) {
		findings_free(found);
		scan_free(s);
		if (job->faults) {
			rewind(job->faults);
			if (ftruncate(fileno(job->faults), 0))
				*status = STATUS_FAILURE;
		}
		job->window->tail *= 8;
	}
	return s;
}

/* Of what cannot be read.  True if there was anything. */
static bool complain(const struct inputs *files)
{
	for (size_t i = 0; i < files->complaints.n; i++)
		error("%s", files->complaints.p[i]);
	return files->complaints.n;
}

/* What is to be said of the reading as a whole. */
static int tell_limits(const struct scan *s, const struct findings *found, const struct window *w,
		       int status)
{
	if (found->log.lost.value)
		note("records were overwritten before they could be read: %llu",
		     (unsigned long long)found->log.lost.value);
	if (scan_forgotten(s))
		warning("more drives than can be held at once; with faults and forgotten: %llu",
			(unsigned long long)scan_forgotten(s));
	return check_window(s, w, status);
}

static int show(struct scan *s, struct findings *found, const struct options *opt,
		const struct column_choice *columns, int status, FILE *faults)
{
	/* Only of this machine, or the recorded one, is known what it has now. */
	if (is_machine(opt))
		report_enrich(found, opt, WANT_ALL, NULL);
	/* What a log tells is past: that a drive is there is for list to say. */
	for (size_t i = 0; i < found->n; i++)
		found->p[i].present = PRESENCE_UNKNOWN;
	return print(s, found, opt, columns, status, faults);
}

static int status_of_pursuit(const struct pursuit *p, const struct options *opt, int status)
{
	return status == STATUS_OK && pursuit_has_told(p) && opt->exit_status ? STATUS_FINDINGS :
										 status;
}

static int scan(struct options *opt, const struct column_choice *columns, struct window *w,
		FILE *faults)
{
	char *const report[] = { (char *)opt->sysroot };
	struct job job = { .opt = opt, .window = w, .faults = faults };
	struct findings found = { 0 };
	struct scan *s;
	bool complained;
	int status;

	if (is_report(opt))
		inputs_collect(&job.files, report, 1);
	else
		inputs_collect(&job.files, opt->args, (size_t)opt->n_args);
	complained = complain(&job.files);
	if (opt->follow)
		job.pursuit = pursuit_new(opt, columns, &job.files, w->newest);
	s = scan_enough(&job, &found, &status);
	status = tell_limits(s, &found, w, complained ? STATUS_FAILURE : status);
	if (job.pursuit)
		status = status_of_pursuit(job.pursuit, opt, status);
	else
		status = show(s, &found, opt, columns, status, faults);
	if (job.pursuit)
		pursuit_free(job.pursuit);
	inputs_free(&job.files);
	findings_free(&found);
	scan_free(s);
	return status;
}

/* Where the faults wait until all serials are known. */
static FILE *open_faults(void)
{
	int fd = unnamed_file();
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+e");

	if (!file && fd >= 0)
		close(fd);
	return file;
}

/* What has no end cannot be asked for what only the end can tell. */
static int check_follow(const struct options *opt)
{
	if (!opt->follow)
		return 0;
	if (opt->sysroot[0])
		error("--follow is for a log that is being written; leave out --sysroot");
	else if (opt->until || opt->explain)
		error("--follow has no end; leave out --until and --explain");
	else if (opt->boot && *opt->boot && strcmp(opt->boot, "0"))
		error("--follow goes on in the last boot; leave out the number of --boot");
	else
		return 0;
	return STATUS_USAGE;
}

static int run_scan(struct options *opt)
{
	struct column_choice columns;
	struct window window;
	FILE *faults = NULL;
	int status;

	if (report_columns(opt, &columns, &status))
		return status;
	if (window_take(&window, opt))
		return STATUS_USAGE;
	if (opt->sysroot[0] && (opt->n_args || opt->journal || opt->kmsg)) {
		error("--sysroot is for the log of the recorded machine; leave out the files");
		return STATUS_USAGE;
	}
	if (check_follow(opt))
		return STATUS_USAGE;
	if (opt->explain) {
		faults = open_faults();
		if (!faults) {
			error("cannot make a temporary file: %s", strerror(errno));
			return STATUS_FAILURE;
		}
	}
	status = scan(opt, &columns, &window, faults);
	if (faults)
		fclose(faults);
	return status;
}

const struct command cmd_scan = {
	.name = "scan",
	.args = "[FILE...]",
	.purpose = "The same from logs (- is stdin), or the kernel's",
	.examples = "  diskfault scan --follow /var/log/kern.log.1 /var/log/kern.log\n"
		    "  journalctl -k -o short-monotonic | diskfault scan --serials -\n",
	.groups = OPTS_OUTPUT | OPTS_SYSROOT | OPTS_SCRUB | OPTS_EXIT | OPTS_SERIALS |
		  OPTS_EXPLAIN | OPTS_STRICT | OPTS_TIMES | OPTS_BOOT | OPTS_NEWEST |
		  OPTS_SOURCES | OPTS_FOLLOW,
	.run = run_scan,
};
