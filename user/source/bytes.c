// SPDX-License-Identifier: GPL-2.0
/* An input as bytes.  See bytes.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <diskfault/match.h>

#include "source/bytes.h"
#include "source/prefix.h"
#include "xalloc.h"

#define IN_SIZE		(256 * 1024)
#define FRONT_SIZE	512		/* a header of tar */
#define TAR_MAGIC	257		/* where it says "ustar" */

static const char *name_of(const struct bytes *b)
{
	return strcmp(b->name, "-") ? b->name : "standard input";
}

/* From the file itself; 0 at its end, which an error is as well. */
static size_t read_file(struct bytes *b, char *to, size_t n)
{
	ssize_t got;

	if (b->tail && !tail_more(b->tail, b->fd, b->at, b->soon))
		return 0;
	do {
		if (b->seeks)
			got = pread(b->fd, to, n, b->at);
		else
			got = read(b->fd, to, n);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		trouble_set(&b->why, "cannot read %s to its end: %s", name_of(b), strerror(errno));
		return 0;
	}
	b->at += got;
	if (b->tail)
		tail_note(b->tail, to, (size_t)got);
	return (size_t)got;
}

/* ---- what was looked at before it was asked for ---- */

static size_t take_front(struct bytes *b, char *to, size_t n)
{
	size_t have = b->front_end - b->front_at;

	if (n > have)
		n = have;
	memcpy(to, b->front + b->front_at, n);
	b->front_at += n;
	return n;
}

struct df_span bytes_front(const struct bytes *b)
{
	return (struct df_span){ b->front, b->front_end };
}

/* Holds the first bytes: @least of them if there are so many, and what comes along. */
static void hold_front(struct bytes *b, size_t least,
		       size_t (*more)(struct bytes *b, char *to, size_t n))
{
	size_t got = 1;

	while (b->front_end < least && got) {
		got = more(b, b->front + b->front_end, FRONT_SIZE - b->front_end);
		b->front_end += got;
	}
}

/* ---- compressed ones ---- */

static bool refill(struct bytes *b)
{
	if (b->in_ended)
		return false;
	b->in_at = 0;
	b->in_end = read_file(b, b->in, IN_SIZE);
	b->in_ended = !b->in_end;
	return !b->in_ended;
}

/* Brings what is left to the front and reads on until @n bytes are there, or the end. */
static void gather(struct bytes *b, size_t n)
{
	if (b->in_end - b->in_at >= n || b->in_ended)
		return;
	memmove(b->in, b->in + b->in_at, b->in_end - b->in_at);
	b->in_end -= b->in_at;
	b->in_at = 0;
	while (b->in_end < n && !b->in_ended) {
		size_t got = read_file(b, b->in + b->in_end, IN_SIZE - b->in_end);

		b->in_end += got;
		b->in_ended = !got;
	}
}

/*
 * Behind a member: zeros fill up tapes and blocks, another member goes on, all
 * else is not ours.  True if there is another.
 */
static bool next_member(struct bytes *b)
{
	struct df_span rest;

	do {
		while (b->in_at < b->in_end && !b->in[b->in_at])
			b->in_at++;
	} while (b->in_at == b->in_end && refill(b));
	gather(b, DECODE_FRONT);
	rest = (struct df_span){ b->in + b->in_at, b->in_end - b->in_at };
	if (!rest.len)
		return false;
	if (b->decoder->begins(rest))
		return true;
	trouble_set(&b->why, "what stands behind the %s data of %s is not %s, and was left out",
		    b->decoder->name, name_of(b), b->decoder->name);
	return false;
}

