// SPDX-License-Identifier: GPL-2.0
/*
 * The sieve.  See sieve.h.
 *
 * What is looked for is three bytes of each literal, those least common, at every
 * byte of the text at once: a table per place tells for the low half of a byte,
 * and one for the high half, which of eight groups of literals may have it there
 * ("Teddy", of Hyperscan).  What all six agree on is compared in full.
 */
#include <pthread.h>

#include <diskfault/formats.h>

#include "source/sieve.h"
#include "xalloc.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PRINT		3	/* bytes of a literal that are looked for */
#define GROUPS		8
#define LITERALS_MAX	96
#define LITERAL_MAX	(SIEVE_SLACK / 2)
#define STRETCH		255	/* vectors that a counter of one byte can count */

struct literal {
	char text[LITERAL_MAX];
	size_t len;
	size_t print;		/* where the bytes begin that are looked for */
	u8 group;		/* a bit */
};

/* Which groups may have a byte at each of the places, by either half of it. */
struct halves {
	u8 low[PRINT][16];
	u8 high[PRINT][16];
};

struct sieve {
	enum sieve_kind kind;
	struct halves halves;
	u8 whole[PRINT][256];	/* the same, for one byte at a time */
	struct literal literals[LITERALS_MAX];
	size_t n;
};

/* ---- the literals ---- */

/*
 * How the records of each speaker begin: one of these stands in them all.  Tapes,
 * enclosures and the like are heard only when they are found (" PQ: 0 ANSI: 5").
 */
static const char *const beginnings[DF_SPEAKERS][4] = {
	[DF_BY_SCSI] = { "sd #", "scsi", "ANSI:" },
	[DF_BY_HOST] = { "scsi" },
	[DF_BY_XFS] = { "XFS (" },
	[DF_BY_MODULE] = { "diskfault: " },
	[DF_BY_ATA] = { "ata#" },
	[DF_BY_NVME] = { "nvme nvme#" },
	[DF_BY_MD] = { "md/raid" },
	[DF_BY_EXT] = { "EXT#-fs" },
	[DF_BY_BTRFS] = { "BTRFS" },
};

/* Words that many rows have in common, and other lines seldom. */
static const char *const common[] = {
	"sector", ", dev", "suppressed", "XFS", "scsi", "sense", "Sense", "hostbyte", "FAT-fs",
	"JBD2:", "swap-device",
};

/* What is no message, and is needed to understand the others: "[  +0.1]" counts on. */
static const char *const others[] = {
	"[  +#", "[ +#", "[+#", "[Jan", "[Feb", "[Mar", "[Apr", "[May", "[Jun", "[Jul", "[Aug",
	"[Sep", "[Oct", "[Nov", "[Dec",
};

static bool fits(char wanted, char c)
{
	return wanted == '#' ? df_is_digit(c) : wanted == c;
}

static bool stands_at(const struct literal *l, const char *p)
{
	for (size_t i = 0; i < l->len; i++)
		if (!fits(l->text[i], p[i]))
			return false;
	return true;
}

static bool stands_in(const struct literal *l, struct df_span text)
{
	for (; text.len >= l->len; text = df_span_from(text, 1))
		if (stands_at(l, text.p))
			return true;
	return false;
}

static bool is_covered(const struct sieve *v, struct df_span text)
{
	for (size_t i = 0; i < v->n; i++)
		if (stands_in(&v->literals[i], text))
			return true;
	return false;
}

static void add_literal(struct sieve *v, struct df_span text)
{
	struct literal *l = &v->literals[v->n];

	if (is_covered(v, text))
		return;
	if (v->n == LITERALS_MAX || text.len < PRINT) {
		fprintf(stderr, "diskfault: the message table has outgrown the sieve\n");
		abort();
	}
	l->len = text.len < LITERAL_MAX ? text.len : LITERAL_MAX - 1;
	memcpy(l->text, text.p, l->len);
	v->n++;
}

/*
 * The next part of a format that is printed as it stands.  A blank stands for
 * several and a line may be broken there, so it ends a part.
 */
static struct df_span take_part(const char **format)
{
	const char *p = *format;
	struct df_span part;

	while (*p == ' ' || *p == '%')
		p += *p == '%' && p[1] ? 2 : 1;
	part.p = p;
	while (*p && *p != ' ' && *p != '%')
		p++;
	part.len = (size_t)(p - part.p);
	*format = p;
	return part;
}

/* Long and with something else than small letters in front: seldom by chance. */
static size_t rarity(struct df_span part)
{
	if (part.len < PRINT)
		return 0;
	return part.len + (df_is_lower(part.p[0]) ? 0 : 4);
}

static void add_row(struct sieve *v, const struct df_format *row)
{
	const char *format = row->text;
	struct df_span best = { "", 0 };

	while (*format) {
		struct df_span part = take_part(&format);

		if (is_covered(v, part))
			return;
		if (rarity(part) > rarity(best))
			best = part;
	}
	add_literal(v, best);
}

