/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lines of a file, from the last to the first, with two blocks of memory
 * however long the file is.
 */
#ifndef SOURCE_BACKWARD_H
#define SOURCE_BACKWARD_H

#include <sys/types.h>

#include "message.h"
#include "text.h"

#define LINE_MAX_BYTES	(64 * 1024)	/* of a line, more is cut off its end */

struct backward {
	int fd;
	off_t begin;		/* of the first line */
	off_t end;		/* of what has not been given out yet */
	char *block;		/* bytes of the file, from ... */
	off_t at;		/* ... here, ... */
	size_t held;		/* ... so many */
	char *line;		/* a line that does not lie within the block */
	u64 given;		/* lines so far */
};

/*
 * Opens @path; NULL or "-" is standard input.  What cannot be read backwards (a
 * pipe) is copied into a temporary file without a name.  0, or -1 with why.
 */
int backward_open(struct backward *b, const char *path, struct trouble *t);
void backward_close(struct backward *b);

/*
 * The next line, without "\n" or "\r\n"; valid until the next call.
 * Returns 1, 0 at the end, or a negative errno.
 */
int backward_line(struct backward *b, struct df_span *line);

/* Number of lines in all. */
int backward_count(struct backward *b, u64 *lines);

#endif