static size_t decode(struct bytes *b, char *to, size_t n)
{
	struct flow f = { .out = to, .out_len = n };

	while (f.out_len && !b->why.text) {
		size_t room = f.out_len;
		size_t had;
		enum decoded ret;
		bool moved;

		if (!b->within) {
			if (!next_member(b))
				break;
			b->within = true;
		}
		f.in = b->in + b->in_at;
		had = b->in_end - b->in_at;
		f.in_len = had;
		ret = b->decoder->step(b->state, &f);
		b->in_at += had - f.in_len;
		b->within = ret != DECODED_MEMBER;
		moved = f.out_len != room || f.in_len != had;
		if (ret == DECODED_BAD || (had && !moved))
			trouble_set(&b->why, "the %s data of %s is damaged; only what stands before that was read",
				    b->decoder->name, name_of(b));
		else if (b->within && !moved && !refill(b) && b->decoder->endless)
			break;
		else if (b->within && !moved && b->in_ended)
			trouble_set(&b->why, "%s ends in the middle of its %s data; only what is there was read",
				    name_of(b), b->decoder->name);
	}
	return n - f.out_len;
}

static void start_decoding(struct bytes *b, const struct decoder *decoder)
{
	b->decoder = decoder;
	b->state = decoder->open();
	b->in = xcalloc(IN_SIZE, 1);
	b->in_end = take_front(b, b->in, FRONT_SIZE);
	b->front_at = 0;
	b->front_end = 0;
}

/* ---- opening ---- */

