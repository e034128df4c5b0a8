// SPDX-License-Identifier: GPL-2.0
/* File systems: whose error it is, what is a consequence, what lies under a volume. */
#include <stdio.h>

#include "fixture.h"

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

/* The errors of a full thin pool are told once in 30 s, what is tried again more often. */
static void a_retry_after_no_space_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<1>[  397.434878] XFS (dm-5): metadata I/O error in \"xfs_buf_ioend_handle_error+0x269/0xce0 [xfs]\" at daddr 0x8 len 8 error 28",
		"<1>[  400.489543] XFS (dm-5): Failing async write on buffer block 0x10. Retrying async write.",
		"<1>[  410.498243] XFS (dm-5): Failing async write on buffer block 0x28. Retrying async write.",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 0);
	rig_hear(rig, "<1>[  420.000000] XFS (dm-5): log I/O error -5");
	assert_int_equal(rig->told, 1);
}

static void an_injected_error_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<4>[11221.299133] XFS (loop5): Injecting error (false) at file fs/xfs/xfs_log.c, line 1849, on filesystem \"loop5\"",
		"<4>[11221.302411] XFS (loop5): Intentionally corrupted log record at LSN 0x1000250d3. Shutdown imminent.",
		"<1>[11221.309697] XFS (loop5): log I/O error -5",
		"<1>[11221.311076] XFS (loop5): Filesystem has been shut down due to log error (0x2).",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 0);
	/* the next one has not been */
	rig_hear(rig, "<1>[11300.000000] XFS (loop5): log I/O error -5");
	assert_int_equal(rig->told, 1);
}

/* A file system that is larger than its device gets errors which no drive had. */
static void an_access_beyond_the_end_accuses_the_file_system(void **state)
{
	static const char *const old[] = {
		"<6>[14883.992197] attempt to access beyond end of device",
		"<6>[14883.992208] sda6: rw=0, want=1921919744, limit=960960042",
		"<1>[14883.992222] I/O error in filesystem (\"sda6\") meta-data dev sda6 block 0x728e2af8       (\"xfs_read_buf\") error 5 buf count 4096",
		NULL
	};
	static const char *const recent[] = {
		"<6>[   71.163869] repro: attempt to access beyond end of device\n<6>[   71.163869] loop3: rw=432129, sector=65535, nr_sectors = 16 limit=65536",
		"<1>[   71.164410] XFS (loop3): log I/O error -5",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, old);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_IO], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_FILESYSTEM);
	rig_hear_all(rig, recent);
	assert_int_equal(df_disk_cause(rig_named(rig, "loop3")), DF_CAUSE_FILESYSTEM);
	/* by itself it is a probe, and nobody's fault */
	rig_hear(rig, "<6>[   91.163869] udev: attempt to access beyond end of device\n<6>[   91.163869] sdb: rw=0, sector=65535, nr_sectors = 16 limit=65536");
	assert_null(rig_named(rig, "sdb"));
}

/* XFS of 2.6 names its device last, and the errno tells what it was. */
static void old_xfs_names_its_device_last(void **state)
{
	static const char *const lines[] = {
		"<4>[577324.280000] xfs_difree: xfs_inobt_lookup_le returned()  an error 117 on sda1.  Returning error.",
		"<5>[577324.280000] xfs_inactive:\txfs_ifree() returned an error = 117 on sda1",
		"<5>[577324.280000] xfs_force_shutdown(sda1,0x1) called from line 1780 of file fs/xfs/xfs_vnodeops.c.  Return address = 0xf90cd29c",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_CORRUPTION], 1);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_SHUTDOWN], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_FILESYSTEM);
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

/* ---- devices without a SCSI host ---- */

static u64 total_of(struct rig *rig, const char *name)
{
	struct df_disk *d = rig_named(rig, name);

	return d ? df_disk_total(d) : 0;
}

static u64 count_of(struct rig *rig, const char *name, enum df_class cls)
{
	struct df_disk *d = rig_named(rig, name);

	return d ? d->faults[cls] : 0;
}

static void nvme_and_the_block_layer_tell_of_one_command(void **state)
{
	static const char *const lines[] = {
		"<3>[ 1000.000001] nvme1n1: Read(0x2) @ LBA 26343, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) MORE DNR ",
		"<3>[ 1000.000101] critical medium error, dev nvme1n1, sector 210744 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[ 1000.000201] Buffer I/O error on dev nvme1n1p2, logical block 100, async page read",
		"<3>[ 1000.000301] Buffer I/O error on dev nvme1n1p2, logical block 101, async page read",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "nvme1n1", DF_MEDIUM), 1);
	assert_int_equal(total_of(rig, "nvme1n1"), 1);
	assert_int_equal(rig_named(rig, "nvme1n1")->last_sector, 210744);
	assert_int_equal(df_disk_cause(rig_named(rig, "nvme1n1")), DF_CAUSE_DRIVE);
	/* the block layer was silenced: still one */
	rig_hear(rig, "<3>[ 1005.000001] nvme1n1: Read(0x2) @ LBA 26344, 8 blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) DNR ");
	assert_int_equal(total_of(rig, "nvme1n1"), 2);
	/* what a tool asked for, and the drive does not know */
	rig_hear(rig, "<3>[ 1006.000001] nvme1: Identify(0x6), Invalid Field in Command (sct 0x0 / sc 0x2) MORE DNR ");
	assert_int_equal(rig->told, 2);
}

