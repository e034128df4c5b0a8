/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Strings of the command: buffers that grow, lists, and the one way by which
 * bytes of others (a log, a disk, a label, a file name) become text that may
 * stand in a terminal, a table or JSON.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>

#include <diskfault/text.h>

/* A string that grows.  All zeros is an empty one. */
struct buf {
	char *p;
	size_t len;
	size_t size;
};

void buf_add(struct buf *b, const char *p, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The string, now the caller's; never NULL.  The buffer is empty again. */
char *buf_take(struct buf *b);
void buf_free(struct buf *b);

/* printf into a string of the right size. */
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *vformat(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* Strings in order. */
struct strs {
	char **p;
	size_t n;
};

/* Takes over @owned. */
void strs_add(struct strs *l, char *owned);
bool strs_have(const struct strs *l, const char *s);
void strs_split(struct strs *l, const char *s);	/* at blanks; adds copies */
char *strs_join(const struct strs *l, const char *between);
void strs_free(struct strs *l);

/* What the bytes have been through before. */
enum safe_from {
	SAFE_RAW,	/* nothing: a "\x" of their own is escaped as well */
	SAFE_ESCAPED,	/* \xHH already, by the module or the core */
};

/*
 * Appends @s as valid UTF-8 without control characters (C0, C1, DEL, and those
 * that turn the direction of writing): every other byte becomes \xHH.
 */
void safe_add(struct buf *b, struct df_span s, enum safe_from from);
char *safe_text(struct df_span s, enum safe_from from);

/* For tables of strings: FNV-1a. */
u64 text_hash(struct df_span s);

/* @s with every occurrence of @secret replaced by @with; takes over @s. */
char *text_replace(char *s, const char *secret, const char *with);

#endif
