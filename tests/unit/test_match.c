// SPDX-License-Identifier: GPL-2.0
/* The message table: each row matches what it stands for, and nothing forged. */
#include <stdio.h>

#include <diskfault/formats.h>

#include "fixture.h"

static struct df_record record;
static struct df_event ev;

/* By the index as the engine does, which must leave out no row that matches. */
static enum df_verdict match(const char *line)
{
	static struct df_index index;
	struct df_event with;
	enum df_verdict verdict;

	if (!index.usable)
		df_index_init(&index);
	assert_true(index.usable);
	memset(&record, 0, sizeof(record));
	df_line_parse(&record, df_span_of(line));
	verdict = df_match(&record, false, &ev);
	assert_int_equal(df_match_by(&index, &record, false, &with), verdict);
	assert_int_equal(with.kind, ev.kind);
	assert_string_equal(with.name, ev.name);
	return verdict;
}

/* ---- every row ---- */

/* What a conversion could have printed; words come from the tables. */
static const char *sample_of(char type, const struct df_format *row)
{
	switch (type) {
	case 'h':
		return "hda";
	case 'n':
		return "sda1";
	case 'W':
		if (row->kind == DF_CMD_RESULT)
			return "DID_TIME_OUT";
		if (row->kind == DF_CMD_SENSE)
			return "Medium Error";
		if (row->kind == DF_BLOCK_ERROR)
			return "critical medium";
		if (row->kind == DF_ATA_RES)
			return "media error";
		if (row->kind == DF_DISK_NEW)
			return "Direct-Access     ATA      ST4000NM0033-9ZM SN06";
		return "f00";
	case 'R':
		if (row->kind == DF_ATA_CMD)
			return "60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in";
		return row->kind == DF_CMD_CDB ? "Read(10) 28 00 00 03 20 02 00 00 01 00" : "ahci";
	case 'w':
		return "xfs_read_agi+0x9d/0x180 [xfs]";
	case 'O':
		return "READ";
	case 'x': case 'L': case 'f':
		return "3a";
	case 'e':
		return "-5";
	case '*':
		return "x";
	case 's':
		return "DRIVER_OK";
	case 'D':
		return "sda1: state EA";
	case 'j':
		return "sda1-8.";
	case 'M':
		return "8:17";
	case 'K':
		return "08:11";
	case 'E':
		return "06(e0x20/s6)";
	default:
		return "7";
	}
}

/* @twice: a byte of the row's format to print twice, or NULL. */
static void print_row(char *to, size_t size, const char *speaker, const struct df_format *row,
		      const char *twice)
{
	const char *f = row->text;
	size_t n = snprintf(to, size, "%s", speaker);

	while (*f) {
		if (*f == '%') {
			n += snprintf(to + n, size - n, "%s", sample_of(f[1], row));
			f += 2;
		} else {
			n += snprintf(to + n, size - n, f == twice ? "%c%c" : "%c", *f, *f);
			f++;
		}
	}
}

static const char *const speakers[DF_SPEAKERS] = {
	"sd 0:0:0:0: [sda] tag#7 ", "scsi host7: ", "XFS (sda1): ",
	"diskfault: sd 0:0:0:0: [sda] ", "ata7.00: ", "",
	"nvme nvme7: ", "md/raid1:md7: ", "EXT4-fs ", "BTRFS ",
	"megaraid_sas 0000:02:00.0: 7 (boot + 25s/0x0002/CRIT) - ", "mmcblk7: ",
	"3w-9xxx: scsi7: AEN: ",
};

/*
 * Rows are left out by every second pair of bytes of the record, and a blank may be
 * two: of each row what follows a blank, in either place.
 */
static void each_row_matches_wherever_its_bytes_stand(void **state)
{
	const struct df_format *row;
	const char *blank;
	char line[400];
	size_t i, who;

	(void)state;
	for (who = 0; who < DF_SPEAKERS; who++) {
		for (i = 0; i < df_formats[who].count; i++) {
			row = &df_formats[who].rows[i];
			for (blank = strchr(row->text, ' '); blank; blank = strchr(blank + 1, ' ')) {
				print_row(line, sizeof(line), speakers[who], row, blank);
				if (match(line) != DF_MATCH_EVENT)
					fail_msg("not matched: %s", line);
			}
		}
	}
}