/* A file system that is shut down refuses all writes by itself. */
static void what_fails_after_a_shutdown_is_its_consequence(void **state)
{
	static const char *const lines[] = {
		"<5>[  265.468411] XFS (dm-11): xfs_do_force_shutdown(0x8) called from line 3486 of file fs/xfs/xfs_inode.c.  Return address = 00000000cc36f40e",
		"<1>[  265.559738] XFS (dm-11): Corruption of in-memory data detected.  Shutting down filesystem",
		"<1>[  266.987748] XFS (dm-11): writeback error on sector 738263040",
		"<1>[  267.059259] XFS (dm-11): metadata I/O error in \"xfs_buf_ioend+0x9d/0x180 [xfs]\" at daddr 0x2 len 1 error 5",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(total_of(rig, "dm-11"), 1);
	assert_int_equal(count_of(rig, "dm-11", DF_XFS_SHUTDOWN), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "dm-11")), DF_CAUSE_FILESYSTEM);
	/* until it is mounted anew */
	rig_hear(rig, "<5>[  300.000000] XFS (dm-11): Mounting V5 Filesystem");
	rig_hear(rig, lines[2]);
	assert_int_equal(count_of(rig, "dm-11", DF_XFS_IO), 1);
	/* and one that an I/O error shut down goes on to count */
	rig_hear(rig, "<1>[  310.000000] XFS (dm-12): log I/O error -5");
	rig_hear(rig, "<1>[  310.000001] XFS (dm-12): Filesystem has been shut down due to log error (0x2).");
	rig_hear(rig, "<1>[  310.000002] XFS (dm-12): log I/O error -5");
	assert_int_equal(count_of(rig, "dm-12", DF_XFS_IO), 2);
}

static void a_command_that_timed_out_counts_once_to_its_end(void **state)
{
	static const char *const lines[] = {
		"<4>[   89.895139] nvme nvme0: I/O 900 (I/O Cmd) QID 2 timeout, aborting",
		"<4>[   89.896745] nvme nvme0: Abort status: 0x0",
		"<4>[  120.103133] nvme nvme0: I/O 900 QID 2 timeout, reset controller",
		"<3>[  120.135440] nvme0n1: I/O Cmd(0x2) @ LBA 1336320, 32 blocks, I/O Error (sct 0x3 / sc 0x71) ",
		"<3>[  120.137336] I/O error, dev nvme0n1, sector 1336320 op 0x0:(READ) flags 0x80700 phys_seg 4 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "nvme0n1", DF_TIMEOUT), 1);
	assert_int_equal(total_of(rig, "nvme0n1"), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "nvme0n1")), DF_CAUSE_PATH);
	/* only an interrupt was missed */
	rig_hear(rig, "<4>[  130.000000] nvme nvme0: I/O 901 QID 2 timeout, completion polled");
	assert_int_equal(total_of(rig, "nvme0n1"), 1);
}

static void a_controller_that_breaks_down_is_one_fault(void **state)
{
	static const char *const lines[] = {
		"<4>[  100.000000] nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10",
		"<4>[  100.000100] nvme nvme0: Does your device have a faulty power saving mode enabled?",
		"<3>[  130.000000] nvme nvme0: Device not ready; aborting reset, CSTS=0x1",
		"<4>[  160.000000] nvme nvme0: Disabling device after reset failure: -19",
		"<6>[  160.000100] nvme0n1: detected capacity change from 1000215216 to 0",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "nvme0n1", DF_OFFLINE), 1);
	assert_int_equal(total_of(rig, "nvme0n1"), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "nvme0n1")), DF_CAUSE_PATH);
}

