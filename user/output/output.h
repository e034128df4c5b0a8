/* SPDX-License-Identifier: GPL-2.0 */
/* How findings are shown: one table of columns, one writer of tables, one of JSON. */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include "command.h"
#include "doctor.h"
#include "finding.h"

#define COLUMNS_MAX	64	/* asked for at once */

enum cell_for {
	FOR_PEOPLE,		/* "10+", "3.6T" */
	FOR_SCRIPTS,		/* -r, -P: numbers are nothing but numbers */
};

/*
 * Numbers are aligned at their end.  A narrow terminal may cut what is not needed to
 * tell drives apart: a cut serial is a wrong serial.
 */
enum column_shape { COLUMN_WHOLE, COLUMN_NUMBER, COLUMN_CUT };

struct column {
	const char *name;
	enum column_shape shape;
	const char *help;
	/* Appends the cell; nothing if it is not known. */
	void (*cell)(struct buf *b, const struct finding *f, enum cell_for whom);
	unsigned int wants;	/* of the machine: WANT_* */
};

struct column_choice {
	const struct column *p[COLUMNS_MAX];
	size_t n;
};

/* Takes "COL,..." or "+COL,..." or NULL for the default; -1 with what is wrong. */
int columns_choose(struct column_choice *c, const char *list, struct trouble *t);

/* What the machine has to be asked for to fill them. */
unsigned int columns_want(const struct column_choice *c);

/* -H: all columns and what they mean. */
void columns_list(void);

/* Prints the table that @opt asks for; -1 if memory or the library fails. */
int table_print(const struct findings *l, const struct options *opt,
		const struct column_choice *columns);

/* May colors be used on stdout? */
bool color_wanted(const struct options *opt);

/*
 * Prints the whole JSON; @status is what the command is going to exit with,
 * @chassis the machine (show only; NULL: leave it out).
 */
int json_print(const struct findings *l, const struct chassis *chassis, int status);

/* One finding alone, on a line of its own. */
void json_line(const struct finding *f);

/* What doctor has found, as JSON. */
int json_print_checks(const struct checks *l, int status);

/* One finding as the ticket that a technician takes to the rack. */
void ticket_print(const struct finding *f, const struct log_counts *log,
		  const struct chassis *chassis, bool color);

/* RFC 3339, in UTC ("...Z") or with the local offset. */
char *time_utc(s64 wall_us);
char *time_local(s64 wall_us);

/* 3.6T, as lsblk. */
char *size_human(u64 bytes);

/* In table.c: @s with every byte that is no printable ASCII as \xHH. */
char *in_ascii(const char *s);

#endif
