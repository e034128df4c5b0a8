// SPDX-License-Identifier: GPL-2.0
/*
 * diskfault: names the serial of a failing drive from kernel log errors.
 * The subcommands, and what is common to all.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include <diskfault/version.h>

#include "command.h"
#include "source/sysfs.h"
#include "xalloc.h"

static const struct command *const commands[] = {
	&cmd_list,
	&cmd_show,
	&cmd_scan,
	&cmd_chase,
	&cmd_watch,
	&cmd_doctor,
	&cmd_check,
	&cmd_export,
	&cmd_locate,
	&cmd_record,
	&cmd_history,
	&cmd_clear,
};

static void print_version(const struct options *opt)
{
	char *loaded = sysfs_module_version(opt->sysroot);

	printf("diskfault %s\n", DISKFAULT_VERSION);
	if (loaded)
		printf("module %s\n", loaded);
	else
		puts("module not loaded");
	free(loaded);
}

static void print_help(const struct command *cmd)
{
	printf("Usage: diskfault %s [OPTION...]%s%s\n%s\n\n", cmd->name, cmd->args[0] ? " " : "",
	       cmd->args, cmd->purpose);
	options_print(cmd);
	printf("\nExamples:\n%s", cmd->examples);
}

static void print_overview(void)
{
	puts("Usage: diskfault [SUBCOMMAND] [OPTION...] [ARG...]\n"
	     "Names the drive that fails, by the serial on its label, from the kernel's log.\n");
	for (size_t i = 0; i < DF_COUNT(commands); i++)
		printf("  %-7s %-15s  %s\n", commands[i]->name, commands[i]->args,
		       commands[i]->purpose);
	puts("\nWithout a subcommand: list.  \"diskfault SUBCOMMAND --help\" tells the rest.\n\n"
	     "Examples:\n"
	     "  diskfault                          drives with faults, worst first\n"
	     "  diskfault show sdk                 all about one, for the way to the rack\n"
	     "  diskfault scan --serials kern.log  serials of failing drives, from a log\n\n"
	     "DISK is a path, H:C:T:L, name, serial, WWN, volume or mount point: diskfault(8).");
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < DF_COUNT(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < DF_COUNT(commands); i++)
		buf_printf(&names, "%s%s", i ? ", " : "", commands[i]->name);
	error("there is no subcommand \"%s\"; there are: %s", name, names.p);
	buf_free(&names);
	return STATUS_USAGE;
}

/* What did not reach stdout makes every answer a failure. */
static int close_stdout(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	error("cannot write the result: %s", strerror(errno));
	return STATUS_FAILURE;
}

/* To Nagios, 1 and 2 say something about drives. */
static int failure(const struct command *cmd, int status)
{
	return cmd->is_plugin && status ? STATUS_UNKNOWN : status;
}

static int run(const struct command *cmd, bool named, int argc, char **argv)
{
	struct options opt;
	int status = failure(cmd, options_parse(&opt, cmd, argc, argv));

	if (status == 0) {
		message_setup(opt.verbose, opt.quiet);
		if (opt.help && !named)
			print_overview();
		else if (opt.help)
			print_help(cmd);
		else if (opt.version)
			print_version(&opt);
		else
			status = cmd->run(&opt);
	}
	options_free(&opt);
	return close_stdout(status) == status ? status : failure(cmd, STATUS_FAILURE);
}

/*
 * A closed stdin, stdout or stderr would be taken by the next file that is
 * opened.  Nothing can be written to what stands in for it.
 */
static void occupy_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	const struct command *cmd = &cmd_list;
	bool named = argc > 1 && argv[1][0] != '-';

	/* Threads share it: one of them alone takes memory at a time. */
	mallopt(M_ARENA_MAX, 1);
	occupy_standard_files();
	/* Only how wide a character is; numbers and dates stay the same everywhere. */
	setlocale(LC_CTYPE, "");
	if (named) {
		cmd = find_command(argv[1]);
		if (!cmd)
			return unknown_command(argv[1]);
		argc--;
		argv++;
	}
	return run(cmd, named, argc, argv);
}
