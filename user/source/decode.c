// SPDX-License-Identifier: GPL-2.0
/* Compressed data, and UTF-16, into what it was.  See decode.h. */
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "late.h"
#include "source/decode.h"
#include "xalloc.h"

/* More than "xz -9" needs (65 MiB); a file that asks for gigabytes is hostile. */
#define XZ_MEMORY	(160 * 1024 * 1024)
#define PART_MAX	(1024 * 1024 * 1024)	/* the libraries count in 32 bits */

static size_t at_most(size_t n)
{
	return n < PART_MAX ? n : PART_MAX;
}

/* ---- gzip ---- */

#define Z_LIBRARY	"libz.so.1"

LATE_LIBRARY(Z_LIBRARY, "gzip", "Reading what gzip has compressed");

#define Z_FUNCTIONS(F) \
	F(inflate) F(inflateEnd) F(inflateInit2_) F(inflateReset)

static struct {
	Z_FUNCTIONS(LATE_POINTER)
} zlib;

static const char *const z_names[] = { Z_FUNCTIONS(LATE_NAME) };

static bool gz_begins(struct df_span front)
{
	return df_span_starts(front, DF_SPAN("\x1f\x8b\x08"));
}

static void *gz_open(void)
{
	z_stream *z = xcalloc(1, sizeof(*z));
	int ret = zlib.inflateInit2_(z, MAX_WBITS + 16, ZLIB_VERSION, (int)sizeof(*z));

	xcheck(ret == Z_OK ? z : NULL);
	return z;
}

static enum decoded gz_step(void *state, struct flow *f)
{
	size_t in = at_most(f->in_len), out = at_most(f->out_len);
	z_stream *z = state;
	int ret;

	z->next_in = (Bytef *)f->in;
	z->avail_in = (uInt)in;
	z->next_out = (Bytef *)f->out;
	z->avail_out = (uInt)out;
	ret = zlib.inflate(z, Z_NO_FLUSH);
	f->in += in - z->avail_in;
	f->in_len -= in - z->avail_in;
	f->out += out - z->avail_out;
	f->out_len -= out - z->avail_out;
	if (ret == Z_STREAM_END)
		return zlib.inflateReset(z) == Z_OK ? DECODED_MEMBER : DECODED_BAD;
	return ret == Z_OK || ret == Z_BUF_ERROR ? DECODED_SOME : DECODED_BAD;
}

static void gz_close(void *state)
{
	zlib.inflateEnd(state);
	free(state);
}

/* ---- xz, and lzma, which came before it ---- */

#define LZMA_LIBRARY	"liblzma.so.5"

LATE_LIBRARY(LZMA_LIBRARY, "xz", "Reading what xz has compressed");

#define LZMA_FUNCTIONS(F) \
	F(lzma_auto_decoder) F(lzma_code) F(lzma_end)

static struct {
	LZMA_FUNCTIONS(LATE_POINTER)
} lzmalib;

static const char *const lzma_names[] = { LZMA_FUNCTIONS(LATE_NAME) };

static bool xz_begins(struct df_span front)
{
	return df_span_starts(front, DF_SPAN("\xfd\x37zXZ")) ||
	       df_span_starts(front, DF_SPAN("\x5d\0\0"));
}

static void *xz_open(void)
{
	lzma_stream *x = xcalloc(1, sizeof(*x));

	xcheck(lzmalib.lzma_auto_decoder(x, XZ_MEMORY, 0) == LZMA_OK ? x : NULL);
	return x;
}

static enum decoded xz_step(void *state, struct flow *f)
{
	lzma_stream *x = state;
	lzma_ret ret;

	x->next_in = (const uint8_t *)f->in;
	x->avail_in = f->in_len;
	x->next_out = (uint8_t *)f->out;
	x->avail_out = f->out_len;
	ret = lzmalib.lzma_code(x, LZMA_RUN);
	f->in = (const char *)x->next_in;
	f->in_len = x->avail_in;
	f->out = (char *)x->next_out;
	f->out_len = x->avail_out;
	if (ret == LZMA_STREAM_END)
		return lzmalib.lzma_auto_decoder(x, XZ_MEMORY, 0) == LZMA_OK ? DECODED_MEMBER :
								       DECODED_BAD;
	return ret == LZMA_OK || ret == LZMA_BUF_ERROR ? DECODED_SOME : DECODED_BAD;
}

static void xz_close(void *state)
{
	lzmalib.lzma_end(state);
	free(state);
}

/* ---- zstd ---- */

#define ZSTD_LIBRARY	"libzstd.so.1"

LATE_LIBRARY(ZSTD_LIBRARY, "zstd", "Reading what zstd has compressed");

#define ZSTD_FUNCTIONS(F) \
	F(ZSTD_createDCtx) F(ZSTD_decompressStream) F(ZSTD_freeDCtx) F(ZSTD_isError)

static struct {
	ZSTD_FUNCTIONS(LATE_POINTER)
} zstdlib;

static const char *const zstd_names[] = { ZSTD_FUNCTIONS(LATE_NAME) };