/* A memory card: each try in words, and the end of it by the block layer. */
static void a_card_that_is_tried_again_fails_once(void **state)
{
	static const char *const lines[] = {
		"<3>[   14.312912] mmcblk1: error -110 sending status command, retrying",
		"<3>[   14.324931] mmcblk1: error -110 sending status command, aborting",
		"<3>[   14.330916] blk_update_request: I/O error, dev mmcblk1, sector 808",
		"<3>[   14.337443] mmcblk1: error -110 sending status command, retrying",
		"<3>[   14.355719] blk_update_request: I/O error, dev mmcblk1, sector 808",
		"<3>[   14.361870] Buffer I/O error on dev mmcblk1, logical block 101, async page read",
		"<3>[   20.000000] mmcblk1: error 1 sending read/write command",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "mmcblk1", DF_TIMEOUT), 2);
	assert_int_equal(total_of(rig, "mmcblk1"), 2);
	assert_int_equal(df_disk_cause(rig_named(rig, "mmcblk1")), DF_CAUSE_UNKNOWN);
	/* its boot partitions are disks to the kernel, and the same card */
	rig_hear(rig, "<3>[  200.382738] blk_update_request: I/O error, dev mmcblk1boot1, sector 8064");
	assert_int_equal(total_of(rig, "mmcblk1"), 3);
	rig_hear(rig, "<3>[  300.760482] mmcblk2: error -84 transferring data");
	assert_int_equal(count_of(rig, "mmcblk2", DF_TRANSPORT), 1);
	assert_int_equal(rig_findings(rig), 2);
}

static void a_new_device_inherits_no_name(void **state)
{
	static const char *const names[][2] = {
		{ "nvme0n1", "<6>[   20.000000] nvme nvme0: pci function 0000:01:00.0" },
		{ "vda", "<5>[   20.000000] virtio_blk virtio2: [vda] 41943040 512-byte logical blocks (21.5 GB/20.0 GiB)" },
		{ "mmcblk0", "<6>[   20.000000] mmcblk0: mmc0:0001 SD32G 29.8 GiB " },
		{ "loop0", "<6>[   20.000000] loop0: detected capacity change from 0 to 129944" },
	};
	struct rig *rig = *state;
	struct df_disk *old;
	char line[160];
	size_t i;

	for (i = 0; i < DF_COUNT(names); i++) {
		snprintf(line, sizeof(line), "<3>[   10.000000] I/O error, dev %s, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
			 names[i][0]);
		rig_hear(rig, line);
		old = rig_named(rig, names[i][0]);
		rig_hear(rig, names[i][1]);
		rig_hear(rig, line);
		assert_ptr_not_equal(old, rig_named(rig, names[i][0]));
		assert_int_equal(df_disk_total(old), 1);
	}
}

static void an_ide_sector_is_tried_again_and_is_one_fault(void **state)
{
	static const char *const lines[] = {
		"[    1.000000] hda: dma_intr: error=0x40 { UncorrectableError }, LBAsect=12345678, sector=12345671",
		"[    3.000000] hda: dma_intr: error=0x40 { UncorrectableError }, LBAsect=12345678, sector=12345671",
		"[    5.000000] end_request: I/O error, dev hda, sector 12345671",
		"[    5.000001] Buffer I/O error on device hda1, logical block 1543201",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "hda", DF_MEDIUM), 1);
	assert_int_equal(total_of(rig, "hda"), 1);
}

/* ---- what follows from a failed command ---- */

static void an_echo_adds_nothing_to_its_command(void **state)
{
	static const char *const echoes[] = {
		"<3>[   10.000100] Buffer I/O error on dev sda8, logical block 8388772, lost async page write",
		"<3>[   10.000100] md/raid1:md0: sda1: rescheduling sector 29365848",
		"<6>[   10.000100] md/raid1:md0: read error corrected (8 sectors at 29365848 on sda1)",
		"<4>[   10.000100] device-mapper: multipath: 253:0: Failing path 8:0.",
		"<1>[   10.000100] Write-error on swap-device (8:2:123456)",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(echoes); i++) {
		rig_end(rig);
		rig_start(rig, 64);
		rig_hear_all(rig, sda);
		rig_hear(rig, "<3>[   10.000000] I/O error, dev sda, sector 68537632 op 0x1:(WRITE) flags 0x103000 phys_seg 1 prio class 0");
		rig_hear(rig, echoes[i]);
		assert_int_equal(total_of(rig, "sda"), 1);
		assert_int_equal(rig->engine.refused, 0);
		/* and while the command is still being told */
		rig_hear(rig, "<6>[   20.000000] sd 0:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
		rig_hear(rig, echoes[i]);
		rig_idle(rig);
		assert_int_equal(total_of(rig, "sda"), 2);
		/* but alone it is all there is */
		rig_end(rig);
		rig_start(rig, 64);
		rig_hear(rig, echoes[i]);
		assert_int_equal(total_of(rig, "sda"), 1);
		assert_int_equal(rig_findings(rig), 1);
	}
}

static void an_echo_may_say_what_the_fault_was(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear(rig, "<3>[   10.000000] I/O error, dev sda, sector 30677580 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
	/* md can read elsewhere, for whatever reason */
	rig_hear(rig, "<6>[   10.000100] md/raid1:md0: read error corrected (8 sectors at 2048 on sda1)");
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
	rig_hear(rig, "<4>[   10.000200] device-mapper: multipath: 253:0: Failing path 8:0.");
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_PATH);
	assert_int_equal(total_of(rig, "sda"), 1);
	/* where nobody else tells of it, that it could be written is all there is */
	rig_hear(rig, "<3>[   20.000000] md/raid1:md0: sdb1: rescheduling sector 2048");
	rig_hear(rig, "<6>[   20.000100] md/raid1:md0: read error corrected (8 sectors at 2048 on sdb1)");
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_DRIVE);
	assert_int_equal(total_of(rig, "sdb"), 1);
}

