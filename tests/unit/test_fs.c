// SPDX-License-Identifier: GPL-2.0
/* File systems: whose error it is, what is a consequence, what lies under a volume. */
#include "fixture.h"

static int setup(void **state)
{
	struct rig *rig = malloc(sizeof(*rig));

	rig_start(rig, 64);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	rig_end(*state);
	free(*state);
	return 0;
}

static const char *const sda[] = {
	"<5>[    1.000001] scsi 0:0:0:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5",
	"<5>[    1.000003] sd 0:0:0:0: [sda] Attached SCSI disk",
	NULL
};

static void an_error_on_a_partition_is_its_drives(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear(rig, "<1>[    9.000000] XFS (sda3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x2 len 1 error 5");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_IO], 1);
	assert_true(rig_named(rig, "sda")->paths->has_hctl);
	assert_string_equal(rig_named(rig, "sda")->names_then, "sda");
	assert_false(rig_named(rig, "sda")->has_sector);
}

/* lab-1: a CRC error is told in many lines and is one corruption. */
static void one_corruption_counts_once(void **state)
{
	static const char *const lines[] = {
		"<1>[ 2062.575202] XFS (loop0): Metadata CRC error detected at xfs_agi_read_verify+0x7a/0x110, xfs_agi block 0x2 ",
		"<1>[ 2062.577111] XFS (loop0): Unmount and run xfs_repair",
		"<1>[ 2062.577781] XFS (loop0): First 128 bytes of corrupted metadata buffer:",
		"<1>[ 2062.578583] 00000000: 2e 01 e1 95 ab 7f d6 f0 0b 03 64 58 83 73 8a ca  ..........dX.s..",
		"<1>[ 2062.587093] XFS (loop0): metadata I/O error in \"xfs_read_agi+0x9d/0x180\" at daddr 0x2 len 1 error 74",
		"<1>[ 2062.588567] XFS (loop0): xfs_imap_lookup: xfs_ialloc_read_agi() returned error -117, agno 0",
		"<4>[ 2062.590009] XFS (loop0): Failed to read root inode 0x80, error 117",
		"<4>[ 2062.590052] XFS (loop0): Uncorrected metadata errors detected; please run xfs_repair.",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	d = rig_named(rig, "loop0");
	assert_int_equal(d->kind, DF_VOLUME);
	assert_int_equal(d->faults[DF_XFS_CORRUPTION], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_FILESYSTEM);
	/* the next report is another one */
	rig_hear_all(rig, lines);
	assert_int_equal(d->faults[DF_XFS_CORRUPTION], 2);
	assert_int_equal(rig->engine.refused, 0);
}

/* lab-2 and lab-4: a full backing store and a user are no faults. */
static void full_storage_and_users_are_no_faults(void **state)
{
	static const char *const lines[] = {
		"<5>[ 2089.891161] XFS (loop0): Mounting V5 Filesystem f1ef2415-ec4d-40f5-b1c2-5c8001662c88",
		"<3>[ 2090.978524] critical space allocation error, dev loop0, sector 117952 op 0x1:(WRITE) flags 0x4000 phys_seg 20 prio class 2",
		"<3>[ 2090.980052] loop0: writeback error on inode 133, offset 0, sector 82112",
		"<1>[ 2091.941834] XFS (loop0): log I/O error -28",
		"<1>[ 2091.943777] XFS (loop0): Filesystem has been shut down due to log error (0x2).",
		"<1>[ 2091.944784] XFS (loop0): Please unmount the filesystem and rectify the problem(s).",
		"<5>[ 2094.426054] XFS (loop0): Unmounting Filesystem f1ef2415-ec4d-40f5-b1c2-5c8001662c88",
		"<5>[ 2095.891161] XFS (loop0): Mounting V5 Filesystem f1ef2415-ec4d-40f5-b1c2-5c8001662c88",
		"<1>[ 2097.410548] XFS (loop0): User initiated shutdown received.",
		"<1>[ 2097.412237] XFS (loop0): Metadata I/O Error (0x4) detected at xfs_fs_goingdown+0x7b/0xb0 (fs/xfs/xfs_fsops.c:472).  Shutting down filesystem.",
		"<1>[ 2097.413796] XFS (loop0): Please unmount the filesystem and rectify the problem(s)",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 0);
	assert_int_equal(rig_findings(rig), 0);
}

static void a_disk_that_was_never_an_xfs_is_not_corrupt(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear(rig, "<4>[   10.000000] XFS (sda): Invalid superblock magic number");
	assert_int_equal(rig_findings(rig), 0);
	assert_int_equal(rig->engine.refused, 0);
}

static void a_shutdown_counts_once_and_accuses_nobody(void **state)
{
	static const char *const lines[] = {
		"<1>[   10.000001] XFS (sda): Log I/O Error (0x2) detected at xlog_ioend_work+0x6c/0x70 [xfs] (fs/xfs/xfs_log.c:1378).  Shutting down filesystem.",
		"<1>[   10.000002] XFS (sda): Filesystem has been shut down due to log error (0x2).",
		"<1>[   10.000003] XFS (sda): Please unmount the filesystem and rectify the problem(s).",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_SHUTDOWN], 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
	/* mounted anew, it can shut down anew */
	rig_hear(rig, "<5>[   20.000000] XFS (sda): Mounting V5 Filesystem");
	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_SHUTDOWN], 2);
}

