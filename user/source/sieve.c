// SPDX-License-Identifier: GPL-2.0
/* The sieve.  See sieve.h, and sieve_tables.h for how it is done. */
#include "source/sieve_tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <sys/platform/x86.h>
#endif

#define STRETCH		255	/* vectors that a counter of one byte can count */
#define NONE		SIZE_MAX

struct sieve {
	enum sieve_kind kind;
};

/* May any literal have its bytes at @p? */
static inline bool has_hash(const char *p)
{
	u32 bit = sieve_hash(p);

	return sieve_tables.hashes[bit / 8] >> bit % 8 & 1;
}

/* Does a literal of one of these groups have its bytes at @p? */
static bool is_literal(const char *p, u8 groups)
{
	if (!has_hash(p))
		return false;
	for (u32 left = groups; left; left &= left - 1) {
		int group = __builtin_ctz(left);

		for (size_t i = 0; i < sieve_tables.n_members[group]; i++) {
			u8 n = sieve_tables.members[group][i];
			const struct sieve_literal *l = &sieve_tables.literals[n];

			if (sieve_stands_at(l, p - l->print))
				return true;
		}
	}
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

static size_t next_plain(const char *p, size_t from, size_t to,
			 struct sieve_count *c)
{
	const struct sieve_tables *t = &sieve_tables;

	for (size_t at = from; at < to; at++) {
		u8 groups = t->whole[0][(u8)p[at]] & t->whole[1][(u8)p[at + 1]] &
			    t->whole[2][(u8)p[at + 2]] & t->whole[3][(u8)p[at + 3]];

		count(c, p + at);
		if (groups && is_literal(p + at, groups))
			return at;
	}
	return to;
}

/* ---- 32 bytes at a time ---- */

#if defined(__x86_64__)
#define WIDTH	32
#define AVX2	__attribute__((target("avx2,popcnt")))

/*
 * Are the bytes at @p that @some has a bit for worth a look?  Every other vector has
 * some, at random to the processor, which would guess a branch for them wrong; so
 * the hash of the first one is looked up whether there is one or not.
 */
static inline bool are_worth_it(const char *p, u64 some)
{
	size_t first = (size_t)__builtin_ctzll(some | (u64)1 << 63);
	bool several = some & (some - 1);

	return several | (has_hash(p + first) & (some != 0));
}

/* The first literal among the bytes at @p that @some has a bit for, or NONE. */
static size_t first_literal(const char *p, const u8 *groups, u64 some)
{
	for (u64 left = some; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctzll(left);

		if (is_literal(p + i, groups[i]))
			return i;
	}
	return NONE;
}

struct tables {
	__m256i low[SIEVE_PRINT];
	__m256i mixed[SIEVE_PRINT];
};

AVX2 static inline __m256i load(const void *p)
{
	return _mm256_loadu_si256(p);
}

AVX2 static inline __m256i load_twice(const u8 *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((void *)table));
}

AVX2 static void load_tables(struct tables *t)
{
	for (size_t i = 0; i < SIEVE_PRINT; i++) {
		t->low[i] = load_twice(sieve_tables.low[i]);
		t->mixed[i] = load_twice(sieve_tables.mixed[i]);
	}
}

/* Which groups have these bytes at @place.  A shuffle gives 0 for bytes above 127. */
AVX2 static inline __m256i admitting(const struct tables *t, size_t place, const char *p)
{
	__m256i x = load(p + place), next = load(p + (place + 1) % SIEVE_PRINT);
	__m256i mixed = _mm256_and_si256(_mm256_xor_si256(_mm256_srli_epi16(x, 3), next),
					 _mm256_set1_epi8(15));

	return _mm256_and_si256(_mm256_shuffle_epi8(t->low[place], x),
				_mm256_shuffle_epi8(t->mixed[place], mixed));
}

/* Which groups may have a literal at each of the 32 bytes at @p. */
AVX2 static inline __m256i admitting_all(const struct tables *t, const char *p)
{
	__m256i front = _mm256_and_si256(admitting(t, 0, p), admitting(t, 1, p));
	__m256i back = _mm256_and_si256(admitting(t, 2, p), admitting(t, 3, p));

	return _mm256_and_si256(front, back);
}

