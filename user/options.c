// SPDX-License-Identifier: GPL-2.0
/* The options of all subcommands, in one table.  See command.h. */
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "xalloc.h"

enum {
	OPT_COLOR = 256,
	OPT_SYSROOT,
	OPT_SCRUB,
	OPT_EXIT_STATUS,
	OPT_SERIALS,
	OPT_EXPLAIN,
	OPT_STRICT,
	OPT_SINCE,
	OPT_UNTIL,
	OPT_BOOT,
	OPT_NEWEST,
	OPT_TEXTFILE,
	OPT_IGNORE,
	OPT_STATE,
	OPT_FORGET,
	OPT_DRY_RUN,
	OPT_LEDGER,
	OPT_JOURNAL,
	OPT_KMSG,
};

#define CELL_HELP	18	/* two options on a line of 80: what is left for words */

/* What an option does to its member of struct options. */
enum effect {
	SETS,			/* bool: becomes true */
	TAKES,			/* const char *: the argument, the last one wins */
	COLLECTS,		/* struct strs: every argument, in order */
	OTHER,			/* see take_option() */
};

#define FLAG(member)	SETS, offsetof(struct options, member)
#define TEXT(member)	TAKES, offsetof(struct options, member)
#define LIST(member)	COLLECTS, offsetof(struct options, member)
#define OWN		OTHER, 0

static const struct option_info {
	int id;			/* the letter, if below 256 */
	const char *name;
	const char *arg;	/* NULL: takes none; "[=X]": may be left out */
	unsigned int group;
	enum effect effect;
	size_t member;
	const char *help;	/* of at most CELL_HELP characters: shares its line */
} infos[] = {
	{ 'a', "all", NULL, OPTS_ALL, FLAG(all), "also drives without faults" },
	{ 'e', "regexp", "RE", OPTS_REGEXP, LIST(regexps),
	  "what to look for next (PCRE2, one group at least)" },
	{ OPT_SERIALS, "serials", NULL, OPTS_SERIALS, FLAG(serials),
	  "nothing but the answers, each once, newest first" },
	{ OPT_EXPLAIN, "explain", NULL, OPTS_EXPLAIN, FLAG(explain),
	  "the lines of the log that lead to each answer" },
	{ OPT_STRICT, "strict", NULL, OPTS_STRICT, FLAG(strict),
	  "leave out what any local user could have written" },
	{ OPT_SINCE, "since", "TIME", OPTS_TIMES, TEXT(since),
	  "only faults from then on: \"2026-11-22 18:00\", \"-1h\"" },
	{ OPT_UNTIL, "until", "TIME", OPTS_TIMES, TEXT(until), "only faults up to then" },
	{ OPT_BOOT, "boot", "[=N]", OPTS_BOOT, TEXT(boot),
	  "only the last boot, or with -1 the one before" },
	{ OPT_NEWEST, "newest", "N", OPTS_NEWEST, TEXT(newest),
	  "the N newest only" },
	{ 'J', "json", NULL, OPTS_OUTPUT | OPTS_JSON, FLAG(json), "all of it, as JSON" },
	{ 'w', "warning", "CLASS=N", OPTS_CHECK, LIST(warnings),
	  "warn from N faults of a class on; 0: never" },
	{ 'c', "critical", "CLASS=N", OPTS_CHECK, LIST(criticals),
	  "critical from N faults of a class on; 0: never" },
	{ OPT_IGNORE, "ignore", "SERIAL", OPTS_CHECK, LIST(ignored), "leave out this drive" },
	{ OPT_STATE, "state", "FILE", OPTS_CHECK, TEXT(state),
	  "remember faults there until they are cleared" },
	{ OPT_FORGET, "forget", "SERIAL", OPTS_CHECK, LIST(forgotten),
	  "remember no fault of this drive any more" },
	{ OPT_TEXTFILE, "textfile", "PATH", OPTS_TEXTFILE, TEXT(textfile),
	  "write them there, for node_exporter" },
	{ OPT_DRY_RUN, "dry-run", NULL, OPTS_DRY_RUN, FLAG(dry_run),
	  "say what would be done, and do nothing" },
	{ OPT_LEDGER, "ledger", "PATH", OPTS_LEDGER, TEXT(ledger),
	  "the ledger, if not /var/lib/diskfault/ledger.db" },
	{ OPT_JOURNAL, "journal", "[=PATH]", OPTS_SOURCES, OWN,
	  "the journal of systemd, here or at PATH" },
	{ OPT_KMSG, "kmsg", NULL, OPTS_SOURCES, FLAG(kmsg), "the kernel's log" },
	{ 'f', "follow", NULL, OPTS_FOLLOW, FLAG(follow), "go on, as it grows" },
	{ 'o', "output", "COL,...", OPTS_OUTPUT, TEXT(columns),
	  "columns to print; +COL,... adds to the default" },
	{ 'H', "list-columns", NULL, OPTS_OUTPUT, FLAG(list_columns),
	  "list the columns" },
	{ 'n', "noheadings", NULL, OPTS_OUTPUT, FLAG(no_headings), "no headings" },
	{ 'r', "raw", NULL, OPTS_OUTPUT, FLAG(raw),
	  "one blank between" },
	{ 'P', "pairs", NULL, OPTS_OUTPUT, FLAG(pairs), "KEY=\"value\" pairs" },
	{ OPT_COLOR, "color", "[=WHEN]", OPTS_OUTPUT | OPTS_JSON, OWN,
	  "auto|always|never" },
	{ OPT_SYSROOT, "sysroot", "DIR", OPTS_SYSROOT, TEXT(sysroot),
	  "look at the machine recorded in DIR" },
	{ OPT_SCRUB, "scrub", NULL, OPTS_SCRUB, FLAG(scrub), "hide serials, WWNs" },
	{ OPT_EXIT_STATUS, "exit-status", NULL, OPTS_EXIT, FLAG(exit_status),
	  "8 if any was found" },
	{ 'v', "verbose", NULL, OPTS_ALWAYS, OWN, "say more on stderr" },
	{ 'q', "quiet", NULL, OPTS_ALWAYS, FLAG(quiet), "errors only" },
	{ 'h', "help", NULL, OPTS_ALWAYS, FLAG(help), "this help" },
	{ 'V', "version", NULL, OPTS_ALWAYS, FLAG(version),
	  "of tool and module" },
};