static void each_row_matches_what_it_prints(void **state)
{
	char line[400];
	size_t i, who;
	bool noise;

	(void)state;
	for (who = 0; who < DF_SPEAKERS; who++) {
		for (i = 0; i < df_formats[who].count; i++) {
			const struct df_format *row = &df_formats[who].rows[i];

			print_row(line, sizeof(line), speakers[who], row, NULL);
			if (match(line) != DF_MATCH_EVENT)
				fail_msg("not matched: %s", line);
			/* an earlier row may say the same of it, never less */
			noise = row->kind == DF_IGNORED;
			if (noise != (ev.kind == DF_IGNORED))
				fail_msg("kind %d for row %d: %s", ev.kind, row->kind, line);
		}
	}
}

/* Faults with a fixed level: at any other they are refused; cut or lengthened too. */
static void faults_need_their_level_and_their_whole_text(void **state)
{
	static const char *const lines[] = {
		"<6>sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>sd 0:0:0:0: Device offlined - not ready after error recovery",
		"<3>critical medium error, dev sda, sector 1 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<1>XFS (sda1): log I/O error -5",
		"<1>XFS (sda1): metadata I/O error in \"xfs_read_agi+0x9d/0x180\" at daddr 0x2 len 1 error 5",
	};
	char line[300];
	size_t i, level;

	(void)state;
	for (i = 0; i < DF_COUNT(lines); i++) {
		for (level = 0; level < 8; level++) {
			snprintf(line, sizeof(line), "<%zu>%s", level, lines[i] + 3);
			assert_int_equal(match(line), (int)level == lines[i][1] - '0' ?
					 DF_MATCH_EVENT : DF_MATCH_REFUSED);
		}
		snprintf(line, sizeof(line), "<%d>%s", 8 + lines[i][1] - '0', lines[i] + 3);
		assert_int_equal(match(line), DF_MATCH_REFUSED);	/* facility user */
		snprintf(line, sizeof(line), "%s[4711]: segfault at 0", lines[i]);
		assert_int_not_equal(match(line), DF_MATCH_EVENT);
		snprintf(line, sizeof(line), "x%s", lines[i] + 3);
		assert_int_equal(match(line), DF_MATCH_NONE);
		snprintf(line, sizeof(line), "%s\n<6>more", lines[i]);
		assert_int_equal(match(line), DF_MATCH_REFUSED);
	}
}

static void records_of_users_are_believed_only_when_asked(void **state)
{
	(void)state;
	assert_int_equal(match("<12>XFS ERROR [sda]"), DF_MATCH_REFUSED);
	assert_int_equal(df_match(&record, true, &ev), DF_MATCH_EVENT);
	assert_int_equal(match("<12>sd 0:0:0:0 (SERIAL=A1)"), DF_MATCH_NONE);
	assert_int_equal(match("<12>sd 0:0:0:0 [sda] Options"), DF_MATCH_NONE);
	assert_int_equal(match("<4>XFS ERROR [sda]"), DF_MATCH_EVENT);
}