/* -1 where a line begins. */
AVX2 static inline __m256i line_starts(const char *p)
{
	return _mm256_cmpeq_epi8(load(p - 1), _mm256_set1_epi8('\n'));
}

/* Blanks and newlines, each at its own low half; 255 is at none. */
static const u8 blanks[16] = {
	' ', 255, 255, 255, 255, 255, 255, 255, 255, '\t', '\n', 255, 255, '\r', 255, 0,
};

/* -1 where one of these stands. */
AVX2 static inline __m256i are_blanks(const char *p)
{
	__m256i x = load(p);

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(load_twice(blanks), x), x);
}

AVX2 static inline u64 sum(__m256i bytes)
{
	__m256i parts = _mm256_sad_epu8(bytes, _mm256_setzero_si256());

	return (u64)_mm256_extract_epi64(parts, 0) + (u64)_mm256_extract_epi64(parts, 1) +
	       (u64)_mm256_extract_epi64(parts, 2) + (u64)_mm256_extract_epi64(parts, 3);
}

/* A bit for each byte that is not 0. */
AVX2 static inline u64 some_of(__m256i bytes)
{
	__m256i none = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());

	return (u32)~_mm256_movemask_epi8(none);
}

/* The first literal that begins in the 32 bytes at @p, or NONE. */
AVX2 static size_t check_groups(const char *p, __m256i groups, u64 some)
{
	u8 each[WIDTH];

	_mm256_storeu_si256((void *)each, groups);
	return first_literal(p, each, some);
}

AVX2 static size_t next_avx2(const char *p, size_t from, size_t to,
			     struct sieve_count *c)
{
	size_t at = from;
	struct tables t;

	load_tables(&t);
	while (to - at >= WIDTH) {
		size_t vectors = (to - at) / WIDTH;
		size_t end = at + WIDTH * (vectors < STRETCH ? vectors : STRETCH);
		__m256i lines = _mm256_setzero_si256();
		__m256i records = _mm256_setzero_si256();
		bool found = false;

		for (; at < end; at += WIDTH) {
			__m256i starts = line_starts(p + at);
			__m256i groups = admitting_all(&t, p + at);
			u64 some = some_of(groups);

			if (__builtin_expect(are_worth_it(p + at, some), 0) &&
			    check_groups(p + at, groups, some) != NONE) {
				found = true;
				break;
			}
			lines = _mm256_sub_epi8(lines, starts);
			records = _mm256_sub_epi8(records, _mm256_andnot_si256(are_blanks(p + at),
									       starts));
		}
		c->lines += sum(lines);
		c->records += sum(records);
		if (found)
			break;
	}
	/* What is left is short, or has a literal in its first 32 bytes. */
	return next_plain(p, at, to, c);
}

/* ---- 64 bytes at a time ---- */

#define WIDER	64
#define AVX512	__attribute__((target("avx512f,avx512bw,popcnt")))

struct wide_tables {
	__m512i low[SIEVE_PRINT];
	__m512i mixed[SIEVE_PRINT];
};

/*
 * Into a register, and used from there: each of these crosses a line of the cache,
 * and the compiler would rather load it anew for every use.
 */
AVX512 static inline __m512i load_wide(const char *p)
{
	__m512i x = _mm512_loadu_si512(p);

	__asm__("" : "+v"(x));
	return x;
}

AVX512 static inline __m512i load_four_times(const u8 *table)
{
	return _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)table));
}

AVX512 static void load_wide_tables(struct wide_tables *t)
{
	for (size_t i = 0; i < SIEVE_PRINT; i++) {
		t->low[i] = load_four_times(sieve_tables.low[i]);
		t->mixed[i] = load_four_times(sieve_tables.mixed[i]);
	}
}

/* As admitting(): of the bytes at @place, and of those that follow them. */
AVX512 static inline __m512i admitting_wide(const struct wide_tables *t, size_t place, __m512i x,
					    __m512i next)
{
	__m512i mixed = _mm512_and_si512(_mm512_xor_si512(_mm512_srli_epi16(x, 3), next),
					 _mm512_set1_epi8(15));

	return _mm512_and_si512(_mm512_shuffle_epi8(t->low[place], x),
				_mm512_shuffle_epi8(t->mixed[place], mixed));
}