#define N_INFOS	DF_COUNT(infos)

struct getopt_tables {
	char letters[4 * N_INFOS + 2];
	struct option longs[N_INFOS + 1];
};

static int has_arg(const struct option_info *info)
{
	if (!info->arg)
		return no_argument;
	return info->arg[0] == '[' ? optional_argument : required_argument;
}

static void make_tables(struct getopt_tables *t, unsigned int groups)
{
	size_t n = 0, at = 0;

	t->letters[at++] = ':';	/* tell a missing argument from an unknown option */
	for (size_t i = 0; i < N_INFOS; i++) {
		const struct option_info *info = &infos[i];

		if (!(info->group & groups))
			continue;
		t->longs[n++] = (struct option){ info->name, has_arg(info), NULL, info->id };
		if (info->id < 256) {
			t->letters[at++] = (char)info->id;
			if (info->arg)
				t->letters[at++] = ':';
		}
	}
	t->letters[at] = '\0';
	t->longs[n] = (struct option){ 0 };
}

static int take_color(struct options *opt, const char *when)
{
	if (!when || !strcmp(when, "always"))
		opt->color = COLOR_ALWAYS;
	else if (!strcmp(when, "auto"))
		opt->color = COLOR_AUTO;
	else if (!strcmp(when, "never"))
		opt->color = COLOR_NEVER;
	else
		return -1;
	return 0;
}

static const struct option_info *find_info(int id)
{
	for (size_t i = 0; i < N_INFOS; i++)
		if (infos[i].id == id)
			return &infos[i];
	return NULL;
}

static bool is_known(int id, unsigned int groups)
{
	const struct option_info *info = find_info(id);

	return info && (info->group & groups);
}

/* One option that getopt found; false if its argument is not one. */
static bool take_option(struct options *opt, int id)
{
	const struct option_info *info = find_info(id);
	void *member = (char *)opt + info->member;

	switch (info->effect) {
	case SETS:
		*(bool *)member = true;
		break;
	case TAKES:
		*(const char **)member = optarg ? optarg : "";
		break;
	case COLLECTS:
		strs_add(member, xstrdup(optarg));
		break;
	case OTHER:
		if (id == OPT_COLOR)
			return take_color(opt, optarg) == 0;
		if (id == OPT_JOURNAL) {
			opt->journal = true;
			opt->journal_path = optarg;
		} else {
			opt->verbose++;
		}
		break;
	}
	return true;
}