/* What dm-integrity has refused to md reads like a bad sector, and no drive has any. */
static void a_volume_under_md_has_no_bad_sectors(void **state)
{
	static const char *const lines[] = {
		"<3>[   10.000000] device-mapper: integrity: Checksum failed at sector 0xfa767",
		"<6>[   10.000100] md/raid:md127: read error corrected (8 sectors at 1025888 on dm-0)",
		"<4>[   12.000000] md/raid:md127: Too many read errors, failing device dm-0.",
		NULL,
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(df_disk_cause(rig_named(rig, "dm-0")), DF_CAUSE_UNKNOWN);
	assert_int_equal(count_of(rig, "dm-0", DF_MEDIUM), 0);
	/* the drive below it says so itself */
	rig_hear_all(rig, sda);
	rig_hear(rig, "<3>[   20.000000] critical medium error, dev sda, sector 30677580 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
	rig_hear(rig, "<6>[   20.000100] md/raid1:mdX: read error corrected (8 sectors at 9448 on dm-16)");
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_DRIVE);
	assert_int_not_equal(df_disk_cause(rig_named(rig, "dm-16")), DF_CAUSE_DRIVE);
}

/* "mdadm --fail" makes md say the same as a drive that fails. */
static void a_member_that_was_taken_out_by_hand_is_no_fault(void **state)
{
	static const char failed[] =
		"<2>[ 4573.663000] md/raid1:md0: Disk failure on sda1, disabling device.\n<2>[ 4573.663000] md/raid1:md0: Operation continuing on 1 devices.";
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear(rig, failed);
	assert_int_equal(rig->told, 0);
	/* after an error of its own it adds nothing */
	rig_hear(rig, "<3>[ 4573.662000] I/O error, dev sda, sector 68537632 op 0x1:(WRITE) flags 0x103000 phys_seg 1 prio class 0");
	rig_hear(rig, failed);
	assert_int_equal(total_of(rig, "sda"), 1);
	/* but where something has failed, and nothing was said of this one, it is one */
	rig_end(rig);
	rig_start(rig, 64);
	rig_hear(rig, "<3>[ 4573.662000] md: super_written gets error=-5");
	rig_hear(rig, failed);
	assert_int_equal(total_of(rig, "sda"), 1);
	rig_end(rig);
	rig_start(rig, 64);
	rig_hear(rig, "<3>[ 4573.662000] sd 0:0:2:0: rejecting I/O to offline device");
	rig_hear(rig, failed);
	assert_int_equal(total_of(rig, "sda"), 1);
}

static void one_read_is_told_block_by_block(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[  400.000000] Buffer I/O error on dev sdc, logical block 0, async page read");
	rig_hear(rig, "<3>[  400.000001] Buffer I/O error on dev sdc, logical block 1, async page read");
	rig_hear(rig, "<3>[  400.000002] Buffer I/O error on dev sdc, logical block 2, async page read");
	assert_int_equal(total_of(rig, "sdc"), 1);
	rig_hear(rig, "<3>[  400.000003] Buffer I/O error on dev sdc, logical block 77, async page read");
	assert_int_equal(total_of(rig, "sdc"), 2);
	rig_hear(rig, "<3>[  400.000004] Buffer I/O error on dev sr0, logical block 77, async page read");
	assert_int_equal(rig->told, 2);
}

static void numbers_name_a_disk_only_where_they_are_certain(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<4>[   50.000000] device-mapper: multipath: 253:0: Failing path 8:16.");
	assert_int_equal(count_of(rig, "sdb", DF_TRANSPORT), 1);
	rig_hear(rig, "<4>[   51.000000] device-mapper: multipath: Failing path 65:160.");
	assert_int_equal(count_of(rig, "sdaa", DF_TRANSPORT), 1);
	rig_hear(rig, "<4>[   52.000000] device-mapper: multipath: 253:0: Failing path 259:3.");
	rig_hear(rig, "<4>[   53.000000] device-mapper: multipath: 253:0: Reinstating path 8:16.");
	assert_int_equal(rig->told, 2);
	assert_int_equal(rig->engine.refused, 0);
}

/* ---- other file systems ---- */

static void ext4_tells_of_one_failed_read_in_many_ways(void **state)
{
	static const char *const lines[] = {
		"<3>[   62.000000] I/O error, dev sda, sector 59442936 op 0x0:(READ) flags 0x80700 phys_seg 2 prio class 2",
		"<2>[   62.000100] EXT4-fs error (device sda2): ext4_get_inode_loc:4381: inode #7: block 1057: comm ls: unable to read itable block",
		"<2>[   62.000200] EXT4-fs error (device sda2) in ext4_reserve_inode_write:5740: IO failure",
		"<3>[   62.000300] Aborting journal on device sda2-8.",
		"<3>[   62.000400] JBD2: Error -5 detected when updating journal superblock for sda2-8.",
		"<2>[   62.000500] EXT4-fs error (device sda2): ext4_journal_check_start:61: Detected aborted journal",
		"<2>[   62.000600] EXT4-fs (sda2): Remounting filesystem read-only",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, sda);
	rig_hear_all(rig, lines);
	assert_int_equal(count_of(rig, "sda", DF_IO), 1);
	assert_int_equal(count_of(rig, "sda", DF_FS_OTHER), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
	assert_int_equal(rig_findings(rig), 1);
}

static void corruption_without_an_io_error_is_the_file_systems(void **state)
{
	static const char *const lines[] = {
		"<2>[ 1000.000000] EXT4-fs error (device dm-0): ext4_mb_generate_buddy:757: group 37, block bitmap and bg descriptor inconsistent: 29 vs 28 free clusters",
		"<4>[ 1000.000000] BTRFS warning (device sdb2): csum failed root 257 ino 4115546 off 0 csum 0x3e8d9c48 expected csum 0x12711c61 mirror 1",
		"<3>[ 1000.000000] device-mapper: integrity: dm-4: Checksum failed at sector 0x1234",
		"<3>[ 1000.000000] FAT-fs (sdd1): error, fat_get_cluster: invalid cluster chain (i_pos 0)",
		"<3>[ 1000.000000] EXT4-fs (xvdh): ext4_check_descriptors: Checksum for group 0 failed (25645!=13919)",
	};
	static const char *const names[] = { "dm-0", "sdb", "dm-4", "sdd", "xvdh" };
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(lines); i++) {
		rig_hear(rig, lines[i]);
		assert_int_equal(count_of(rig, names[i], DF_FS_OTHER), 1);
		assert_int_equal(total_of(rig, names[i]), 1);
		assert_int_equal(df_disk_cause(rig_named(rig, names[i])), DF_CAUSE_FILESYSTEM);
	}
	/* of the same report */
	rig_hear(rig, "<3>[ 1000.004720] EXT4-fs (xvdh): group descriptors corrupted!");
	assert_int_equal(total_of(rig, "xvdh"), 1);
}

static void what_btrfs_gives_up_for_corruption_is_no_io_error(void **state)
{
	static const char *const lines[] = {
		"<2>[  224.000000] BTRFS critical (device sdb1): corrupt leaf: root=7 block=313769984 slot=16, csum end range",
		"<3>[  224.000100] BTRFS error (device sdb1): block=313769984 write time tree block corruption detected",
		"<2>[  226.000000] BTRFS: error (device sdb1: state A) in btrfs_commit_transaction:2564: errno=-5 IO failure (Error while writing out transaction)",
		"<6>[  226.000100] BTRFS info (device sdb1: state EA): forced readonly",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(total_of(rig, "sdb"), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_FILESYSTEM);
}

static void btrfs_counters_count_what_has_grown(void **state)
{
	struct rig *rig = *state;

	/* at mount: old */
	rig_hear(rig, "<6>[    1.000000] BTRFS info (device sda2): bdev /dev/sdb2 errs: wr 3, rd 7, flush 0, corrupt 5, gen 0");
	assert_int_equal(rig->told, 0);
	rig_hear(rig, "<3>[    9.000000] BTRFS error (device sda2: state EA): bdev /dev/sdb2 errs: wr 3, rd 8, flush 0, corrupt 5, gen 0");
	assert_int_equal(count_of(rig, "sdb", DF_FS_OTHER), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_UNKNOWN);
	assert_null(rig_named(rig, "sda"));
	/* only the content was wrong, and the line before it said so already */
	rig_hear(rig, "<4>[   20.000000] BTRFS warning (device dm-3): csum failed root 257 ino 4115546 off 0 csum 0x3e8d9c48 expected csum 0x12711c61 mirror 1");
	rig_hear(rig, "<3>[   20.000100] BTRFS error (device dm-3): bdev /dev/mapper/root errs: wr 0, rd 0, flush 0, corrupt 1, gen 0");
	assert_int_equal(count_of(rig, "dm-3", DF_FS_OTHER), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "dm-3")), DF_CAUSE_FILESYSTEM);
}

