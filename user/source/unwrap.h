/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines that were broken on the way: mail wraps at 72 to 80 characters, and the
 * rest of a message stands on a line of its own, without a prefix.  And lines that
 * were joined: two messages on one.
 */
#ifndef SOURCE_UNWRAP_H
#define SOURCE_UNWRAP_H

#include "source/lines.h"
#include "source/prefix.h"

#define UNWRAP_LONGEST	200	/* of a line that is broken, and of its rest */
#define UNWRAP_RECORD	4096	/* of netconsole: the kernel's have 1024, dictionary included */
#define UNWRAP_PARTS	4	/* a message of the kernel is not longer */

/* The parts of a message, joined by blanks, and within words. */
struct unwrapped {
	struct buf spaced;	/* the host's name first */
	struct buf tight;
	struct buf row;		/* the second line of the message */
	size_t host_len;
	bool whole;		/* what unwrap() was given stands by itself */
};

void unwrapped_free(struct unwrapped *u);

/*
 * If @r, which @p has just taken apart, says nothing as it stands, but does with
 * the lines below it, makes it the whole and takes them from @l.  It is not verified
 * then: nobody knows who broke it, and where.  @u: memory for what @r and @host
 * point to afterwards.  Tells whether it did.
 */
bool unwrap(struct lines *l, struct prefix *p, struct df_record *r, struct df_span *host,
	    struct unwrapped *u);

/*
 * The same where the rest begins with a blank, so that it came with the record:
 * @bytes is all of @r.
 */
bool unwrap_rows(struct df_span bytes, struct df_record *r, struct unwrapped *u);

/*
 * 2.6 puts four blanks before what its sense key is followed by: where nothing stands
 * before the lines, that makes it a row of the record above, @r.  Sets @row to what it
 * is then, with its text in @bytes.
 */
bool unwrap_sense(struct df_span bytes, const struct df_record *r, struct df_record *row);

/*
 * If @r says nothing as it stands, but does without what a terminal of 80 columns and
 * an indentation have put into its words, makes it that.
 */
bool unwrap_padded(struct df_record *r, struct unwrapped *u);

/*
 * If @bytes, of which @r is made, is the first fragment of a record that netconsole has
 * sent in several, takes the others from @l, and makes @r the whole.
 */
bool unwrap_fragments(struct lines *l, struct prefix *p, struct df_span bytes,
		      struct df_record *r, struct unwrapped *u);

/*
 * Is @bytes, of which @r of @host was made, a page or a mail in HTML, with all of its
 * lines on this one?  And the next of these lines, taken off @bytes; false: none is left.
 */
bool unwrap_is_page(struct df_span bytes, const struct df_record *r, struct df_span host);
bool unwrap_page_line(struct df_span *bytes, struct df_span *line);

/*
 * If @r says nothing as it stands, but is two messages, one behind the other, or if
 * there is a stamp of the kernel within it, makes it the first and @rest what follows,
 * which may be several in turn.  Neither is verified then.  @whole: it is known to stand
 * by itself.
 */
bool unwrap_joined(struct df_record *r, struct df_record *rest, bool whole);

#endif