/* Command names (15 bytes, any content) at the start of the kernel's own words. */
static void command_names_forge_nothing(void **state)
{
	static const char *const names[] = {
		"XFS (sda1): log", "XFS ERROR [sda]", "sd 0:0:0:0: [sd", "sd 0:0:0:0: [s]",
		"sd 0:0:0:0 [sa]", "I/O error, dev ", "scsi host0: abc", "sd 0:0:0:0: Dev",
		"scsi 0:0:0:0: D", "XFS (sda): Corr", "sd 0:0:0:0: tag",
		"diskfault: sd 0", "    Additional ", " Additional sen", " ASC=0x4b ASCQ=",
		" ASC=0x4b ", " ASC=0x4b ASCQ ",
	};
	static const char *const ends[] = {
		"[4711]: segfault at 0 ip 00007f sp 00007f error 4 in a[7f+1000]",
		" invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
		": page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)",
		" (4711): drop_caches: 3",
	};
	char line[200];
	size_t i, k;

	(void)state;
	for (i = 0; i < DF_COUNT(names); i++) {
		for (k = 0; k < DF_COUNT(ends); k++) {
			snprintf(line, sizeof(line), "<6>[    1.000000] %s%s", names[i], ends[k]);
			match(line);
			if (match(line) == DF_MATCH_EVENT && ev.kind != DF_IGNORED)
				fail_msg("believed: %s", line);
		}
	}
	/* and the ones that begin like a fault are counted */
	assert_int_equal(match("<6>XFS (sda1): log[4711]: segfault at 0 ip 0 sp 0 error 4"),
			 DF_MATCH_REFUSED);
	assert_int_equal(match("<6>sd 0:0:0:0: [sd[4711]: segfault at 0 ip 0 sp 0 error 4"),
			 DF_MATCH_REFUSED);
	assert_int_equal(match("<4>I/O error, dev  invoked oom-killer: gfp_mask=0"),
			 DF_MATCH_REFUSED);
}

/* ... and the name of a file, in the same record, which may be any that is long enough. */
static void file_names_forge_nothing(void **state)
{
	static const char *const names[][2] = {
		{ "qla2xxx [x", "x]-801c:0: Abort command issued nexus=0:0:0 -- y" },
		{ "hpsa x", "x: scsi 0:0:0:0: resetting logical y" },
		{ "hpsa 1:1:1.1", "x: scsi 0:0:0:0: resetting physical y" },
		{ "smartpqi x", "x: resetting scsi 0:0:0:0 y" },
		{ "hda: x, ATAPI y", "x, ATAPI CD/DVD-ROM drive" },
		{ "hda: ATAPI x", "ATAPI 40X CD-ROM drive" },
		{ "hda: ATAPI 40X ", "CD-ROM drive" },
		{ "hda: cdrom_x", "cdrom_pc_intr: x" },
	};
	char line[200];
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(names); i++) {
		snprintf(line, sizeof(line),
			 "[    1.000000] %s[4711]: segfault at 0 ip 0 sp 0 error 4 in %s[7f+1000]",
			 names[i][0], names[i][1]);
		if (match(line) == DF_MATCH_EVENT && ev.kind != DF_IGNORED)
			fail_msg("believed: %s", line);
	}
}

static void a_further_line_that_is_a_fault_is_recognised(void **state)
{
	(void)state;
	assert_true(df_match_forged(DF_SPAN("XFS (sda1): log I/O error -5")));
	assert_true(df_match_forged(DF_SPAN("I/O error, dev sda, sector 5")) == false);
	assert_false(df_match_forged(DF_SPAN("sd 0:0:0:0: [sda] Attached SCSI disk")));
	assert_false(df_match_forged(DF_SPAN("anything else")));
}

/* ---- fields ---- */

static void inquiry_lines_give_vendor_model_and_revision(void **state)
{
	(void)state;
	assert_int_equal(match("<5>scsi 2:0:13:1: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5"),
			 DF_MATCH_EVENT);
	assert_int_equal(ev.kind, DF_DISK_NEW);
	assert_true(ev.is_disk);
	assert_int_equal(ev.hctl.host, 2);
	assert_int_equal(ev.hctl.target, 13);
	assert_int_equal(ev.hctl.lun, 1);
	assert_true(df_span_equal(ev.vendor, DF_SPAN("ATA")));
	assert_true(df_span_equal(ev.model, DF_SPAN("ST4000NM0033-9ZM")));
	assert_true(df_span_equal(ev.rev, DF_SPAN("SN06")));
	match("<5>scsi 2:0:0:0: CD-ROM            QEMU     QEMU CD-ROM      2.5+ PQ: 0 ANSI: 5");
	assert_int_equal(ev.kind, DF_DISK_NEW);
	assert_false(ev.is_disk);
	match("<5>scsi 2:0:0:0: Direct-Access     A        B                1    PQ: 1 ANSI: 5");
	assert_false(ev.is_disk);
}

