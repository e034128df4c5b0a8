// SPDX-License-Identifier: GPL-2.0
/*
 * The sieve.  See sieve.h.
 *
 * What is looked for is four bytes of each literal, those least common, at every
 * byte of the text at once: a table per place tells for the low half of a byte
 * which of eight groups of literals may have it there ("Teddy", of Hyperscan).  The
 * high halves of text are nearly all alike, so a second table per place is asked for
 * them mixed with the byte that follows: this lets through a tenth of what the high
 * halves alone would.  Where all eight tables agree, a hash of the four bytes tells
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
#define NONE		SIZE_MAX

struct literal {
	char text[LITERAL_MAX];
	size_t len;
	size_t print;		/* where the bytes begin that are looked for */
	u8 group;		/* a bit */
};

/* Which groups may have a byte at each of the places: by its low half, and mixed. */
struct halves {
	u8 low[PRINT][16];
	u8 mixed[PRINT][16];
};

struct sieve {
	enum sieve_kind kind;
	struct halves halves;
	u8 whole[PRINT][256];	/* the same by whole bytes, for one at a time */
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
	[DF_BY_MEGARAID] = { "megaraid_sas " },
	[DF_BY_MMC] = { "mmcblk" },
	[DF_BY_3WARE] = { "3w-#xxx: scsi", "3w-xxxx: scsi" },
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

/* The bits of a byte that vary least, made to vary by those of the one that follows. */
static u8 mix(const char *print, size_t place)
{
	return ((u8)print[place] >> 3 ^ (u8)print[(place + 1) % PRINT]) & 15;
}

/* The bytes that @l is looked for by, with the digits of @n; false: it has fewer. */
static bool spell(const struct literal *l, size_t at, u32 n, char *print)
{
	for (size_t i = 0; i < PRINT; i++) {
		print[i] = l->text[at + i];
		if (print[i] == '#') {
			print[i] = (char)('0' + n % 10);
			n /= 10;
		}
	}
	return !n;
}

/* What a group, or a literal, has in each place: a bit for each half, and each mixed. */
struct admitted {
	u16 low[PRINT];
	u16 mixed[PRINT];
};

static struct admitted admit(const struct literal *l, size_t at)
{
	struct admitted a = { 0 };
	char print[PRINT];

	for (u32 n = 0; spell(l, at, n, print); n++) {
		for (size_t place = 0; place < PRINT; place++) {
			a.low[place] |= (u16)(1 << (print[place] & 15));
			a.mixed[place] |= (u16)(1 << mix(print, place));
		}
	}
	return a;
}

static struct admitted admit_both(struct admitted a, const struct admitted *b)
{
	for (size_t place = 0; place < PRINT; place++) {
		a.low[place] |= b->low[place];
		a.mixed[place] |= b->mixed[place];
	}
	return a;
}

/* How often bytes will look like one of the literals, if all are as common. */
static u64 chances(const struct admitted *a)
{
	u64 product = 1;

	for (size_t place = 0; place < PRINT; place++)
		product *= (u64)__builtin_popcount(a->low[place]) *
			   (u64)__builtin_popcount(a->mixed[place]);
	return product;
}

/*
 * They are not: in lines as they are, letters come in words, and digits behind a
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

/* Which places of the sample have this, so many bytes on. */
struct sampled {
	struct bits low[PRINT][16];
	struct bits mixed[PRINT][16];
};

static void take_sample(struct sampled *all)
{
	for (size_t i = 0; i < SAMPLE; i++) {
		u64 bit = (u64)1 << i % 64;

		for (size_t place = 0; place < PRINT; place++) {
			all->low[place][sample[i + place] & 15].word[i / 64] |= bit;
			all->mixed[place][mix(sample + i, place)].word[i / 64] |= bit;
		}
	}
}

/* Places of the sample, by what is asked of a byte: by its low half, and mixed. */
struct places {
	struct bits low[PRINT];
	struct bits mixed[PRINT];
};

/* The places that have one of what @wanted has a bit for. */
static struct bits any_of(const struct bits each[16], u16 wanted)
{
	struct bits any = { 0 };