/* The page cache tells of what a full volume has refused, and of nothing else. */
static void what_the_page_cache_loses_for_want_of_space_is_no_fault(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<4>[ 3812.138217] EXT4-fs warning (device dm-5): ext4_end_bio:347: I/O error 3 writing to inode 378 starting block 128192)");
	rig_hear(rig, "<3>[ 3812.150809] Buffer I/O error on device dm-5, logical block 128000");
	rig_hear(rig, "<3>[ 3812.222699] Buffer I/O error on device dm-5, logical block 128009");
	assert_int_equal(rig->told, 0);
	rig_hear(rig, "<3>[ 3812.300000] Buffer I/O error on device dm-6, logical block 1");
	assert_int_equal(rig->told, 1);
	rig_hear(rig, "<3>[ 3814.300000] Buffer I/O error on device dm-5, logical block 1");
	assert_int_equal(rig->told, 2);
}

#define MEGARAID(event)	"<6>[  100.000000] megaraid_sas 0000:02:00.0: 5305 (660927610s/0x0002/FATAL) - " event

static void a_raid_controller_tells_of_a_drive_by_its_place(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear(rig, MEGARAID("Unrecoverable medium error during recovery on PD 06(e0x20/s6) at 255d319"));
	rig_hear(rig, MEGARAID("Uncorrectable medium error logged for VD 07/7 at 255d319 (on PD 06(e0x20/s6) at 255d319)"));
	rig_hear(rig, MEGARAID("Puncturing bad block on PD 07(e0x20/s7) at 255d319"));
	rig_hear(rig, MEGARAID("VD 07/7 is now DEGRADED"));
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_findings(rig), 1);
	d = rig_named(rig, "0000:02:00.0/e32/s6");
	assert_non_null(d);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_int_equal(d->enclosure, 0x20);
	assert_int_equal(d->slot, 6);
	/* another controller has a slot 6 as well */
	rig_hear(rig, "<6>[  101.000000] megaraid_sas 0000:81:00.0: 7 (boot + 25s/0x0002/CRIT) - Predictive failure: PD 06(e0x20/s6)");
	assert_int_equal(rig_findings(rig), 2);
	/* nothing but the controller's address may be in its name */
	rig_hear(rig, "<6>[  102.000000] megaraid_sas ../../etc: 7 (boot + 25s/0x0002/CRIT) - Predictive failure: PD 06(e0x20/s6)");
	assert_int_equal(rig_findings(rig), 2);
}

