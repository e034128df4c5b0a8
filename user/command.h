/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Subcommands and their options.  One table of options (options.c) serves all;
 * each subcommand says which of them mean something to it, and any other is
 * refused: no option is accepted and then ignored.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "message.h"
#include "text.h"

/* Groups of options. */
enum {
	OPTS_ALWAYS = 1 << 0,		/* -h -V -v -q */
	OPTS_OUTPUT = 1 << 1,		/* -J -o -H -n -r -P --color */
	OPTS_SYSROOT = 1 << 2,
	OPTS_SCRUB = 1 << 3,
	OPTS_EXIT = 1 << 4,		/* --exit-status */
	OPTS_ALL = 1 << 5,		/* -a */
	OPTS_SERIALS = 1 << 6,
	OPTS_EXPLAIN = 1 << 7,
	OPTS_STRICT = 1 << 8,
	OPTS_REGEXP = 1 << 9,		/* -e */
	OPTS_TIMES = 1 << 10,		/* --since --until */
	OPTS_BOOT = 1 << 11,
	OPTS_NEWEST = 1 << 12,
	OPTS_JSON = 1 << 13,		/* -J and --color, without tables */
	OPTS_TEXTFILE = 1 << 14,
	OPTS_CHECK = 1 << 15,		/* -w -c --ignore --state --forget */
	OPTS_DRY_RUN = 1 << 16,
	OPTS_LEDGER = 1 << 17,
	OPTS_SOURCES = 1 << 18,		/* --journal --kmsg */
	OPTS_FOLLOW = 1 << 19,
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	int verbose;
	bool help;
	bool version;
	bool quiet;
	bool json;
	const char *columns;	/* -o, as given; NULL: the default ones */
	bool list_columns;
	bool no_headings;
	bool raw;
	bool pairs;
	enum color color;
	const char *sysroot;	/* "" for the machine itself */
	bool scrub;
	bool exit_status;
	bool all;
	bool serials;
	bool explain;
	bool strict;
	bool journal;
	const char *journal_path;	/* NULL: this machine's */
	bool kmsg;
	bool follow;
	struct strs regexps;
	const char *since;	/* as given, or NULL; likewise: */
	const char *until;
	const char *boot;	/* "" for --boot alone */
	const char *newest;
	const char *textfile;
	struct strs warnings;	/* CLASS=N */
	struct strs criticals;
	struct strs ignored;	/* serials */
	const char *state;
	struct strs forgotten;	/* serials */
	bool dry_run;
	const char *ledger;
	char **args;		/* what follows the options */
	int n_args;
};

struct command {
	const char *name;
	const char *args;	/* for the usage line */
	const char *purpose;
	const char *examples;	/* lines, indented by two */
	unsigned int groups;
	bool is_plugin;		/* of Nagios: whatever goes wrong is status 3 */
	int (*run)(struct options *opt);
};

extern const struct command cmd_list;
extern const struct command cmd_show;
extern const struct command cmd_scan;
extern const struct command cmd_chase;
extern const struct command cmd_watch;
extern const struct command cmd_doctor;
extern const struct command cmd_check;
extern const struct command cmd_export;
extern const struct command cmd_locate;
extern const struct command cmd_record;
extern const struct command cmd_history;
extern const struct command cmd_clear;

/*
 * Fills in @opt from @argv, whose [0] is the subcommand.  Returns 0, or
 * STATUS_USAGE after it has said what is wrong.
 */
int options_parse(struct options *opt, const struct command *cmd, int argc, char **argv);
void options_free(struct options *opt);

/* The options of @cmd, one a line, for --help. */
void options_print(const struct command *cmd);

/* The table is asked for in another way than by default. */
bool options_shape_table(const struct options *opt);

#endif
