/* SPDX-License-Identifier: GPL-2.0 */
/* Files: those of one value, as in /sys, below a root that may be recorded, and others. */
#ifndef SOURCE_FILE_H
#define SOURCE_FILE_H

#include "finding.h"

/* "ROOT/..." by a format. */
char *root_path(const char *root, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The content of a file (64 KiB at most) without the newline at its end, or NULL
 * with errno.  NUL bytes become blanks.
 */
char *file_read(const char *path);

/* A directory to read values in, or -1; O_PATH: for the *at() calls only. */
int dir_open(const char *path);

/*
 * A file of one value, as in sysfs: text that is known to be escaped already,
 * trimmed; NULL with errno, and NULL if it is empty.
 */
char *attr_text(int dir, const char *name);
struct number attr_number(int dir, const char *name);

/* The same by a path of its own. */
char *file_text(const char *path);
struct number file_number(const char *path);

/* Where a symbolic link leads: the last part of its target, or NULL. */
char *link_base(const char *path);

/*
 * A file in $TMPDIR that nobody else can open and that ends with us; -1 with
 * errno.
 */
int unnamed_file(void);

/* Names in a directory that do not begin with a dot, in version order. */
struct strs dir_names(const char *path);

#endif
