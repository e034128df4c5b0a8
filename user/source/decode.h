/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compressed data into what it was: gzip, xz, zstd, bzip2 and lz4, each by its own
 * library, straight into the reader's memory.  All that can be decoded of a
 * damaged or truncated file is given out before the end of it is told.  And UTF-16,
 * as shells of Windows write it, into UTF-8.
 */
#ifndef SOURCE_DECODE_H
#define SOURCE_DECODE_H

#include "message.h"
#include "text.h"

/* Bytes that go in and bytes that come out; step() moves both on. */
struct flow {
	const char *in;
	size_t in_len;
	char *out;
	size_t out_len;
};

enum decoded {
	DECODED_SOME,		/* goes on with more bytes in, or more room */
	DECODED_MEMBER,		/* one member is complete; another may follow */
	DECODED_BAD,		/* this is no such data */
};

struct decoder {
	const char *name;
	bool endless;		/* nothing in the data says where they end */
	bool (*begins)(struct df_span front);
	void *(*open)(void);
	enum decoded (*step)(void *state, struct flow *f);
	void (*close)(void *state);
	/* what it is done by, see late.h; no soname: by nothing else */
	struct {
		const char *soname;
		const char *const *names;
		size_t n;
		void *functions;
	} by;
};

#define DECODE_FRONT	6	/* bytes that the longest magic needs */

/* Which one @front (the first bytes of a file) is for, or NULL. */
const struct decoder *decoder_for(struct df_span front);

/* Before @d is used for @path; false if its library cannot be loaded, and @t says so. */
bool decoder_load(const struct decoder *d, const char *path, struct trouble *t);

#endif