static size_t blanks_before(struct df_span line)
{
	size_t n = 0;

	while (n < line.len && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

/* With something of a collector's or the kernel's, or as a message does. */
static bool begins_record(struct prefix *p, struct df_span line)
{
	struct df_record r;
	struct df_span host;

	return prefix_parse(p, line, &r, &host) &&
	       (r.flags || host.len || df_match_begins(r.text));
}

/* 0 stands for none. */
static size_t least_of(size_t a, size_t b)
{
	return a && a < b ? a : b;
}

/*
 * A log that was quoted, in a bug report or by Markdown, has blanks before each of
 * its records.  How many; 0 if there is a record without.  What somebody wrote above
 * it may have less, and the rest of a line that was broken; where nothing is known
 * for a record, all lines have to be indented.
 */
static size_t indent_of(struct df_span text)
{
	size_t records = 0, lines = 0, len;
	bool bare = false, none = false;
	struct prefix p;

	prefix_init(&p, 0);
	for (; text.len && !none; text = df_span_from(text, len + 1)) {
		size_t n = blanks_before(text);
		struct df_span line;

		len = df_span_find(text, DF_SPAN("\n"));
		if (len == text.len)
			break;
		if (n >= len)
			continue;		/* an empty one */
		line = df_span_from(df_span_first(text, len), n);
		if (begins_record(&p, line)) {
			none = !n;
			records = least_of(records, n);
		}
		lines = least_of(lines, n);
		bare |= !n;
	}
	prefix_free(&p);
	if (none || (bare && !records))
		return 0;
	return records ? records : lines;
}

static size_t drop_indent(struct bytes *b, char *text, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		bool blank = text[i] == ' ' || text[i] == '\t';

		if (blank && b->dropped < b->indent) {
			b->dropped++;
			continue;
		}
		b->dropped = text[i] == '\n' ? 0 : b->indent;
		text[kept++] = text[i];
	}
	return kept;
}

/* A tar archive is told by its magic, a journal by its own. */
static void judge(struct bytes *b)
{
	struct df_span front = bytes_front(b);

	if (df_span_starts(df_span_from(front, TAR_MAGIC), DF_SPAN("ustar")))
		b->kind = BYTES_TAR;
	else if (df_span_starts(front, DF_SPAN("LPKSHHRH")))
		b->kind = BYTES_JOURNAL;
	else if (b->decoder)
		b->kind = BYTES_STREAM;
	if (b->kind != BYTES_PLAIN && b->kind != BYTES_STREAM)
		return;
	b->indent = indent_of(front);
	if (b->indent)
		b->kind = BYTES_STREAM;		/* it is not what is read with pread(2) */
}

static size_t read_raw(struct bytes *b, char *to, size_t n)
{
	return b->decoder ? decode(b, to, n) : read_file(b, to, n);
}

static bool look_inside(struct bytes *b, struct trouble *t)
{
	const struct decoder *decoder;

	b->front = xcalloc(FRONT_SIZE, 1);
	/* Of a pipe no more than is needed: its next line may be hours away. */
	hold_front(b, b->kind == BYTES_PLAIN ? FRONT_SIZE : DECODE_FRONT, read_file);
	decoder = decoder_for(bytes_front(b));
	if (decoder) {
		if (!decoder_load(decoder, name_of(b), t))
			return false;
		start_decoding(b, decoder);
		hold_front(b, FRONT_SIZE, read_raw);
	}
	judge(b);
	if (b->kind == BYTES_PLAIN) {
		b->at = b->begin;
		b->front_at = b->front_end;
	}
	return true;
}

/* A file in /proc says that it is empty, and is not. */
static bool is_plain(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_size > 0;
}

static int open_path(const char *path)
{
	if (!strcmp(path, "-"))
		return STDIN_FILENO;
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

/* Does not wait for somebody who writes: that is done by poll(2). */
static int open_at_once(const char *path)
{
	int fd;

	if (!strcmp(path, "-"))
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

int bytes_open(struct bytes *b, const char *path, struct trouble *t)
{
	return bytes_open_followed(b, path, NULL, t);
}

int bytes_open_followed(struct bytes *b, const char *path, struct tail *tail, struct trouble *t)
{
	struct stat st = { 0 };

	*b = (struct bytes){ .kind = BYTES_STREAM, .tail = tail };
	b->fd = tail ? open_at_once(path) : open_path(path);
	b->name = xstrdup(path);
	if (b->fd < 0 || fstat(b->fd, &st)) {
		trouble_set(t, "cannot read %s: %s", name_of(b), strerror(errno));
		bytes_close(b);
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		trouble_set(t, "cannot read %s: it is a directory", name_of(b));
		bytes_close(b);
		return -1;
	}
	b->newest = S_ISREG(st.st_mode) ? st.st_mtime : time(NULL);
	if (is_plain(&st)) {
		b->kind = BYTES_PLAIN;
		b->seeks = true;
		b->begin = lseek(b->fd, 0, SEEK_CUR);
		b->at = b->begin;
		b->size = st.st_size;
		posix_fadvise(b->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	}
	if (!look_inside(b, t)) {
		bytes_close(b);
		return -1;
	}
	return 0;
}

void bytes_close(struct bytes *b)
{
	if (b->decoder)
		b->decoder->close(b->state);
	if (b->fd > STDIN_FILENO)
		close(b->fd);
	free(b->name);
	free(b->in);
	free(b->front);
	trouble_free(&b->why);
	*b = (struct bytes){ .fd = -1 };
}

static size_t read_next(struct bytes *b, char *to, size_t n)
{
	if (b->front_at < b->front_end)
		return take_front(b, to, n);
	return b->why.text ? 0 : read_raw(b, to, n);
}

void bytes_call(struct bytes *b, const char *name)
{
	free(b->name);
	b->name = xstrdup(name);
}

size_t bytes_read(struct bytes *b, char *to, size_t n)
{
	size_t got = read_next(b, to, n), kept = got;

	while (b->indent && got && !(kept = drop_indent(b, to, got)))
		got = read_next(b, to, n);
	return kept;
}

void bytes_follow(struct bytes *b, struct tail *tail)
{
	char last[TAIL_MARK];
	off_t n = b->at < TAIL_MARK ? b->at : TAIL_MARK;
	ssize_t got;

	b->tail = tail;
	if (!b->seeks)
		return;
	got = pread(b->fd, last, (size_t)n, b->at - n);
	if (got > 0)
		tail_note(tail, last, (size_t)got);
}

size_t bytes_read_soon(struct bytes *b, char *to, size_t n)
{
	size_t got;

	/* A decoder would take it for the end. */
	b->soon = !b->decoder;
	got = bytes_read(b, to, n);
	b->soon = false;
	return got;
}
