// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the tables of the sieve, of the message table, and writes them as C; it runs
 * where the command is built.  See sieve_tables.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <diskfault/formats.h>

#include "source/sieve_tables.h"

#define ROUNDS		6	/* of placing the literals; more gain little */

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
	" error=", "sector", ", dev", "suppressed", "XFS ", "I/O ", "scsi", "SCSI ", "sense", "Sense",
	"hostbyte", "FAT-fs", "F2FS", "JBD2:", "swap-device", "raid", "bcache", "capacity", "in-memory",
	"(sct", "virtio_blk", "timer_expiry: ", ": DMA timeout ", ": lost interrupt",
	"waiting for DMA", "no DRQ ", " ATAPI ",
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

static bool stands_in(const struct sieve_literal *l, struct df_span text)
{
	for (; text.len >= l->len; text = df_span_from(text, 1))
		if (sieve_stands_at(l, text.p))
			return true;
	return false;
}

static bool is_covered(const struct sieve_tables *v, struct df_span text)
{
	for (size_t i = 0; i < v->n; i++)
		if (stands_in(&v->literals[i], text))
			return true;
	return false;
}

static void add_literal(struct sieve_tables *v, struct df_span text)
{
	struct sieve_literal *l = &v->literals[v->n];

	if (is_covered(v, text))
		return;
	if (v->n == SIEVE_LITERALS || text.len < SIEVE_PRINT) {
		fprintf(stderr, "diskfault: the message table has outgrown the sieve\n");
		abort();
	}
	l->len = (u8)(text.len < SIEVE_LITERAL ? text.len : SIEVE_LITERAL - 1);
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

/* The same up to the next conversion, blanks and all. */
static struct df_span take_run(const char **format)
{
	const char *p = *format;
	struct df_span run;

	while (*p == '%' && p[1])
		p += 2;
	run.p = p;
	while (*p && *p != '%')
		p++;
	*format = p;
	run.len = (size_t)(p - run.p);
	return run;
}

/* Long and with something else than small letters in front: seldom by chance. */
static size_t rarity(struct df_span part)
{
	if (part.len < SIEVE_PRINT)
		return 0;
	return part.len + (df_is_lower(part.p[0]) ? 0 : 4);
}

/* By words that the printk() has one blank between, as "DMA timeout". */
static bool is_row_covered(const struct sieve_tables *v, const struct df_format *row)
{
	const char *format = row->text;

	while (*format)
		if (is_covered(v, take_run(&format)))
			return true;
	return false;
}

static void add_row(struct sieve_tables *v, const struct df_format *row)
{
	const char *format = row->text;
	struct df_span best = { "", 0 };

	if (is_row_covered(v, row))
		return;
	while (*format) {
		struct df_span part = take_part(&format);

		if (is_covered(v, part))
			return;
		if (rarity(part) > rarity(best))
			best = part;
	}
	add_literal(v, best);
}

static void add_speaker(struct sieve_tables *v, enum df_speaker who)
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

static void add_literals(struct sieve_tables *v)
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
	return ((u8)print[place] >> 3 ^ (u8)print[(place + 1) % SIEVE_PRINT]) & 15;
}

