/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /etc/diskfault.conf: what only people know of a machine.  One directive a
 * line, words between blanks, "..." around words with blanks in them, # begins
 * a comment.  diskfault.conf(5) tells what the directives mean.
 */
#ifndef CONF_H
#define CONF_H

#include "message.h"
#include "text.h"

struct conf;

/* The lines of one directive, its words without the first. */
struct conf_line {
	const char *directive;
	struct strs words;
	unsigned int line;
};

/*
 * Reads the file below @root.  A file that is not there is an empty one; one
 * that is wrong is NULL, with file, line and reason in @t.
 */
struct conf *conf_read(const char *root, struct trouble *t);
void conf_free(struct conf *c);

/* The next line of @directive after @before (NULL: the first), or NULL. */
const struct conf_line *conf_next(const struct conf *c, const char *directive,
				  const struct conf_line *before);

/* The last word of the first line whose other words are @key, @key2 (or NULL). */
const char *conf_name(const struct conf *c, const char *directive, const char *key,
		      const char *key2);

#endif