#define AEN(text)	"<4>[  100.000000] 3w-9xxx: scsi0: AEN: " text

static void a_3ware_controller_tells_of_a_drive_by_its_port(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear(rig, AEN("INFO (0x04:0x0029): Verify started:unit=0."));
	rig_hear(rig, AEN("ERROR (0x04:0x0002): Degraded unit detected:unit=0, port=1."));
	assert_int_equal(rig_findings(rig), 0);
	rig_hear(rig, AEN("WARNING (0x04:0x0023): Sector repair completed:port=1,LBA=0x4383A7F."));
	rig_hear(rig, AEN("ERROR (0x04:0x0026): Drive ECC error reported:unit=0, port=1."));
	d = rig_named(rig, "scsi0/p1");
	assert_non_null(d);
	assert_int_equal(d->faults[DF_MEDIUM], 2);
	assert_int_equal(d->slot, 1);
	/* another controller has a port 1 as well */
	rig_hear(rig, "<4>[  101.000000] 3w-xxxx: scsi1: AEN: WARNING: ATA port timeout: Port #1.");
	assert_int_equal(rig_named(rig, "scsi1/p1")->faults[DF_TIMEOUT], 1);
	/* nothing but the controller's number may be in its name */
	rig_hear(rig, "<4>[  102.000000] 3w-xxxx: ../etc: AEN: WARNING: ATA port timeout: Port #1.");
	rig_hear(rig, "<4>[  102.000000] 3w-xxxx: scsi1: AEN: WARNING: ATA port timeout: Port #999.");
	assert_int_equal(rig_findings(rig), 2);
}

static void read_of_volume(struct rig *rig, const char *address, const char *lba)
{
	char line[160];

	snprintf(line, sizeof(line), "<6>[  105.000000] sd %s tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		 address);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "<6>[  105.000001] sd %s tag#5 Sense Key : Medium Error [current] ",
		 address);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "<6>[  105.000002] sd %s tag#5 CDB: Read(16) 88 00 00 00 00 00 %s 00 00 02 00 00 00",
		 address, lba);
	rig_hear(rig, line);
	rig_idle(rig);
}

