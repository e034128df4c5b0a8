// SPDX-License-Identifier: GPL-2.0
/* Strings of the command.  See text.h. */
#include <stdio.h>

#include "text.h"
#include "xalloc.h"

/* Room for @len more bytes and a terminator. */
static void buf_room(struct buf *b, size_t len)
{
	size_t size = b->size ? b->size : 64;

	if (b->size - b->len > len)
		return;
	while (size - b->len <= len)
		size *= 2;
	b->p = xreallocarray(b->p, size, 1);
	b->size = size;
}

void buf_add(struct buf *b, const char *p, size_t len)
{
	buf_room(b, len);
	if (len)
		memcpy(b->p + b->len, p, len);
	b->len += len;
	b->p[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

__attribute__((format(printf, 2, 0)))
static void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return;
	buf_room(b, (size_t)n);
	vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

char *buf_take(struct buf *b)
{
	char *p;

	buf_room(b, 0);
	b->p[b->len] = '\0';
	p = b->p;
	*b = (struct buf){ 0 };
	return p;
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

char *vformat(const char *fmt, va_list ap)
{
	struct buf b = { 0 };

	buf_vprintf(&b, fmt, ap);
	return buf_take(&b);
}

char *format(const char *fmt, ...)
{
	char *s;
	va_list ap;

	va_start(ap, fmt);
	s = vformat(fmt, ap);
	va_end(ap);
	return s;
}

void strs_add(struct strs *l, char *owned)
{
	l->p = xreallocarray(l->p, l->n + 1, sizeof(*l->p));
	l->p[l->n++] = owned;
}

bool strs_have(const struct strs *l, const char *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->p[i], s))
			return true;
	return false;
}

void strs_split(struct strs *l, const char *s)
{
	for (;;) {
		size_t n;

		s += strspn(s, " \t\n");
		n = strcspn(s, " \t\n");
		if (!n)
			return;
		strs_add(l, xstrndup(s, n));
		s += n;
	}
}

char *strs_join(const struct strs *l, const char *between)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		if (i)
			buf_puts(&b, between);
		buf_puts(&b, l->p[i]);
	}
	return buf_take(&b);
}

void strs_free(struct strs *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->p[i]);
	free(l->p);
	*l = (struct strs){ 0 };
}

/* Characters that change how those around them are shown. */
static bool is_unseen(u32 c)
{
	return (c >= 0x80 && c < 0xa0) ||	/* C1 */
	       c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) ||	/* separators, embeddings */
	       (c >= 0x2066 && c <= 0x2069) ||	/* isolates */
	       c == 0xfeff;
}

/* Length of the well-formed UTF-8 character at the front of @s, or 0. */
static size_t utf8_length(struct df_span s)
{
	static const u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char)s.p[0];
	size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	u32 c = lead & (0xff >> (len + 1));

	if (lead < 0xc2 || lead > 0xf4 || s.len < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		unsigned char next = (unsigned char)s.p[i];

		if ((next & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (next & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || is_unseen(c))
		return 0;
	return len;
}

void safe_add(struct buf *b, struct df_span s, enum safe_from from)
{
	while (s.len) {
		char c = s.p[0];
		size_t len = 1;
		bool plain = df_is_print(c);

		if (from == SAFE_RAW && c == '\\' && s.len > 1 && s.p[1] == 'x')
			plain = false;
		if (!plain && (unsigned char)c >= 0x80) {
			len = utf8_length(s);
			plain = len > 0;
		}
		if (plain) {
			buf_add(b, s.p, len);
		} else {
			len = 1;
			buf_printf(b, "\\x%02x", (unsigned char)c);
		}
		s = df_span_from(s, len);
	}
}

char *safe_text(struct df_span s, enum safe_from from)
{
	struct buf b = { 0 };

	safe_add(&b, s, from);
	return buf_take(&b);
}

u64 text_hash(struct df_span s)
{
	u64 hash = 14695981039346656037ULL;

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * 1099511628211ULL;
	return hash;
}

char *text_replace(char *s, const char *secret, const char *with)
{
	size_t len = strlen(secret);
	struct buf b = { 0 };
	char *at = s;
	char *hit;

	if (!len)
		return s;
	while ((hit = strstr(at, secret))) {
		buf_add(&b, at, (size_t)(hit - at));
		buf_puts(&b, with);
		at = hit + len;
	}
	buf_puts(&b, at);
	free(s);
	return buf_take(&b);
}