	for (u32 left = wanted; left; left &= left - 1) {
		const struct bits *one = &each[__builtin_ctz(left)];

		for (size_t i = 0; i < WORDS; i++)
			any.word[i] |= one->word[i];
	}
	return any;
}

static void find_places(struct places *found, const struct sampled *all, const struct admitted *a)
{
	for (size_t place = 0; place < PRINT; place++) {
		found->low[place] = any_of(all->low[place], a->low[place]);
		found->mixed[place] = any_of(all->mixed[place], a->mixed[place]);
	}
}

/* Where all that is asked holds, of what @a and @b admit together. */
static u64 false_alarms(const struct places *a, const struct places *b)
{
	u64 n = 0;

	for (size_t i = 0; i < WORDS; i++) {
		u64 left = ~(u64)0;

		for (size_t place = 0; place < PRINT; place++)
			left &= (a->low[place].word[i] | b->low[place].word[i]) &
				(a->mixed[place].word[i] | b->mixed[place].word[i]);
		n += (u64)__builtin_popcountll(left);
	}
	return n;
}

/* What is known while the literals are placed. */
struct placing {
	struct sampled sampled;
	struct admitted groups[GROUPS];
	struct places places[GROUPS];
	struct places alone[LITERAL_MAX];	/* of a literal, by where it is looked for */
	u64 alarms[GROUPS];
	u64 chances[GROUPS];
};

static void set_group(struct placing *p, int i, struct admitted a)
{
	p->groups[i] = a;
	find_places(&p->places[i], &p->sampled, &a);
	p->alarms[i] = false_alarms(&p->places[i], &p->places[i]);
	p->chances[i] = chances(&a);
}

/* Takes @l out of the group where it is, if it is in one. */
static void displace(const struct sieve *v, struct placing *p, struct literal *l)
{
	struct admitted rest = { 0 };
	u8 group = l->group;

	if (!group)
		return;
	l->group = 0;
	for (const struct literal *other = v->literals; other < v->literals + v->n; other++) {
		struct admitted a;

		if (other->group != group)
			continue;
		a = admit(other, other->print);
		rest = admit_both(rest, &a);
	}
	set_group(p, __builtin_ctz(group), rest);
}

/* Where the least is added to the false alarms; the chances decide between equals. */
static void place_literal(const struct sieve *v, struct placing *p, struct literal *l)
{
	u64 alarms = UINT64_MAX, chance = UINT64_MAX;
	struct admitted best = { 0 };
	int group = 0;

	displace(v, p, l);
	for (size_t print = 0; print + PRINT <= l->len; print++) {
		struct admitted alone = admit(l, print);

		find_places(&p->alone[print], &p->sampled, &alone);
	}
	for (int i = 0; i < GROUPS; i++) {
		for (size_t print = 0; print + PRINT <= l->len; print++) {
			struct admitted alone = admit(l, print);
			struct admitted with = admit_both(p->groups[i], &alone);
			u64 now = false_alarms(&p->places[i], &p->alone[print]) - p->alarms[i];
			u64 then = chances(&with) - p->chances[i];

			if (now > alarms || (now == alarms && then >= chance))
				continue;
			alarms = now;
			chance = then;
			group = i;
			best = with;
			l->print = print;
		}
	}
	l->group = (u8)(1 << group);
	set_group(p, group, best);
}

static u32 hash(const char *p)
{
	u32 bytes;

	memcpy(&bytes, p, PRINT);
	return bytes * 0x9e3779b1u >> (32 - HASH_BITS);
}

static void add_prints(struct sieve *v, const struct literal *l)
{
	char print[PRINT];

	for (u32 n = 0; spell(l, l->print, n, print); n++) {
		v->hashes[hash(print) / 8] |= (u8)(1 << hash(print) % 8);
		for (size_t place = 0; place < PRINT; place++) {
			u8 c = (u8)print[place];

			v->whole[place][c] |= l->group;
			v->halves.low[place][c & 15] |= l->group;
			v->halves.mixed[place][mix(print, place)] |= l->group;
		}
	}
}

static void fill_tables(struct sieve *v)
{
	struct placing *p = xcalloc(1, sizeof(*p));

	take_sample(&p->sampled);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < v->n; i++)
			place_literal(v, p, &v->literals[i]);
	free(p);
	for (size_t i = 0; i < v->n; i++) {
		int group = __builtin_ctz(v->literals[i].group);

		v->members[group][v->n_members[group]++] = (u8)i;
		add_prints(v, &v->literals[i]);
	}
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

/* The first literal among the bytes at @p that @some has a bit for, or NONE. */
static size_t first_literal(const struct sieve *v, const char *p, const u8 *groups, u64 some)
{
	for (u64 left = some; left; left &= left - 1) {
		size_t i = (size_t)__builtin_ctzll(left);

		if (is_literal(v, p + i, groups[i]))
			return i;
	}
	return NONE;
}

struct tables {
	__m256i low[PRINT];
	__m256i mixed[PRINT];
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
		t->mixed[i] = load_twice(v->halves.mixed[i]);
	}
}