static void add_speaker(struct sieve *v, enum df_speaker who)
{
	const struct df_format_set *set = &df_formats[who];

	if (beginnings[who][0]) {
		for (size_t i = 0; beginnings[who][i]; i++)
			add_literal(v, df_span_of(beginnings[who][i]));
		return;
	}
	for (size_t i = 0; i < set->count; i++)
		if (set->rows[i].kind != DF_IGNORED)
			add_row(v, &set->rows[i]);
}

static void add_literals(struct sieve *v)
{
	for (size_t i = 0; i < DF_COUNT(common); i++)
		add_literal(v, df_span_of(common[i]));
	for (size_t i = 0; i < DF_COUNT(others); i++)
		add_literal(v, df_span_of(others[i]));
	for (int who = 0; who < DF_SPEAKERS; who++)
		add_speaker(v, (enum df_speaker)who);
}

/* ---- the tables ---- */

/* How common a byte is in logs, roughly, in thousandths. */
static u8 frequency(int c)
{
	if (c == ' ')
		return 130;
	if (df_is_digit((char)c))
		return 30;
	if (df_is_lower((char)c))
		return strchr("etaoinsrhldcu", c) ? 45 : 15;
	if (df_is_upper((char)c))
		return 6;
	return strchr(".:-_/=[]()", c) ? 12 : 1;
}

static void admit(struct halves *h, const struct literal *l, u8 group, size_t print)
{
	for (size_t place = 0; place < PRINT; place++) {
		char c = l->text[print + place];

		/* The digits are all in one row. */
		for (int low = c == '#' ? 0 : c & 15; low <= (c == '#' ? 9 : c & 15); low++)
			h->low[place][low] |= group;
		h->high[place][c == '#' ? 3 : c >> 4] |= group;
	}
}

/* How often bytes of the text will look like one of the literals of @group. */
static u64 false_alarms(const struct halves *h, const u8 *frequencies, u8 group)
{
	u64 product = 1;

	for (size_t place = 0; place < PRINT; place++) {
		u32 all = 0;

		for (int c = 0; c < 128; c++)
			if (h->low[place][c & 15] & h->high[place][c >> 4] & group)
				all += frequencies[c];
		product *= all;
	}
	return product;
}

/* The group, and the place in the literal, by which the least is added to them. */
static void place_literal(struct sieve *v, struct literal *l, const u8 *frequencies)
{
	u64 least = UINT64_MAX;

	for (int i = 0; i < GROUPS; i++) {
		u8 group = (u8)(1 << i);
		u64 before = false_alarms(&v->halves, frequencies, group);

		for (size_t print = 0; print + PRINT <= l->len; print++) {
			struct halves with = v->halves;
			u64 added;

			admit(&with, l, group, print);
			added = false_alarms(&with, frequencies, group) - before;
			if (added >= least)
				continue;
			least = added;
			l->group = group;
			l->print = print;
		}
	}
	admit(&v->halves, l, l->group, l->print);
}

static void fill_tables(struct sieve *v)
{
	u8 frequencies[128];

	for (int c = 0; c < 128; c++)
		frequencies[c] = frequency(c);
	for (size_t i = 0; i < v->n; i++)
		place_literal(v, &v->literals[i], frequencies);
	/* No literal has a byte above 127; in the tables for vectors that is so anyhow. */
	for (size_t place = 0; place < PRINT; place++)
		for (int c = 0; c < 128; c++)
			v->whole[place][c] = v->halves.low[place][c & 15] &
					     v->halves.high[place][c >> 4];
}

/* Does a literal of one of these groups have its bytes at @p? */
static bool is_literal(const struct sieve *v, const char *p, u8 groups)
{
	for (size_t i = 0; i < v->n; i++)
		if (groups & v->literals[i].group &&
		    stands_at(&v->literals[i], p - v->literals[i].print))
			return true;
	return false;
}

/* ---- one byte at a time ---- */

static void count(struct sieve_count *c, const char *p)
{
	if (p[-1] != '\n')
		return;
	c->lines++;
	c->records += !df_is_blank(*p) && *p != '\n';
}

static size_t next_plain(const struct sieve *v, const char *p, size_t from, size_t to,
			 struct sieve_count *c)
{
	for (size_t at = from; at < to; at++) {
		u8 groups = v->whole[0][(u8)p[at]] & v->whole[1][(u8)p[at + 1]] &
			    v->whole[2][(u8)p[at + 2]];

		count(c, p + at);
		if (groups && is_literal(v, p + at, groups))
			return at;
	}
	return to;
}

/* ---- 32 bytes at a time ---- */

#if defined(__x86_64__)
#define WIDTH	32
#define AVX2	__attribute__((target("avx2,popcnt")))

struct tables {
	__m256i low[PRINT];
	__m256i high[PRINT];
};

AVX2 static inline __m256i load(const void *p)
{
	return _mm256_loadu_si256(p);
}