static void cdbs_give_address_and_length(void **state)
{
	(void)state;
	match("<6>sd 0:0:0:0: [sda] tag#1 CDB: Read(16) 88 00 00 00 00 01 1b 9b 40 80 00 00 00 80 00 00");
	assert_int_equal(ev.kind, DF_CMD_CDB);
	assert_true(ev.lba == 0x11b9b4080ULL);
	assert_int_equal(ev.blocks, 0x80);
	match("<6>sd 0:0:0:0: [sda] tag#1 CDB: Write(10) 2a 00 00 03 20 02 00 00 08 00");
	assert_int_equal(ev.lba, 0x32002);
	match("<6>sd 0:0:0:0: [sda] tag#1 CDB: opcode=0x85 (reserved) 85 06 20 00 00 00 00 00 00 00 00 00 00 40 e5 00");
	assert_int_equal(ev.kind, DF_CMD_CDB);
	assert_int_equal(ev.blocks, 0);
	match("<6>sd 0:0:0:0: [sda] tag#1 CDB: Read(10) 28 00");
	assert_int_equal(ev.blocks, 0);
}

static void errnos_decide_what_xfs_means(void **state)
{
	static const struct {
		int err;
		enum df_kind kind;
		u32 says;
	} rules[] = {
		{ 5, DF_FS_IO, DF_SAYS_IO }, { 121, DF_FS_IO, DF_SAYS_IO },
		{ 61, DF_FS_IO, DF_SAYS_DRIVE }, { 110, DF_FS_IO, DF_SAYS_PATH },
		{ 19, DF_FS_IO, DF_SAYS_PATH }, { 67, DF_FS_IO, DF_SAYS_PATH },
		{ 74, DF_FS_CORRUPT, DF_SAYS_CORRUPT }, { 117, DF_FS_CORRUPT, DF_SAYS_CORRUPT },
		{ 28, DF_FS_IO, 0 }, { 95, DF_FS_IO, 0 }, { 12, DF_FS_IO, 0 },
	};
	char line[200];
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(rules); i++) {
		snprintf(line, sizeof(line), "<1>XFS (dm-3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x32002 len 1 error %d",
			 rules[i].err);
		assert_int_equal(match(line), DF_MATCH_EVENT);
		assert_int_equal(ev.kind, rules[i].kind);
		assert_int_equal(ev.says, rules[i].says);
		assert_int_equal(ev.sector, 0x32002);
		assert_string_equal(ev.name, "dm-3");
	}
	match("<1>XFS (sda1): log I/O error -61");
	assert_int_equal(ev.says, DF_SAYS_DRIVE);
}

static void a_flush_has_no_sector(void **state)
{
	(void)state;
	match("<3>I/O error, dev sda, sector 0 op 0x1:(WRITE) flags 0x800 phys_seg 0 prio class 2");
	assert_int_equal(ev.kind, DF_BLOCK_ERROR);
	assert_false(ev.has_sector);
	match("<3>I/O error, dev sda, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_true(ev.has_sector);
}

static void block_errors_of_all_eras_match(void **state)
{
	static const char *const lines[] = {
		"<3>end_request: I/O error, dev sdc, sector 9",
		"<3>end_request: critical medium error, dev sdc, sector 9",
		"<3>blk_update_request: I/O error, dev sdc, sector 9",
		"<3>print_req_error: I/O error, dev sdc, sector 9",
		"<3>print_req_error: I/O error, dev sdc, sector 9 flags 80700",
		"<3>blk_update_request: I/O error, dev sdc, sector 9 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
		"<3>timeout error, dev sdc, sector 9 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2",
	};
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(lines); i++) {
		assert_int_equal(match(lines[i]), DF_MATCH_EVENT);
		assert_int_equal(ev.kind, DF_BLOCK_ERROR);
		assert_string_equal(ev.name, "sdc");
		assert_int_equal(ev.sector, 9);
		assert_int_not_equal(ev.says, 0);
	}
	assert_int_equal(match("<3>funny error, dev sdc, sector 9"), DF_MATCH_NONE);
	match("<3>critical space allocation error, dev loop0, sector 9 op 0x1:(WRITE) flags 0x4000 phys_seg 20 prio class 2");
	assert_int_equal(ev.says, 0);
}