/* The same sector has failed on both: the volume stands on that drive alone. */
static void the_sector_proves_which_volume_a_drive_is(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear(rig, MEGARAID("Unrecoverable medium error during recovery on PD 06(e0x20/s6) at 255d319"));
	read_of_volume(rig, "0:2:3:0: [sdd]", "00 01 00 00");
	assert_int_equal(rig_findings(rig), 2);
	read_of_volume(rig, "0:2:7:0: [sdh]", "02 55 d1 80");
	assert_int_equal(rig_findings(rig), 2);
	d = rig_named(rig, "sdh");
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_true(d->has_slot);
	assert_int_equal(d->slot, 6);
	assert_false(rig_named(rig, "sdd")->has_slot);
	assert_null(rig_named(rig, "0000:02:00.0/e32/s6"));
	/* read once more, it is another failure */
	read_of_volume(rig, "0:2:7:0: [sdh]", "02 55 d1 80");
	assert_int_equal(d->faults[DF_MEDIUM], 2);
}

static void full_and_old_things_of_other_file_systems_are_no_faults(void **state)
{
	static const char *const lines[] = {
		"<4>[    1.000000] EXT4-fs warning (device sda1): ext4_end_bio:343: I/O error 3 writing to inode 12 starting block 2097)",
		"<4>[    2.000000] EXT4-fs warning (device sda1): ext4_end_bio:316: I/O error -28 writing to inode 12 (offset 0 size 4096 starting block 2097)",
		"<2>[    5.000000] EXT4-fs (sda1): Delayed block allocation failed for inode 12 at logical offset 0 with max blocks 1 with error 28",
		"<5>[    6.000000] EXT4-fs (sda1): error count since last fsck: 26",
		"<5>[    6.000001] EXT4-fs (sda1): initial error at time 1529034124: ext4_find_entry:1312: inode 27787278",
		"<2>[    7.000000] BTRFS: error (device sda1) in btrfs_commit_transaction:2418: errno=-28 No space left",
		"<4>[    8.000000] md: kicking non-fresh sda1 from array!",
		"<6>[    9.000000] md/raid1:md0: active with 1 out of 2 mirrors",
		"<4>[   10.000000] device-mapper: thin: 253:2: switching pool to out-of-data-space (error IO) mode",
		"<4>[   11.000000] EXT4-fs warning (device sda1): ext4_update_dynamic_rev:717: updating to rev 1 because of new feature flag, running e2fsck is recommended",
		"<6>[   12.000000] md/raid1:md0: redirecting sector 29365848 to other mirror: sda1",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 0);
	assert_int_equal(rig->engine.refused, 0);
}

/* "EXT4-fs error (" are fifteen bytes: a task may be called that. */
static void a_task_cannot_speak_for_a_file_system(void **state)
{
	static const char *const lines[] = {
		"<6>[   10.000000] EXT4-fs error ([4711]: segfault at 0 ip 0000000000000000 sp 00007ffd error 4 in a[400000+1000]",
		"<6>[   10.000000] nvme0n1: Read(0[4711]: segfault at 0 ip 0000000000000000 sp 00007ffd error 4 in a[400000+1000]",
		"<3>[   10.000000] tmpfs: Unknown parameter 'a\nBuffer I/O error on dev sda1, logical block 1, async page read\nb'",
		"<2>[   10.000000] md/raid1:md0: Disk failure on sda1, disabling device.\nXFS (sda1): log I/O error -5",
		"<6>[   10.000000] Buffer I/O error on dev sda1, logical block 1, async page read",
		"<6>[   10.000000] nvme nvme0: I/O 900 QID 2 timeout, aborting",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(lines); i++)
		rig_hear(rig, lines[i]);
	assert_int_equal(rig->told, 0);
	assert_int_equal(rig_findings(rig), 0);
	assert_int_equal(rig->engine.refused, 4);
}