/* The option as it was typed, for messages. */
static char *typed(char **argv, int argc, int before)
{
	/* Of "--json=3" getopt tells only the letter. */
	if (before < argc && !strncmp(argv[before], "--", 2))
		return xstrndup(argv[before], strcspn(argv[before], "="));
	if (optopt > 0 && optopt < 256)
		return format("-%c", optopt);
	return xstrdup(before > 0 && before < argc ? argv[before] : argv[optind - 1]);
}

static int usage(const struct command *cmd, char *what, const char *wrong)
{
	error("%s: %s %s; see \"diskfault %s --help\"", cmd->name, what, wrong, cmd->name);
	free(what);
	return STATUS_USAGE;
}

/* Options that contradict each other, instead of one silently winning. */
static int check_together(const struct command *cmd, const struct options *opt)
{
	if (opt->json && (opt->columns || opt->no_headings || opt->raw || opt->pairs))
		return usage(cmd, xstrdup("--json"),
			     "always holds everything and cannot be combined with -o, -n, -r or -P");
	if (opt->raw && opt->pairs)
		return usage(cmd, xstrdup("-r and -P"), "are two formats, choose one");
	if (opt->verbose && opt->quiet)
		return usage(cmd, xstrdup("-v and -q"), "contradict each other");
	if (opt->serials && (opt->json || opt->explain || options_shape_table(opt)))
		return usage(cmd, xstrdup("--serials"),
			     "prints serials and nothing else; leave out the other format");
	if (opt->explain && (opt->json || options_shape_table(opt)))
		return usage(cmd, xstrdup("--explain"),
			     "is a format of its own; leave out the other format");
	if (opt->serials && opt->scrub)
		return usage(cmd, xstrdup("--serials and --scrub"), "contradict each other");
	return 0;
}

bool options_shape_table(const struct options *opt)
{
	return opt->columns || opt->no_headings || opt->raw || opt->pairs;
}

int options_parse(struct options *opt, const struct command *cmd, int argc, char **argv)
{
	unsigned int groups = cmd->groups | OPTS_ALWAYS;
	struct getopt_tables t;
	int id, before;

	*opt = (struct options){ .sysroot = "" };
	make_tables(&t, groups);
	opterr = 0;
	optind = 1;
	for (;;) {
		before = optind;
		id = getopt_long(argc, argv, t.letters, t.longs, NULL);
		if (id == -1)
			break;
		if (id == '?')
			return usage(cmd, typed(argv, argc, before),
				     is_known(optopt, groups) ?
					     "takes no argument" :
					     "is not an option of this subcommand");
		if (id == ':')
			return usage(cmd, typed(argv, argc, before), "needs an argument");
		if (!take_option(opt, id))
			return usage(cmd, format("--color=%s", optarg),
				     "is none of auto, always, never");
	}
	opt->args = argv + optind;
	opt->n_args = argc - optind;
	if (opt->help || opt->version)
		return 0;
	return check_together(cmd, opt);
}

void options_free(struct options *opt)
{
	strs_free(&opt->regexps);
	strs_free(&opt->warnings);
	strs_free(&opt->criticals);
	strs_free(&opt->ignored);
	strs_free(&opt->forgotten);
}

/* "-w, --warning CLASS=N", or "    --ignore SERIAL" */
static char *left_of(const struct option_info *info)
{
	return format("%c%c%s --%s%s%s", info->id < 256 ? '-' : ' ',
		      info->id < 256 ? info->id : ' ', info->id < 256 ? "," : " ", info->name,
		      info->arg && info->arg[0] != '[' ? " " : "", info->arg ? info->arg : "");
}

static bool is_cell(const struct option_info *info)
{
	return strlen(info->help) <= CELL_HELP;
}

/* Those with a line of their own first, then two on a line: a screen has 24. */
void options_print(const struct command *cmd)
{
	unsigned int groups = cmd->groups | OPTS_ALWAYS;
	unsigned int cells = 0;

	for (size_t i = 0; i < 2 * N_INFOS; i++) {
		const struct option_info *info = &infos[i % N_INFOS];
		bool cell = is_cell(info);
		char *left;

		if (!(info->group & groups) || cell != (i >= N_INFOS))
			continue;
		left = left_of(info);
		if (!cell)
			printf("  %-22s  %s\n", left, info->help);
		else if (cells++ % 2)
			printf("  %-18s  %s\n", left, info->help);
		else
			printf("  %-18s  %-*s", left, CELL_HELP, info->help);
		free(left);
	}
	if (cells % 2)
		putchar('\n');
}