static void other_devices_of_scsi_are_left_alone(void **state)
{
	(void)state;
	assert_int_equal(match("<6>sr 1:0:0:0: [sr0] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s"),
			 DF_MATCH_NONE);
}

static void hostile_lengths_do_no_harm(void **state)
{
	char line[5000];
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(line) - 1; n += 37) {
		memset(line, 'A', n);
		line[n] = '\0';
		memcpy(line, "XFS (", n < 5 ? n : 5);
		assert_int_not_equal(match(line), DF_MATCH_EVENT);
		memcpy(line, "sd 0:0:0:0: [", n < 13 ? n : 13);
		assert_int_not_equal(match(line), DF_MATCH_EVENT);
	}
	assert_int_equal(match("sd 99999999999:0:0:0: [sda] x"), DF_MATCH_NONE);
	assert_int_equal(match("sd 0:0:0:99999999999999999999: [sda] x"), DF_MATCH_NONE);
	assert_int_equal(match("XFS (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa): log I/O error -5"),
			 DF_MATCH_NONE);
}

static void partitions_are_their_disks(void **state)
{
	static const char *const pairs[][2] = {
		{ "sda", "sda" }, { "sda1", "sda" }, { "sdab12", "sdab" }, { "vdb2", "vdb" },
		{ "xvda1", "xvda" }, { "hdc3", "hdc" }, { "nvme0n1", "nvme0n1" },
		{ "nvme0n1p2", "nvme0n1" }, { "nvme0c1n1", "nvme0n1" },
		{ "nvme10c3n2p1", "nvme10n2" }, { "mmcblk0p2", "mmcblk0" }, { "dm-3", "dm-3" },
		{ "md127", "md127" }, { "md127p1", "md127" }, { "loop0", "loop0" },
		{ "loop0p3", "loop0" }, { "cciss/c0d0p1", "cciss/c0d0" }, { "sdp1", "sdp" },
		{ "sdp", "sdp" }, { "dasda1", "dasda" }, { "dasdab12", "dasdab" },
		{ "fd0", "fd0" }, { "zd16", "zd16" }, { "sr0", "sr0" }, { "hdn1p2", "hdn1p" },
		{ "x1p2p3", "x1" },
		{ "mmcblk1boot0", "mmcblk1" }, { "mmcblk1gp2p1", "mmcblk1" }, { "mmcblkboot0", "mmcblkboot0" }, { "0", "0" }, { "p1", "p1" }, { "7p1", "7" },
	};
	char disk[DF_NAME_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(pairs); i++) {
		df_whole_disk(disk, pairs[i][0]);
		assert_string_equal(disk, pairs[i][1]);
		df_whole_disk(disk, pairs[i][1]);
		assert_string_equal(disk, pairs[i][1]);
	}
	assert_true(df_is_scsi_name("sdaaa"));
	assert_false(df_is_scsi_name("sd"));
	assert_false(df_is_scsi_name("sda1"));
	assert_true(df_is_volume("dm-0"));
	assert_false(df_is_volume("sdm"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_matches_what_it_prints),
		cmocka_unit_test(each_row_matches_wherever_its_bytes_stand),
		cmocka_unit_test(faults_need_their_level_and_their_whole_text),
		cmocka_unit_test(records_of_users_are_believed_only_when_asked),
		cmocka_unit_test(command_names_forge_nothing),
		cmocka_unit_test(file_names_forge_nothing),
		cmocka_unit_test(a_further_line_that_is_a_fault_is_recognised),
		cmocka_unit_test(inquiry_lines_give_vendor_model_and_revision),
		cmocka_unit_test(cdbs_give_address_and_length),
		cmocka_unit_test(errnos_decide_what_xfs_means),
		cmocka_unit_test(a_flush_has_no_sector),
		cmocka_unit_test(block_errors_of_all_eras_match),
		cmocka_unit_test(other_devices_of_scsi_are_left_alone),
		cmocka_unit_test(hostile_lengths_do_no_harm),
		cmocka_unit_test(partitions_are_their_disks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