/* The bytes that @l is looked for by, with the digits of @n; false: it has fewer. */
static bool spell(const struct sieve_literal *l, size_t at, u32 n, char *print)
{
	for (size_t i = 0; i < SIEVE_PRINT; i++) {
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
	u16 low[SIEVE_PRINT];
	u16 mixed[SIEVE_PRINT];
};

static struct admitted admit(const struct sieve_literal *l, size_t at)
{
	struct admitted a = { 0 };
	char print[SIEVE_PRINT];

	for (u32 n = 0; spell(l, at, n, print); n++) {
		for (size_t place = 0; place < SIEVE_PRINT; place++) {
			a.low[place] |= (u16)(1 << (print[place] & 15));
			a.mixed[place] |= (u16)(1 << mix(print, place));
		}
	}
	return a;
}

static struct admitted admit_both(struct admitted a, const struct admitted *b)
{
	for (size_t place = 0; place < SIEVE_PRINT; place++) {
		a.low[place] |= b->low[place];
		a.mixed[place] |= b->mixed[place];
	}
	return a;
}

/* How often bytes will look like one of the literals, if all are as common. */
static u64 chances(const struct admitted *a)
{
	u64 product = 1;

	for (size_t place = 0; place < SIEVE_PRINT; place++)
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
	"device name read write sample request memory CPU_SrcID#0_Channel#1_DIMM#0 (java)\n"
	"error: interrupt limit exceeded, corrected errors, failed timeout status=0 lost reset\n"
	"limited unlimited interrupts, rate limiting, internal error, expired, unable to, cable in\n"
	"table at, possible use, available on, enable it\n"
	"process 4711 exited, access granted, success, disabled, display, discarded, connected\n";

#define SAMPLE	(sizeof(sample) - SIEVE_PRINT)
#define WORDS	((SAMPLE + 63) / 64)

struct bits {
	u64 word[WORDS];
};

/* Which places of the sample have this, so many bytes on. */
struct sampled {
	struct bits low[SIEVE_PRINT][16];
	struct bits mixed[SIEVE_PRINT][16];
};

static void take_sample(struct sampled *all)
{
	for (size_t i = 0; i < SAMPLE; i++) {
		u64 bit = (u64)1 << i % 64;

		for (size_t place = 0; place < SIEVE_PRINT; place++) {
			all->low[place][sample[i + place] & 15].word[i / 64] |= bit;
			all->mixed[place][mix(sample + i, place)].word[i / 64] |= bit;
		}
	}
}

/* Places of the sample, by what is asked of a byte: by its low half, and mixed. */
struct places {
	struct bits low[SIEVE_PRINT];
	struct bits mixed[SIEVE_PRINT];
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
	for (size_t place = 0; place < SIEVE_PRINT; place++) {
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

		for (size_t place = 0; place < SIEVE_PRINT; place++)
			left &= (a->low[place].word[i] | b->low[place].word[i]) &
				(a->mixed[place].word[i] | b->mixed[place].word[i]);
		n += (u64)__builtin_popcountll(left);
	}
	return n;
}

/* What is known while the literals are placed. */
struct placing {
	struct sampled sampled;
	struct admitted groups[SIEVE_GROUPS];
	struct places places[SIEVE_GROUPS];
	struct places alone[SIEVE_LITERAL];	/* of a literal, by where it is looked for */
	u64 alarms[SIEVE_GROUPS];
	u64 chances[SIEVE_GROUPS];
};

static void set_group(struct placing *p, int i, struct admitted a)
{
	p->groups[i] = a;
	find_places(&p->places[i], &p->sampled, &a);
	p->alarms[i] = false_alarms(&p->places[i], &p->places[i]);
	p->chances[i] = chances(&a);
}

/* Takes @l out of the group where it is, if it is in one. */
static void displace(const struct sieve_tables *v, struct placing *p, struct sieve_literal *l)
{
	struct admitted rest = { 0 };
	u8 group = l->group;

	if (!group)
		return;
	l->group = 0;
	for (const struct sieve_literal *other = v->literals; other < v->literals + v->n; other++) {
		struct admitted a;

		if (other->group != group)
			continue;
		a = admit(other, other->print);
		rest = admit_both(rest, &a);
	}
	set_group(p, __builtin_ctz(group), rest);
}

/* Where the least is added to the false alarms; the chances decide between equals. */
static void place_literal(const struct sieve_tables *v, struct placing *p, struct sieve_literal *l)
{
	u64 alarms = UINT64_MAX, chance = UINT64_MAX;
	struct admitted best = { 0 };
	int group = 0;

	displace(v, p, l);
	for (size_t print = 0; print + SIEVE_PRINT <= l->len; print++) {
		struct admitted alone = admit(l, print);

		find_places(&p->alone[print], &p->sampled, &alone);
	}
	for (int i = 0; i < SIEVE_GROUPS; i++) {
		for (size_t print = 0; print + SIEVE_PRINT <= l->len; print++) {
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
			l->print = (u8)print;
		}
	}
	l->group = (u8)(1 << group);
	set_group(p, group, best);
}

static void add_prints(struct sieve_tables *v, const struct sieve_literal *l)
{
	char print[SIEVE_PRINT];

	for (u32 n = 0; spell(l, l->print, n, print); n++) {
		v->hashes[sieve_hash(print) / 8] |= (u8)(1 << sieve_hash(print) % 8);
		for (size_t place = 0; place < SIEVE_PRINT; place++) {
			u8 c = (u8)print[place];

			v->whole[place][c] |= l->group;
			v->low[place][c & 15] |= l->group;
			v->mixed[place][mix(print, place)] |= l->group;
		}
	}
}

static void fill_tables(struct sieve_tables *v)
{
	static struct placing placing;
	struct placing *p = &placing;

	take_sample(&p->sampled);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < v->n; i++)
			place_literal(v, p, &v->literals[i]);
	for (size_t i = 0; i < v->n; i++) {
		int group = __builtin_ctz(v->literals[i].group);

		v->members[group][v->n_members[group]++] = (u8)i;
		add_prints(v, &v->literals[i]);
	}
}

/* ---- as C ---- */

static void write_bytes(const char *name, const u8 *p, size_t n)
{
	printf("\t.%s = {", name);
	for (size_t i = 0; i < n; i++)
		printf("%s%u,", i % 16 ? " " : "\n\t\t", p[i]);
	puts("\n\t},");
}

/* Each row of a table of two dimensions. */
static void write_rows(const char *name, const u8 *p, size_t rows, size_t n)
{
	char row[32];

	for (size_t i = 0; i < rows; i++) {
		snprintf(row, sizeof(row), "%s[%zu]", name, i);
		write_bytes(row, p + i * n, n);
	}
}

static void write_literals(const struct sieve_tables *v)
{
	puts("\t.literals = {");
	for (size_t i = 0; i < v->n; i++) {
		const struct sieve_literal *l = &v->literals[i];

		printf("\t\t{ .len = %u, .print = %u, .group = %u, .text = {", l->len, l->print,
		       l->group);
		for (size_t k = 0; k < l->len; k++)
			printf(" %d,", l->text[k]);
		puts(" } },");
	}
	puts("\t},");
}

int main(void)
{
	static struct sieve_tables v;

	add_literals(&v);
	fill_tables(&v);
	puts("#include \"source/sieve_tables.h\"\n\nconst struct sieve_tables sieve_tables = {");
	write_rows("low", v.low[0], SIEVE_PRINT, sizeof(v.low[0]));
	write_rows("mixed", v.mixed[0], SIEVE_PRINT, sizeof(v.mixed[0]));
	write_rows("whole", v.whole[0], SIEVE_PRINT, sizeof(v.whole[0]));
	write_rows("members", v.members[0], SIEVE_GROUPS, sizeof(v.members[0]));
	write_bytes("n_members", v.n_members, sizeof(v.n_members));
	write_bytes("hashes", v.hashes, sizeof(v.hashes));
	write_literals(&v);
	printf("\t.n = %u,\n};\n", v.n);
	return fflush(stdout) || ferror(stdout);
}