/* Frames that hold nothing of the file; pzstd begins with one. */
static bool is_skippable(struct df_span front)
{
	return front.len >= 4 && (front.p[0] & 0xf0) == 0x50 &&
	       !memcmp(front.p + 1, "\x2a\x4d\x18", 3);
}

static bool zst_begins(struct df_span front)
{
	return df_span_starts(front, DF_SPAN("\x28\xb5\x2f\xfd")) || is_skippable(front);
}

/*
 * A call that meets damage says nothing of what it decoded before.  So each gets
 * the bytes of one block only, which is what the library asked for last.
 */
struct blocks {
	void *library;
	size_t asked;
};

static void *blocks_open(void *library)
{
	struct blocks *b = xcalloc(1, sizeof(*b));

	b->library = xcheck(library);
	b->asked = 1;
	return b;
}

static size_t block_of(const struct blocks *b, const struct flow *f)
{
	return b->asked < f->in_len ? b->asked : f->in_len;
}

static enum decoded block_done(struct blocks *b, struct flow *f, size_t in, size_t out,
			       size_t asked)
{
	f->in += in;
	f->in_len -= in;
	f->out += out;
	f->out_len -= out;
	b->asked = asked ? asked : 1;
	return asked ? DECODED_SOME : DECODED_MEMBER;
}

static void *zst_open(void)
{
	return blocks_open(zstdlib.ZSTD_createDCtx());
}

static enum decoded zst_step(void *state, struct flow *f)
{
	struct blocks *b = state;
	ZSTD_inBuffer in = { f->in, block_of(b, f), 0 };
	ZSTD_outBuffer out = { f->out, f->out_len, 0 };
	size_t ret = zstdlib.ZSTD_decompressStream(b->library, &out, &in);

	if (zstdlib.ZSTD_isError(ret))
		return DECODED_BAD;
	return block_done(b, f, in.pos, out.pos, ret);
}

static void zst_close(void *state)
{
	struct blocks *b = state;

	zstdlib.ZSTD_freeDCtx(b->library);
	free(b);
}

/* ---- bzip2 ---- */

/* not its soname, which has a version that not all distributions give it */
#define BZ2_LIBRARY	"libbz2.so.1"

LATE_LIBRARY(BZ2_LIBRARY, "bzip2", "Reading what bzip2 has compressed");

#define BZ2_FUNCTIONS(F) \
	F(BZ2_bzDecompress) F(BZ2_bzDecompressEnd) F(BZ2_bzDecompressInit)

static struct {
	BZ2_FUNCTIONS(LATE_POINTER)
} bz2lib;

static const char *const bz2_names[] = { BZ2_FUNCTIONS(LATE_NAME) };

static bool bz2_begins(struct df_span front)
{
	return front.len >= 4 && !memcmp(front.p, "BZh", 3) && front.p[3] >= '1' &&
	       front.p[3] <= '9';
}

static void *bz2_open(void)
{
	bz_stream *b = xcalloc(1, sizeof(*b));

	xcheck(bz2lib.BZ2_bzDecompressInit(b, 0, 0) == BZ_OK ? b : NULL);
	return b;
}

static enum decoded bz2_step(void *state, struct flow *f)
{
	size_t in = at_most(f->in_len), out = at_most(f->out_len);
	bz_stream *b = state;
	int ret;

	b->next_in = (char *)f->in;
	b->avail_in = (unsigned int)in;
	b->next_out = f->out;
	b->avail_out = (unsigned int)out;
	ret = bz2lib.BZ2_bzDecompress(b);
	f->in += in - b->avail_in;
	f->in_len -= in - b->avail_in;
	f->out += out - b->avail_out;
	f->out_len -= out - b->avail_out;
	if (ret != BZ_STREAM_END)
		return ret == BZ_OK ? DECODED_SOME : DECODED_BAD;
	bz2lib.BZ2_bzDecompressEnd(b);
	return bz2lib.BZ2_bzDecompressInit(b, 0, 0) == BZ_OK ? DECODED_MEMBER : DECODED_BAD;
}

static void bz2_close(void *state)
{
	bz2lib.BZ2_bzDecompressEnd(state);
	free(state);
}

/* ---- lz4 ---- */

#define LZ4_LIBRARY	"liblz4.so.1"

LATE_LIBRARY(LZ4_LIBRARY, "lz4", "Reading what lz4 has compressed");

#define LZ4_FUNCTIONS(F) \
	F(LZ4F_createDecompressionContext) F(LZ4F_decompress) \
	F(LZ4F_freeDecompressionContext) F(LZ4F_isError)

static struct {
	LZ4_FUNCTIONS(LATE_POINTER)
} lz4lib;

static const char *const lz4_names[] = { LZ4_FUNCTIONS(LATE_NAME) };

static bool lz4_begins(struct df_span front)
{
	return df_span_starts(front, DF_SPAN("\x04\x22\x4d\x18"));
}