/* What 64 bytes may hold: literals, and a bit for each line and record that begins. */
struct view {
	__m512i groups;
	u64 some;		/* a bit for each of the groups that is not 0 */
	u64 lines;
	u64 records;
};

AVX512 static inline struct view look_at(const struct wide_tables *t, const char *p)
{
	__m512i newline = _mm512_set1_epi8('\n'), blank = load_four_times(blanks);
	__m512i x0 = load_wide(p), x1 = load_wide(p + 1);
	__m512i x2 = load_wide(p + 2), x3 = load_wide(p + 3);
	__m512i front = _mm512_and_si512(admitting_wide(t, 0, x0, x1),
					 admitting_wide(t, 1, x1, x2));
	__m512i back = _mm512_and_si512(admitting_wide(t, 2, x2, x3),
					admitting_wide(t, 3, x3, x0));
	struct view w;

	w.groups = _mm512_and_si512(front, back);
	w.some = _mm512_test_epi8_mask(front, back);
	w.lines = _mm512_cmpeq_epi8_mask(load_wide(p - 1), newline);
	w.records = w.lines & _mm512_cmpneq_epi8_mask(_mm512_shuffle_epi8(blank, x0), x0);
	return w;
}

/* The first literal, or NONE; forgets what begins behind it. */
AVX512 static size_t check_view(const char *p, struct view *w)
{
	u8 groups[WIDER];
	size_t found;

	_mm512_storeu_si512(groups, w->groups);
	found = first_literal(p, groups, w->some);
	if (found != NONE) {
		w->lines &= ((u64)2 << found) - 1;
		w->records &= w->lines;
	}
	return found;
}

AVX512 static size_t next_avx512(const char *p, size_t from, size_t to,
				 struct sieve_count *c)
{
	size_t at = from, found = NONE;
	u64 lines = 0, records = 0;
	struct wide_tables t;

	load_wide_tables(&t);
	while (to - at >= WIDER && found == NONE) {
		struct view w = look_at(&t, p + at);

		if (__builtin_expect(are_worth_it(p + at, w.some), 0))
			found = check_view(p + at, &w);
		lines += (u64)__builtin_popcountll(w.lines);
		records += (u64)__builtin_popcountll(w.records);
		at += found != NONE ? found : WIDER;
	}
	c->lines += lines;
	c->records += records;
	return found != NONE ? at : next_plain(p, at, to, c);
}
#endif

/* ---- from outside ---- */

static const struct sieve sieves[] = {
	[SIEVE_PLAIN] = { SIEVE_PLAIN },
	[SIEVE_AVX2] = { SIEVE_AVX2 },
	[SIEVE_AVX512] = { SIEVE_AVX512 },
};

/* What the C library has found out; to ask the processor takes long in a guest. */
static bool can(enum sieve_kind kind)
{
#if defined(__x86_64__)
	if (kind == SIEVE_AVX512)
		return CPU_FEATURE_ACTIVE(AVX512BW) && CPU_FEATURE_ACTIVE(POPCNT);
	if (kind == SIEVE_AVX2)
		return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(POPCNT);
#endif
	return kind == SIEVE_PLAIN;
}

const struct sieve *sieve_of(enum sieve_kind kind)
{
	if (kind == SIEVE_BEST)
		for (kind = SIEVE_AVX512; !can(kind); kind--)
			;
	return can(kind) ? &sieves[kind] : NULL;
}

size_t sieve_next(const struct sieve *sieve, const char *p, size_t from, size_t to,
		  struct sieve_count *c)
{
#if defined(__x86_64__)
	if (sieve->kind == SIEVE_AVX512)
		return next_avx512(p, from, to, c);
	if (sieve->kind == SIEVE_AVX2)
		return next_avx2(p, from, to, c);
#else
	(void)sieve;
#endif
	return next_plain(p, from, to, c);
}

const char *sieve_literal(size_t i)
{
	return i < sieve_tables.n ? sieve_tables.literals[i].text : NULL;
}