static void what_follows_an_io_error_is_its_consequence(void **state)
{
	static const char *const lines[] = {
		"<1>[   10.000001] XFS (sda): metadata I/O error in \"xfs_trans_read_buf_map+0x14f/0x2d0 [xfs]\" at daddr 0x2 len 1 error 61",
		"<1>[   10.000002] XFS (sda): Internal error xfs_trans_cancel at line 1096 of file fs/xfs/xfs_trans.c.  Caller xfs_create+0x2a1/0x5b0 [xfs]",
		"<1>[   10.000003] XFS (sda): Corruption of in-memory data (0x8) detected at xfs_trans_cancel+0x12b/0x150 [xfs] (fs/xfs/xfs_trans.c:1097).  Shutting down filesystem.",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, lines);
	d = rig_named(rig, "sda");
	assert_int_equal(d->faults[DF_XFS_IO], 1);
	assert_int_equal(d->faults[DF_XFS_CORRUPTION], 0);
	assert_int_equal(d->faults[DF_XFS_SHUTDOWN], 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_DRIVE);
}

static void a_volume_names_the_drives_that_may_lie_under_it(void **state)
{
	static const char *const lines[] = {
		"<3>[   10.000001] critical medium error, dev sda, sector 2107394 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<1>[   10.000002] XFS (dm-3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x2 len 1 error 61",
		"<3>[   15.000001] critical medium error, dev sda, sector 2107492 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<1>[   15.000002] XFS (dm-3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x64 len 1 error 61",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *v;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, lines);
	v = rig_named(rig, "dm-3");
	assert_int_equal(v->kind, DF_VOLUME);
	assert_int_equal(v->faults[DF_XFS_IO], 2);
	assert_ptr_equal(v->candidates[0].disk, rig_named(rig, "sda"));
	assert_int_equal(v->candidates[0].offset, 2107392);
	assert_int_equal(v->candidates[0].agreed, 2);
	assert_null(v->candidates[1].disk);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 2);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_IO], 0);
}

static void another_file_system_under_a_volumes_name_is_another_volume(void **state)
{
	struct rig *rig = *state;
	struct df_disk *first;

	rig_hear(rig, "<5>[    5.000000] XFS (dm-0): Mounting V5 Filesystem f1ef2415-ec4d-40f5-b1c2-5c8001662c88");
	rig_hear(rig, "<1>[    9.000000] XFS (dm-0): log I/O error -5");
	first = rig_named(rig, "dm-0");
	rig_hear(rig, "<5>[   15.000000] XFS (dm-0): Mounting V5 Filesystem 4ff4d775-6484-41d2-8657-887ab6ffd005");
	rig_hear(rig, "<1>[   19.000000] XFS (dm-0): log I/O error -5");
	assert_ptr_not_equal(first, rig_named(rig, "dm-0"));
	assert_int_equal(first->faults[DF_XFS_IO], 1);
	assert_int_equal(rig_named(rig, "dm-0")->faults[DF_XFS_IO], 1);
}

static void disks_without_scsi_are_block_devices(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   10.000001] critical medium error, dev nvme0n1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	rig_hear(rig, "<1>[   10.000002] XFS (nvme0n1p2): log I/O error -61");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(rig_named(rig, "nvme0n1")->kind, DF_BLOCK);
	assert_int_equal(df_disk_total(rig_named(rig, "nvme0n1")), 2);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_error_on_a_partition_is_its_drives),
		TEST(one_corruption_counts_once),
		TEST(full_storage_and_users_are_no_faults),
		TEST(a_disk_that_was_never_an_xfs_is_not_corrupt),
		TEST(a_shutdown_counts_once_and_accuses_nobody),
		TEST(what_follows_an_io_error_is_its_consequence),
		TEST(a_volume_names_the_drives_that_may_lie_under_it),
		TEST(another_file_system_under_a_volumes_name_is_another_volume),
		TEST(disks_without_scsi_are_block_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