static void *lz4_open(void)
{
	LZ4F_dctx *l = NULL;
	size_t ret = lz4lib.LZ4F_createDecompressionContext(&l, LZ4F_VERSION);

	return blocks_open(lz4lib.LZ4F_isError(ret) ? NULL : l);
}

static enum decoded lz4_step(void *state, struct flow *f)
{
	struct blocks *b = state;
	size_t in = block_of(b, f), out = f->out_len;
	size_t ret = lz4lib.LZ4F_decompress(b->library, f->out, &out, f->in, &in, NULL);

	if (lz4lib.LZ4F_isError(ret))
		return DECODED_BAD;
	return block_done(b, f, in, out, ret);
}

static void lz4_close(void *state)
{
	struct blocks *b = state;

	lz4lib.LZ4F_freeDecompressionContext(b->library);
	free(b);
}

/* ---- UTF-16 ---- */

#define REPLACEMENT	0xfffd	/* stands for what is no character */

struct utf16 {
	bool big;		/* the first byte of a unit is the greater one */
	unsigned int bytes;	/* that came in, no more than the mark has */
	int first;		/* byte of a unit that is not complete; or -1 */
	u32 high;		/* the first half of a pair, or 0 */
	char out[8];		/* what had no room yet */
	size_t out_at;
	size_t out_end;
};

/* The mark, and soon something of ASCII: a blank, a digit. */
static bool utf16_begins(struct df_span front)
{
	bool big = df_span_starts(front, DF_SPAN("\xfe\xff"));

	if (!big && !df_span_starts(front, DF_SPAN("\xff\xfe")))
		return false;
	for (size_t i = 2; i + 1 < front.len; i += 2)
		if (!front.p[big ? i : i + 1])
			return true;
	return false;
}

static void *utf16_open(void)
{
	struct utf16 *u = xcalloc(1, sizeof(*u));

	u->first = -1;
	return u;
}

static void utf16_put(struct utf16 *u, u32 c)
{
	char *to = u->out + u->out_end;
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3f));
	to[0] = (char)(n == 1 ? c : (0xf00 >> n & 0xff) | c);
	u->out_end += n;
}

static void utf16_unit(struct utf16 *u, u32 unit)
{
	bool low = (unit & 0xfc00) == 0xdc00;
	u32 high = u->high;

	u->high = 0;
	if (high && low) {
		utf16_put(u, 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff)));
		return;
	}
	if (high)
		utf16_put(u, REPLACEMENT);
	if ((unit & 0xfc00) == 0xd800)
		u->high = unit;
	else
		utf16_put(u, low ? REPLACEMENT : unit);
}

static void utf16_byte(struct utf16 *u, unsigned char c)
{
	if (u->bytes < 2) {
		u->big = u->bytes ? u->big : c == 0xfe;
		u->bytes++;
	} else if (u->first < 0) {
		u->first = c;
	} else {
		utf16_unit(u, u->big ? (u32)u->first << 8 | c : (u32)c << 8 | (u32)u->first);
		u->first = -1;
	}
}

static enum decoded utf16_step(void *state, struct flow *f)
{
	struct utf16 *u = state;

	for (;;) {
		while (u->out_at < u->out_end && f->out_len) {
			*f->out++ = u->out[u->out_at++];
			f->out_len--;
		}
		if (u->out_at < u->out_end || !f->in_len)
			return DECODED_SOME;
		u->out_at = 0;
		u->out_end = 0;
		utf16_byte(u, (unsigned char)*f->in++);
		f->in_len--;
	}
}

static void utf16_close(void *state)
{
	free(state);
}

/* ---- all of them ---- */

static const struct decoder decoders[] = {
	{ "gzip", false, gz_begins, gz_open, gz_step, gz_close,
	  { Z_LIBRARY, z_names, DF_COUNT(z_names), &zlib } },
	{ "xz", false, xz_begins, xz_open, xz_step, xz_close,
	  { LZMA_LIBRARY, lzma_names, DF_COUNT(lzma_names), &lzmalib } },
	{ "zstd", false, zst_begins, zst_open, zst_step, zst_close,
	  { ZSTD_LIBRARY, zstd_names, DF_COUNT(zstd_names), &zstdlib } },
	{ "bzip2", false, bz2_begins, bz2_open, bz2_step, bz2_close,
	  { BZ2_LIBRARY, bz2_names, DF_COUNT(bz2_names), &bz2lib } },
	{ "lz4", false, lz4_begins, lz4_open, lz4_step, lz4_close,
	  { LZ4_LIBRARY, lz4_names, DF_COUNT(lz4_names), &lz4lib } },
	{ "UTF-16", true, utf16_begins, utf16_open, utf16_step, utf16_close, { 0 } },
};

bool decoder_load(const struct decoder *d, const char *path, struct trouble *t)
{
	return !d->by.soname ||
	       late_load(d->by.soname, d->by.names, d->by.n, d->by.functions, path, t);
}

const struct decoder *decoder_for(struct df_span front)
{
	for (size_t i = 0; i < DF_COUNT(decoders); i++)
		if (decoders[i].begins(front))
			return &decoders[i];
	return NULL;
}
