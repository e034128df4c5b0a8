// SPDX-License-Identifier: GPL-2.0
/*
 * The sieve.  See sieve.h.
 *
 * What is looked for is four bytes of each literal, those least common, at every
 * byte of the text at once: a table per place tells for the low half of a byte,
 * and one for the high half, which of eight groups of literals may have it there
 * ("Teddy", of Hyperscan).  Where all eight agree, a hash of the four bytes tells
 * whether they are those of a literal, and only then is it compared in full.
 */
#include <pthread.h>

#include <diskfault/formats.h>

#include "source/sieve.h"
#include "xalloc.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PRINT		4	/* bytes of a literal that are looked for */
#define GROUPS		8
#define LITERALS_MAX	96
#define LITERAL_MAX	(SIEVE_SLACK / 2)
#define STRETCH		255	/* vectors that a counter of one byte can count */
#define HASH_BITS	14
#define ROUNDS		2	/* of placing the literals; more gain little */

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
	u8 hashes[1 << (HASH_BITS - 3)];	/* a bit for each that the bytes may have */
	struct literal literals[LITERALS_MAX];
	size_t n;
	u8 members[GROUPS][LITERALS_MAX];	/* numbers of literals, by group */
	u8 n_members[GROUPS];
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
	[DF_BY_NVME] = { "nvme" },
	[DF_BY_MD] = { "md/raid", "md/linear", "md/multi" },
	[DF_BY_EXT] = { "EXT#-fs" },
	[DF_BY_BTRFS] = { "BTRFS" },
};

/* Words that many rows have in common, and other lines seldom. */
static const char *const common[] = {
	"sector", ", dev", "suppressed", "XFS ", "I/O ", "scsi", "SCSI ", "sense", "Sense", "hostbyte",
	"FAT-fs", "F2FS", "JBD2:", "swap-device", "raid", "bcache", "capacity", "in-memory",
	"(sct", "virtio_blk",
	/* where mail has broken a line behind "sd" */
	"#: [sd", "offlined",
};

/*
 * What is no message of the table: what df_match_disklike() tells of, and what is
 * needed to understand the others ("[  +0.1]" counts on).
 */