AVX2 static inline __m256i load_twice(const u8 *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((void *)table));
}

AVX2 static void load_tables(struct tables *t, const struct sieve *v)
{
	for (size_t i = 0; i < PRINT; i++) {
		t->low[i] = load_twice(v->halves.low[i]);
		t->high[i] = load_twice(v->halves.high[i]);
	}
}

/* Which groups have these bytes at @place.  A shuffle gives 0 for bytes above 127. */
AVX2 static inline __m256i admitted(const struct tables *t, size_t place, const char *p)
{
	__m256i x = load(p + place);
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(15));

	return _mm256_and_si256(_mm256_shuffle_epi8(t->low[place], x),
				_mm256_shuffle_epi8(t->high[place], high));
}

/* -1 where a line begins. */
AVX2 static inline __m256i line_starts(const char *p)
{
	return _mm256_cmpeq_epi8(load(p - 1), _mm256_set1_epi8('\n'));
}

/* -1 where a blank or a newline stands: each is at its own low half of the table. */
AVX2 static inline __m256i blanks(const char *p)
{
	const __m128i table = _mm_setr_epi8(' ', -1, -1, -1, -1, -1, -1, -1, -1, '\t', '\n',
					    -1, -1, '\r', -1, 0);
	__m256i x = load(p);

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), x), x);
}

AVX2 static inline u64 sum(__m256i bytes)
{
	__m256i parts = _mm256_sad_epu8(bytes, _mm256_setzero_si256());

	return (u64)_mm256_extract_epi64(parts, 0) + (u64)_mm256_extract_epi64(parts, 1) +
	       (u64)_mm256_extract_epi64(parts, 2) + (u64)_mm256_extract_epi64(parts, 3);
}

/* The first literal that begins in the 32 bytes at @p, or WIDTH. */
AVX2 static size_t first_literal(const struct sieve *v, const char *p, __m256i groups)
{
	u32 none = (u32)_mm256_movemask_epi8(_mm256_cmpeq_epi8(groups, _mm256_setzero_si256()));
	u8 each[WIDTH];

	_mm256_storeu_si256((void *)each, groups);
	for (u32 left = ~none; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctz(left);

		if (is_literal(v, p + i, each[i]))
			return i;
	}
	return WIDTH;
}

AVX2 static size_t next_avx2(const struct sieve *v, const char *p, size_t from, size_t to,
			     struct sieve_count *c)
{
	size_t at = from;
	struct tables t;

	load_tables(&t, v);
	while (to - at >= WIDTH) {
		size_t vectors = (to - at) / WIDTH;
		size_t end = at + WIDTH * (vectors < STRETCH ? vectors : STRETCH);
		__m256i lines = _mm256_setzero_si256();
		__m256i records = _mm256_setzero_si256();
		bool found = false;

		for (; at < end; at += WIDTH) {
			__m256i starts = line_starts(p + at);
			__m256i groups = admitted(&t, 0, p + at);

			groups = _mm256_and_si256(groups, admitted(&t, 1, p + at));
			groups = _mm256_and_si256(groups, admitted(&t, 2, p + at));
			if (__builtin_expect(!_mm256_testz_si256(groups, groups), 0) &&
			    first_literal(v, p + at, groups) < WIDTH) {
				found = true;
				break;
			}
			lines = _mm256_sub_epi8(lines, starts);
			records = _mm256_sub_epi8(records, _mm256_andnot_si256(blanks(p + at),
									       starts));
		}
		c->lines += sum(lines);
		c->records += sum(records);
		if (found)
			break;
	}
	/* What is left is short, or has a literal in its first 32 bytes. */
	return next_plain(v, p, at, to, c);
}
#endif

/* ---- from outside ---- */

static struct sieve sieves[SIEVE_AVX2 + 1];

static void make_sieves(void)
{
	struct sieve *plain = &sieves[SIEVE_PLAIN];

	add_literals(plain);
	fill_tables(plain);
	plain->kind = SIEVE_PLAIN;
	sieves[SIEVE_AVX2] = *plain;
	sieves[SIEVE_AVX2].kind = SIEVE_AVX2;
}

static bool has_avx2(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
#else
	return false;
#endif
}

const struct sieve *sieve_of(enum sieve_kind kind)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_sieves);
	if (kind == SIEVE_BEST)
		kind = has_avx2() ? SIEVE_AVX2 : SIEVE_PLAIN;
	if (kind == SIEVE_AVX2 && !has_avx2())
		return NULL;
	return &sieves[kind];
}

size_t sieve_next(const struct sieve *v, const char *p, size_t from, size_t to,
		  struct sieve_count *c)
{
#if defined(__x86_64__)
	if (v->kind == SIEVE_AVX2)
		return next_avx2(v, p, from, to, c);
#endif
	return next_plain(v, p, from, to, c);
}

const char *sieve_literal(const struct sieve *v, size_t i)
{
	return i < v->n ? v->literals[i].text : NULL;
}
