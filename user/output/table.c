// SPDX-License-Identifier: GPL-2.0
/* Findings as a table, by libsmartcols, as lsblk does. */
#include <libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "late.h"
#include "output/output.h"
#include "xalloc.h"

#define LIBRARY		"libsmartcols.so.1"

LATE_NEEDED(LIBRARY, "table", "Findings as a table");

#define FUNCTIONS(F) \
	F(scols_cell_set_color) F(scols_init_debug) F(scols_line_get_cell) \
	F(scols_line_refer_data) F(scols_new_table) F(scols_print_table) \
	F(scols_table_enable_colors) F(scols_table_enable_export) \
	F(scols_table_enable_noencoding) F(scols_table_enable_noheadings) \
	F(scols_table_enable_raw) F(scols_table_new_column) F(scols_table_new_line) \
	F(scols_unref_table)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

bool color_wanted(const struct options *opt)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (opt->color != COLOR_AUTO)
		return opt->color == COLOR_ALWAYS;
	if (no_color && no_color[0])
		return false;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static const char *cause_color(enum df_cause cause)
{
	switch (cause) {
	case DF_CAUSE_DRIVE:
		return "red";
	case DF_CAUSE_HOST:
	case DF_CAUSE_PATH:
	case DF_CAUSE_FILESYSTEM:
		return "yellow";
	default:
		return NULL;
	}
}

/*
 * "\x1b" back into the byte, for formats in which libsmartcols escapes by itself,
 * every backslash included: there one pass of unescaping gives the bytes back.
 * NUL stays as it is, strings end there.
 */
static void undo_escapes(char *s)
{
	char *to = s;

	while (*s) {
		int high = -1, low = -1;

		if (s[0] == '\\' && s[1] == 'x' && s[2] && s[3]) {
			high = df_hex_value(s[2]);
			low = df_hex_value(s[3]);
		}
		if (high >= 0 && low >= 0 && (high || low)) {
			*to++ = (char)(high << 4 | low);
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

char *in_ascii(const char *s)
{
	struct buf b = { 0 };

	for (; *s; s++) {
		if (df_is_print(*s))
			buf_putc(&b, *s);
		else
			buf_printf(&b, "\\x%02x", (unsigned char)*s);
	}
	return buf_take(&b);
}

/* Scripts count columns at blanks: what is unknown is a dash there. */
static char *cell_text(const struct column *column, const struct finding *f,
		       const struct options *opt)
{
	bool scripts = opt->raw || opt->pairs;
	struct buf b = { 0 };
	char *text, *ascii;

	column->cell(&b, f, scripts ? FOR_SCRIPTS : FOR_PEOPLE);
	if (!b.len && !opt->pairs)
		buf_putc(&b, '-');
	text = buf_take(&b);
	if (scripts)
		undo_escapes(text);
	if (scripts || MB_CUR_MAX > 1)
		return text;
	/* No terminal of that locale shows UTF-8. */
	ascii = in_ascii(text);
	free(text);
	return ascii;
}

static int add_row(struct libscols_table *table, const struct finding *f,
		   const struct options *opt, const struct column_choice *columns)
{
	struct libscols_line *line = lib.scols_table_new_line(table, NULL);

	if (!line)
		return -1;
	for (size_t i = 0; i < columns->n; i++) {
		struct libscols_cell *cell = lib.scols_line_get_cell(line, i);
		const char *color = cause_color(f->cause);

		if (lib.scols_line_refer_data(line, i, cell_text(columns->p[i], f, opt)))
			return -1;
		if (cell && color && !strcmp(columns->p[i]->name, "CAUSE"))
			lib.scols_cell_set_color(cell, color);
	}
	return 0;
}

static int flags_of(enum column_shape shape)
{
	switch (shape) {
	case COLUMN_NUMBER:
		return SCOLS_FL_RIGHT;
	case COLUMN_CUT:
		return SCOLS_FL_TRUNC;
	default:
		return 0;
	}
}

static int add_columns(struct libscols_table *table, const struct column_choice *columns)
{
	for (size_t i = 0; i < columns->n; i++)
		if (!lib.scols_table_new_column(table, columns->p[i]->name, 0,
						flags_of(columns->p[i]->shape)))
			return -1;
	return 0;
}

int table_print(const struct findings *l, const struct options *opt,
		const struct column_choice *columns)
{
	struct libscols_table *table;
	int err;

	/* Headings alone say nothing. */
	if (!l->n)
		return 0;
	late_need(LIBRARY, names, DF_COUNT(names), &lib);
	lib.scols_init_debug(0);
	table = lib.scols_new_table();
	if (!table)
		return -1;
	lib.scols_table_enable_noheadings(table, opt->no_headings);
	lib.scols_table_enable_raw(table, opt->raw);
	lib.scols_table_enable_export(table, opt->pairs);
	lib.scols_table_enable_colors(table, color_wanted(opt));
	/* Cells for people are escaped already, and as wide as they are. */
	lib.scols_table_enable_noencoding(table, !opt->raw && !opt->pairs);
	err = add_columns(table, columns);
	for (size_t i = 0; i < l->n && !err; i++)
		err = add_row(table, &l->p[i], opt, columns);
	if (!err)
		err = lib.scols_print_table(table);
	lib.scols_unref_table(table);
	return err ? -1 : 0;
}