static const char *const others[] = {
	"blk_update_request", "end_request", "print_req_error", "device-mapper",
	"lost page write", "md: ", "-- Boot ", "-- Reboot --",
	"[  +#", "[ +#", "[+##", "[Jan", "[Feb", "[Mar", "[Apr", "[May", "[Jun", "[Jul", "[Aug",
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
 * several, so it ends a part, and is in the one before and the one behind.
 */
static struct df_span take_part(const char **format)
{
	const char *p = *format;
	struct df_span part;

	while (*p == '%' && p[1])
		p += 2;
	part.p = p;
	p += *p == ' ';
	while (*p && *p != ' ' && *p != '%')
		p++;
	*format = p;
	part.len = (size_t)(p - part.p) + (*p == ' ');
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

/* How often a byte is one of those that @group admits at @place. */
static u32 share(const struct halves *h, const u8 *frequencies, u8 group, size_t place)
{
	u32 all = 0;

	for (size_t high = 0; high < 8; high++) {
		if (!(h->high[place][high] & group))
			continue;
		for (size_t low = 0; low < 16; low++)
			if (h->low[place][low] & group)
				all += frequencies[high << 4 | low];
	}
	return all;
}

/* How often bytes of any text will look like one of the literals of @group. */
static u64 chances(const struct halves *h, const u8 *frequencies, u8 group)
{
	u64 product = 1;

	for (size_t place = 0; place < PRINT; place++)
		product *= share(h, frequencies, group, place);
	return product;
}

/*
 * The same in lines as they are: letters come in words, and digits behind a
 * bracket.  A bit for each place of the sample.
 */
static const char sample[] =
	"Feb 16 06:44:00 host7 kernel: [ 1989.773560] audit: type=1400 audit(1708065840.123:45):\n"
	"[12345.678901] usb 1-1: new high-speed USB device number 4 using xhci_hcd\n"
	"2026-11-22T18:04:11.163826+00:00 box-12 systemd[1]: Started Session 12 of user root.\n"
	"[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\n"
	"kern: docker0: port 3(veth1a2b3c) entered forwarding state, link becomes ready\n"
	"[Tue Oct  4 10:14:30 2022] IPv6: ADDRCONF(NETDEV_CHANGE): eth0: Link is Up 1000 Mbps\n"
	"CPU3: Package temperature above threshold, cpu clock throttled (total events = 123)\n"
	"apparmor=\"ALLOWED\" operation=\"open\" profile=\"snap.core\" comm=\"journal\" pid=1234\n"
	"nf_conntrack: SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TTL=244 PROTO=TCP WINDOW=1024 RES=0x00 SYN\n"
	"pci 0000:00:1f.2: BAR 5: assigned [mem 0xfebf1000-0xfebf1fff], Memory region available\n"
	"sshd[4711]: pam_unix(sshd:session): session closed for user admin, Connection reset by\n"
	"TCP: Possible SYN flooding, task blocked for more than 120 seconds, soft lockup stuck\n"
	"device name read write sample request memory CPU_SrcID#0_Channel#1_DIMM#0 (java)\n";

#define SAMPLE	(sizeof(sample) - PRINT)
#define WORDS	((SAMPLE + 63) / 64)

struct bits {
	u64 word[WORDS];
};

/* Which places of the sample have this half of a byte, so many bytes on. */
struct sampled {
	struct bits low[PRINT][16];
	struct bits high[PRINT][16];
};

/* Which of them a group admits. */
struct admitted {
	struct bits low[PRINT];
	struct bits high[PRINT];
};

static void take_sample(struct sampled *all)
{
	for (size_t i = 0; i < SAMPLE; i++) {
		u64 bit = (u64)1 << i % 64;

		for (size_t place = 0; place < PRINT; place++) {
			u8 c = (u8)sample[i + place];

			all->low[place][c & 15].word[i / 64] |= bit;
			all->high[place][c >> 4].word[i / 64] |= bit;
		}
	}
}

static void add_bits(struct bits *to, const struct bits *from)
{
	for (size_t i = 0; i < WORDS; i++)
		to->word[i] |= from->word[i];
}

static void admit_places(struct admitted *a, const struct sampled *all, const char *print)
{
	for (size_t place = 0; place < PRINT; place++) {
		char c = print[place];

		for (int low = c == '#' ? 0 : c & 15; low <= (c == '#' ? 9 : c & 15); low++)
			add_bits(&a->low[place], &all->low[place][low]);
		add_bits(&a->high[place], &all->high[place][c == '#' ? 3 : c >> 4]);
	}
}

static u64 false_alarms(const struct admitted *a)
{
	u64 n = 0;

	for (size_t i = 0; i < WORDS; i++) {
		u64 word = ~(u64)0;

		for (size_t place = 0; place < PRINT; place++)
			word &= a->low[place].word[i] & a->high[place].word[i];
		n += (u64)__builtin_popcountll(word);
	}
	return n;
}

/* What is known while the literals are placed. */
struct placing {
	struct sampled sampled;
	struct admitted groups[GROUPS];
	u64 alarms[GROUPS];
	u64 chances[GROUPS];
	u8 frequencies[128];
};

/* What @l adds to the false alarms of group @i. */
static u64 added_alarms(const struct placing *p, const struct literal *l, int i, size_t print)
{
	struct admitted with = p->groups[i];

	admit_places(&with, &p->sampled, l->text + print);
	return false_alarms(&with) - p->alarms[i];
}

static u64 added_chances(const struct sieve *v, const struct placing *p, const struct literal *l,
			 int i, size_t print)
{
	struct halves halves = v->halves;
	u8 group = (u8)(1 << i);

	admit(&halves, l, group, print);
	return chances(&halves, p->frequencies, group) - p->chances[i];
}

static void weigh(const struct sieve *v, struct placing *p, int i)
{
	p->alarms[i] = false_alarms(&p->groups[i]);
	p->chances[i] = chances(&v->halves, p->frequencies, (u8)(1 << i));
}

static void place_at(struct sieve *v, struct placing *p, struct literal *l, int i, size_t print)
{
	l->group = (u8)(1 << i);
	l->print = print;
	admit_places(&p->groups[i], &p->sampled, l->text + print);
	admit(&v->halves, l, l->group, print);
	weigh(v, p, i);
}

static void empty_group(struct halves *h, u8 group)
{
	for (size_t place = 0; place < PRINT; place++) {
		for (size_t half = 0; half < 16; half++) {
			h->low[place][half] &= (u8)~group;
			h->high[place][half] &= (u8)~group;
		}
	}
}

/* Takes @l out of the group where it is, if it is in one. */
static void displace(struct sieve *v, struct placing *p, struct literal *l)
{
	u8 group = l->group;
	int i;

	if (!group)
		return;
	i = __builtin_ctz(group);
	l->group = 0;
	p->groups[i] = (struct admitted){ 0 };
	empty_group(&v->halves, group);
	for (struct literal *other = v->literals; other < v->literals + v->n; other++) {
		if (other->group != group)
			continue;
		admit_places(&p->groups[i], &p->sampled, other->text + other->print);
		admit(&v->halves, other, group, other->print);
	}
	weigh(v, p, i);
}

/* Where the least is added to the false alarms; the chances decide between equals. */
static void place_literal(struct sieve *v, struct placing *p, struct literal *l)
{
	u64 alarms = UINT64_MAX, chance = UINT64_MAX;
	size_t at = 0;
	int group = 0;

	displace(v, p, l);
	for (int i = 0; i < GROUPS; i++) {
		for (size_t print = 0; print + PRINT <= l->len; print++) {
			u64 now = added_alarms(p, l, i, print), then;

			if (now > alarms)
				continue;
			then = added_chances(v, p, l, i, print);
			if (now == alarms && then >= chance)
				continue;
			alarms = now;
			chance = then;
			group = i;
			at = print;
		}
	}
	place_at(v, p, l, group, at);
}

static u32 hash(const char *p)
{
	u32 bytes;

	memcpy(&bytes, p, PRINT);
	return bytes * 0x9e3779b1u >> (32 - HASH_BITS);
}

/* The bytes that @l is looked for by, with the digits of @n; false: it has fewer. */
static bool spell(const struct literal *l, u32 n, char *print)
{
	for (size_t i = 0; i < PRINT; i++) {
		print[i] = l->text[l->print + i];
		if (print[i] == '#') {
			print[i] = (char)('0' + n % 10);
			n /= 10;
		}
	}
	return !n;
}

static void add_hashes(struct sieve *v, const struct literal *l)
{
	char print[PRINT];

	for (u32 n = 0; spell(l, n, print); n++)
		v->hashes[hash(print) / 8] |= (u8)(1 << hash(print) % 8);
}

static void fill_tables(struct sieve *v)
{
	struct placing *p = xcalloc(1, sizeof(*p));

	for (int c = 0; c < 128; c++)
		p->frequencies[c] = frequency(c);
	take_sample(&p->sampled);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < v->n; i++)
			place_literal(v, p, &v->literals[i]);
	free(p);
	for (size_t i = 0; i < v->n; i++) {
		int group = __builtin_ctz(v->literals[i].group);

		v->members[group][v->n_members[group]++] = (u8)i;
		add_hashes(v, &v->literals[i]);
	}
	/* No literal has a byte above 127; in the tables for vectors that is so anyhow. */
	for (size_t place = 0; place < PRINT; place++)
		for (int c = 0; c < 128; c++)
			v->whole[place][c] = v->halves.low[place][c & 15] &
					     v->halves.high[place][c >> 4];
}

/* Does a literal of one of these groups have its bytes at @p? */
static bool is_literal(const struct sieve *v, const char *p, u8 groups)
{
	u32 bit = hash(p);

	if (!(v->hashes[bit / 8] >> bit % 8 & 1))
		return false;
	for (u32 left = groups; left; left &= left - 1) {
		int group = __builtin_ctz(left);

		for (size_t i = 0; i < v->n_members[group]; i++) {
			const struct literal *l = &v->literals[v->members[group][i]];

			if (stands_at(l, p - l->print))
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

static size_t next_plain(const struct sieve *v, const char *p, size_t from, size_t to,
			 struct sieve_count *c)
{
	for (size_t at = from; at < to; at++) {
		u8 groups = v->whole[0][(u8)p[at]] & v->whole[1][(u8)p[at + 1]] &
			    v->whole[2][(u8)p[at + 2]] & v->whole[3][(u8)p[at + 3]];

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
AVX2 static inline __m256i admitting(const struct tables *t, size_t place, const char *p)
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
			__m256i groups = admitting(&t, 0, p + at);

			groups = _mm256_and_si256(groups, admitting(&t, 1, p + at));
			groups = _mm256_and_si256(groups, admitting(&t, 2, p + at));
			groups = _mm256_and_si256(groups, admitting(&t, 3, p + at));
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