static void a_drive_told_of_after_its_volume_is_a_candidate(void **state)
{
	struct rig *rig = *state;
	struct df_disk *v;

	rig_hear_all(rig, sda);
	rig_hear(rig, "<1>[   10.000001] XFS (dm-3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x2 len 1 error 61");
	v = rig_named(rig, "dm-3");
	assert_null(v->candidates[0].disk);
	rig_hear(rig, "<3>[   10.000002] critical medium error, dev sda, sector 2107394 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_ptr_equal(v->candidates[0].disk, rig_named(rig, "sda"));
	assert_int_equal(v->candidates[0].offset, 2107392);
	assert_int_equal(v->candidates[0].faults, 1);
	/* but not one of another moment */
	rig_hear(rig, "<3>[   20.000002] critical medium error, dev sdb, sector 2107394 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_null(v->candidates[1].disk);
}

/* Multipath passes requests on: one failure is told of the path, and of the volume. */
static void a_path_is_a_candidate_for_the_volume_that_failed_by_it(void **state)
{
	struct rig *rig = *state;
	struct df_disk *v;

	rig_hear_all(rig, sda);
	rig_hear(rig, "<3>[   10.000001] blk_update_request: critical medium error, dev sda, sector 20426836088 op 0x0:(READ) flags 0x4200 phys_seg 37 prio class 0");
	rig_hear(rig, "<3>[   10.000002] blk_update_request: critical medium error, dev dm-8, sector 20426835992 op 0x0:(READ) flags 0x0 phys_seg 49 prio class 0");
	v = rig_named(rig, "dm-8");
	assert_int_equal(v->kind, DF_VOLUME);
	assert_ptr_equal(v->candidates[0].disk, rig_named(rig, "sda"));
	assert_int_equal(v->candidates[0].faults, 1);
	assert_int_equal(v->candidates[0].agreed, 0);
	/* or first of the volume */
	rig_hear(rig, "<3>[   20.000001] I/O error, dev dm-9, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
	rig_hear(rig, "<3>[   20.000002] I/O error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
	assert_ptr_equal(rig_named(rig, "dm-9")->candidates[0].disk, rig_named(rig, "sdb"));
	assert_null(v->candidates[1].disk);
}

static void a_member_that_md_has_failed_is_a_candidate_for_its_array(void **state)
{
	struct rig *rig = *state;
	struct df_disk *v;

	rig_hear(rig, "<5>[    1.000000] sd 0:0:1:0: [sdb] Attached SCSI disk");
	rig_hear(rig, "<2>[   10.000000] md/raid:md2: Disk failure on sdb6, disabling device.");
	rig_hear(rig, "<2>[  100.000000] EXT4-fs error (device md2): ext4_wait_block_bitmap:531: comm kworker/u4:2: Cannot read block bitmap - block_group = 11, block_bitmap = 360448");
	v = rig_named(rig, "md2");
	assert_int_equal(v->kind, DF_VOLUME);
	assert_ptr_equal(v->candidates[0].disk, rig_named(rig, "sdb"));
	assert_null(v->candidates[1].disk);
	/* and for no other */
	rig_hear(rig, "<2>[  100.000000] EXT4-fs error (device md3): ext4_wait_block_bitmap:531: comm kworker/u4:2: Cannot read block bitmap - block_group = 11, block_bitmap = 360448");
	assert_null(rig_named(rig, "md3")->candidates[0].disk);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_error_on_a_partition_is_its_drives),
		TEST(one_corruption_counts_once),
		TEST(full_storage_and_users_are_no_faults),
		TEST(a_retry_after_no_space_is_no_fault),
		TEST(an_injected_error_is_no_fault),
		TEST(an_access_beyond_the_end_accuses_the_file_system),
		TEST(old_xfs_names_its_device_last),
		TEST(a_disk_that_was_never_an_xfs_is_not_corrupt),
		TEST(a_shutdown_counts_once_and_accuses_nobody),
		TEST(what_follows_an_io_error_is_its_consequence),
		TEST(what_fails_after_a_shutdown_is_its_consequence),
		TEST(a_volume_names_the_drives_that_may_lie_under_it),
		TEST(another_file_system_under_a_volumes_name_is_another_volume),
		TEST(disks_without_scsi_are_block_devices),
		TEST(nvme_and_the_block_layer_tell_of_one_command),
		TEST(a_command_that_timed_out_counts_once_to_its_end),
		TEST(a_controller_that_breaks_down_is_one_fault),
		TEST(a_card_that_is_tried_again_fails_once),
		TEST(a_new_device_inherits_no_name),
		TEST(an_ide_sector_is_tried_again_and_is_one_fault),
		TEST(an_echo_adds_nothing_to_its_command),
		TEST(an_echo_may_say_what_the_fault_was),
		TEST(a_volume_under_md_has_no_bad_sectors),
		TEST(a_member_that_was_taken_out_by_hand_is_no_fault),
		TEST(one_read_is_told_block_by_block),
		TEST(numbers_name_a_disk_only_where_they_are_certain),
		TEST(ext4_tells_of_one_failed_read_in_many_ways),
		TEST(corruption_without_an_io_error_is_the_file_systems),
		TEST(btrfs_counters_count_what_has_grown),
		TEST(what_the_page_cache_loses_for_want_of_space_is_no_fault),
		TEST(a_raid_controller_tells_of_a_drive_by_its_place),
		TEST(a_3ware_controller_tells_of_a_drive_by_its_port),
		TEST(the_sector_proves_which_volume_a_drive_is),
		TEST(full_and_old_things_of_other_file_systems_are_no_faults),
		TEST(a_task_cannot_speak_for_a_file_system),
		TEST(a_drive_told_of_after_its_volume_is_a_candidate),
		TEST(a_path_is_a_candidate_for_the_volume_that_failed_by_it),
		TEST(a_member_that_md_has_failed_is_a_candidate_for_its_array),
		TEST(what_btrfs_gives_up_for_corruption_is_no_io_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