/* Which groups have these bytes at @place.  A shuffle gives 0 for bytes above 127. */
AVX2 static inline __m256i admitting(const struct tables *t, size_t place, const char *p)
{
	__m256i x = load(p + place), next = load(p + (place + 1) % PRINT);
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

/* The first literal that begins in the 32 bytes at @p, or NONE. */
AVX2 static size_t check_groups(const struct sieve *v, const char *p, __m256i groups)
{
	u32 none = (u32)_mm256_movemask_epi8(_mm256_cmpeq_epi8(groups, _mm256_setzero_si256()));
	u8 each[WIDTH];

	_mm256_storeu_si256((void *)each, groups);
	return first_literal(v, p, each, (u32)~none);
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
			__m256i groups = admitting_all(&t, p + at);

			if (__builtin_expect(!_mm256_testz_si256(groups, groups), 0) &&
			    check_groups(v, p + at, groups) != NONE) {
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
	return next_plain(v, p, at, to, c);
}

/* ---- 64 bytes at a time ---- */

#define WIDER	64
#define AVX512	__attribute__((target("avx512f,avx512bw,popcnt")))

struct wide_tables {
	__m512i low[PRINT];
	__m512i mixed[PRINT];
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

AVX512 static void load_wide_tables(struct wide_tables *t, const struct sieve *v)
{
	for (size_t i = 0; i < PRINT; i++) {
		t->low[i] = load_four_times(v->halves.low[i]);
		t->mixed[i] = load_four_times(v->halves.mixed[i]);
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
AVX512 static size_t check_view(const struct sieve *v, const char *p, struct view *w)
{
	u8 groups[WIDER];
	size_t found;

	_mm512_storeu_si512(groups, w->groups);
	found = first_literal(v, p, groups, w->some);
	if (found != NONE) {
		w->lines &= ((u64)2 << found) - 1;
		w->records &= w->lines;
	}
	return found;
}

AVX512 static size_t next_avx512(const struct sieve *v, const char *p, size_t from, size_t to,
				 struct sieve_count *c)
{
	size_t at = from, found = NONE;
	u64 lines = 0, records = 0;
	struct wide_tables t;

	load_wide_tables(&t, v);
	while (to - at >= WIDER && found == NONE) {
		struct view w = look_at(&t, p + at);

		if (__builtin_expect(w.some != 0, 0))
			found = check_view(v, p + at, &w);
		lines += (u64)__builtin_popcountll(w.lines);
		records += (u64)__builtin_popcountll(w.records);
		at += found != NONE ? found : WIDER;
	}
	c->lines += lines;
	c->records += records;
	return found != NONE ? at : next_plain(v, p, at, to, c);
}
#endif

/* ---- from outside ---- */

static struct sieve sieves[SIEVE_AVX512 + 1];

static void make_sieves(void)
{
	struct sieve *plain = &sieves[SIEVE_PLAIN];

	add_literals(plain);
	fill_tables(plain);
	for (enum sieve_kind kind = SIEVE_PLAIN; kind <= SIEVE_AVX512; kind++) {
		sieves[kind] = *plain;
		sieves[kind].kind = kind;
	}
}

static bool can(enum sieve_kind kind)
{
#if defined(__x86_64__)
	if (kind == SIEVE_AVX512)
		return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("popcnt");
	if (kind == SIEVE_AVX2)
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
#endif
	return kind == SIEVE_PLAIN;
}

const struct sieve *sieve_of(enum sieve_kind kind)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_sieves);
	if (kind == SIEVE_BEST)
		for (kind = SIEVE_AVX512; !can(kind); kind--)
			;
	return can(kind) ? &sieves[kind] : NULL;
}

size_t sieve_next(const struct sieve *v, const char *p, size_t from, size_t to,
		  struct sieve_count *c)
{
#if defined(__x86_64__)
	if (v->kind == SIEVE_AVX512)
		return next_avx512(v, p, from, to, c);
	if (v->kind == SIEVE_AVX2)
		return next_avx2(v, p, from, to, c);
#endif
	return next_plain(v, p, from, to, c);
}

const char *sieve_literal(const struct sieve *v, size_t i)
{
	return i < v->n ? v->literals[i].text : NULL;
}
