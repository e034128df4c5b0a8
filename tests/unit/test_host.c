// SPDX-License-Identifier: GPL-2.0
/* Failed commands: several drives, several tags, lines interleaved or missing. */
#include <stdio.h>

#include "fixture.h"

static const char *const two_drives[] = {
	"<5>[    1.000001] scsi 0:0:0:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5",
	"<5>[    1.000002] scsi 0:0:1:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5",
	"<5>[    1.000003] sd 0:0:0:0: [sda] 819200 512-byte logical blocks: (419 MB/400 MiB)",
	"<5>[    1.000004] sd 0:0:1:0: [sdb] 819200 512-byte logical blocks: (419 MB/400 MiB)",
	"<5>[    1.000005] sd 0:0:0:0: [sda] Attached SCSI disk",
	"<5>[    1.000006] sd 0:0:1:0: [sdb] Attached SCSI disk",
	NULL
};

static int setup(void **state)
{
	rig_setup(state);
	rig_hear_all(*state, two_drives);
	return 0;
}

static void one_command_is_one_fault(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ",
		"<6>[   12.000003] sd 0:0:0:0: [sda] tag#5 Add. Sense: Unrecovered read error",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 03 20 02 00 00 01 00",
		"<3>[   12.000005] critical medium error, dev sda, sector 204802 op 0x0:(READ) flags 0x1000 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	d = rig_named(rig, "sda");
	assert_int_equal(rig->told, 1);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_DRIVE);
	assert_int_equal(d->last_sector, 204802);
	assert_string_equal(d->names_then, "sda");
	assert_string_equal(d->model, "QEMU HARDDISK");
	assert_string_equal(d->vendor, "QEMU");
	assert_string_equal(d->rev, "2.5+");
	assert_false(rig->last.incomplete);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 0);
}

static void an_aborted_command_is_never_the_drive(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Aborted Command [current] ",
		"<6>[   12.000003] sd 0:0:0:0: [sda] tag#5 Add. Sense: I/O process terminated",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 03 20 02 00 00 01 00",
		"<3>[   12.000005] I/O error, dev sda, sector 204802 op 0x0:(READ) flags 0x1000 phys_seg 1 prio class 2",
		"<1>[   12.000006] XFS (sda): metadata I/O error in \"xfs_read_agi+0x8d/0x120 [xfs]\" at daddr 0x32002 len 1 error 5",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	d = rig_named(rig, "sda");
	assert_int_equal(d->faults[DF_TRANSPORT], 1);
	assert_int_equal(d->faults[DF_XFS_IO], 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
}

static void interleaved_commands_each_get_their_own(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000001] sd 0:0:1:0: [sdb] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#6 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:1:0: [sdb] tag#5 Sense Key : Aborted Command [current] ",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#6 Sense Key : Hardware Error [current] [descriptor] ",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#6 CDB: Read(10) 28 00 00 00 20 00 00 00 08 00",
		"<6>[   12.000004] sd 0:0:1:0: [sdb] tag#5 CDB: Write(10) 2a 00 00 00 10 00 00 00 08 00",
		"<3>[   12.000005] I/O error, dev sdb, sector 4099 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   12.000005] I/O error, dev sda, sector 8193 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   12.000005] I/O error, dev sda, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *a = rig_named(rig, "sda"), *b = rig_named(rig, "sdb");

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 3);
	assert_int_equal(a->faults[DF_MEDIUM], 1);
	assert_int_equal(a->faults[DF_HARDWARE], 1);
	assert_int_equal(df_disk_total(a), 2);
	assert_int_equal(b->faults[DF_TRANSPORT], 1);
	assert_int_equal(df_disk_total(b), 1);
	assert_int_equal(df_disk_cause(a), DF_CAUSE_DRIVE);
	assert_int_equal(df_disk_cause(b), DF_CAUSE_PATH);
}

static void a_block_line_alone_is_a_fault_of_its_own(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   12.000005] I/O error, dev sdb, sector 7 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_IO], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_UNKNOWN);
}

static void half_told_open(struct rig *rig)
{
	rig_hear(rig, "<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ");
	assert_int_equal(rig->told, 0);
}

static void abort_and_cdb(struct rig *rig, u32 second)
{
	char line[160];

	snprintf(line, sizeof(line), "<6>[%5u.000001] sd 0:0:0:0: attempting task abort!scmd(0x00000000d1), outstanding for 30132 ms & timeout 30000 ms", second);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "<6>[%5u.000002] sd 0:0:0:0: [sda] tag#812 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00", second);
	rig_hear(rig, line);
}

static void what_is_aborted_within_a_minute_is_one_timeout(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	abort_and_cdb(rig, 100);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig->last.sector, 4096);
	abort_and_cdb(rig, 100);
	abort_and_cdb(rig, 159);
	rig_idle(rig);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
	abort_and_cdb(rig, 161);
	assert_int_equal(d->faults[DF_TIMEOUT], 2);
	assert_int_equal(df_disk_total(d), 2);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 0);
}

static void how_an_aborted_command_ends_is_the_same_fault(void **state)
{
	static const char *const failed[] = {
		"<6>[  131.000001] sd 0:0:0:0: [sda] tag#812 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=61s",
		"<6>[  131.000002] sd 0:0:0:0: [sda] tag#812 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<3>[  131.000003] I/O error, dev sda, sector 4099 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<1>[  131.000004] XFS (sda): metadata I/O error in \"xfs_read_agi+0x8d/0x120 [xfs]\" at daddr 0x1003 len 1 error 5",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	abort_and_cdb(rig, 100);
	rig_hear_all(rig, failed);
	assert_int_equal(rig->told, 2);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(d->faults[DF_XFS_IO], 1);
	assert_int_equal(df_disk_total(d), 2);
	assert_int_equal(d->last_sector, 4099);
	/* but each of the others that were aborted with it is one */
	rig_hear_all(rig, failed);
	assert_int_equal(d->faults[DF_TIMEOUT], 2);
}

static void an_abort_is_over_when_another_command_fails(void **state)
{
	static const char *const failed[] = {
		"<6>[   15.021935] sd 0:0:0:0: [sda] tag#172 ABORT operation started",
		"<6>[   15.028618] sd 0:0:0:0: [sda] tag#173 FAILED Result: hostbyte=DID_ABORT driverbyte=DRIVER_OK cmd_age=2s",
		"<6>[   15.029090] sd 0:0:0:0: [sda] tag#173 CDB: Read(10) 28 00 00 00 1f 40 00 00 08 00",
		"<3>[   15.029412] I/O error, dev sda, sector 8000 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	rig_hear_all(rig, failed);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(d->last_sector, 8000);
	rig_idle(rig);
	assert_int_equal(df_disk_total(d), 1);
}

static void what_its_user_has_acknowledged_ends_as_a_new_fault(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	abort_and_cdb(rig, 100);
	df_engine_clear(&rig->engine, d);
	rig_hear(rig, "<6>[  131.000001] sd 0:0:0:0: [sda] tag#812 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=61s");
	rig_idle(rig);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(rig->told, 2);
}

static void a_drive_that_fails_after_an_abort_has_failed(void **state)
{
	static const char *const failed[] = {
		"<6>[  112.000001] sd 0:0:0:0: [sda] tag#812 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=42s",
		"<6>[  112.000002] sd 0:0:0:0: [sda] tag#812 Sense Key : Medium Error [current] ",
		"<6>[  112.000003] sd 0:0:0:0: [sda] tag#812 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<3>[  112.000004] critical medium error, dev sda, sector 4099 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	abort_and_cdb(rig, 100);
	rig_hear_all(rig, failed);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_DRIVE);
}

/* Bridges hang when smartctl asks them what they do not know. */
static void an_aborted_question_is_no_fault(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 uas_eh_abort_handler 0 uas-tag 2 inflight: CMD IN ");
	rig_hear(rig, "<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 CDB: ATA command pass through(16) 85 08 0e 00 d5 00 01 00 06 00 4f 00 c2 00 b0 00");
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

/* Some drivers name neither drive nor address, but print the command after it. */
static void the_cdb_tells_whose_command_a_driver_aborts(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sdb");

	rig_hear(rig, "<6>[   12.000001] mptscsih: ioc0: attempting task abort! (sc=ffff88061db32a00)");
	rig_hear(rig, "<6>[   12.000002] sd 0:0:1:0: [sdb] CDB: Read(10): 28 00 0c 56 c5 78 00 00 58 00");
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	rig_hear(rig, "<6>[  112.000001] mptscsih: ioc0: attempting task abort! (sc=ffff88061db32a00)");
	rig_hear(rig, "<4>[  112.000002] e1000e: eth0 NIC Link is Down");
	rig_hear(rig, "<4>[  112.000003] e1000e: eth0 NIC Link is Up");
	rig_hear(rig, "<6>[  112.000004] sd 0:0:1:0: [sdb] CDB: Read(10): 28 00 0c 56 c5 78 00 00 58 00");
	rig_idle(rig);
	assert_int_equal(df_disk_total(d), 1);
}

/* aacraid says so in one record of two lines; what comes next is another drive's. */
static void an_abort_of_two_lines_has_the_address_of_the_second(void **state)
{
	static const char cdb[] =
		"<6>[   12.000002] sd 5:0:0:0: [sdf] tag#1 CDB: Read(10) 28 00 00 00 00 00 00 00 08 00";
	const struct df_hctl at = { 0, 1, 2, 0 };
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   12.000001] aacraid: Host adapter abort request.\n<3>aacraid: Outstanding commands on (0,1,2,0):");
	rig_hear(rig, cdb);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_true(df_path_at(&rig->engine.table, &at));
	/* and a log that has split it */
	rig_hear(rig, "<3>[  112.000001] aacraid: Host adapter abort request.");
	rig_hear(rig, "<3>[  112.000001] aacraid: Outstanding commands on (0,1,2,0):");
	rig_hear(rig, cdb);
	rig_idle(rig);
	assert_int_equal(rig->told, 2);
	assert_int_equal(rig_findings(rig), 1);
}

/* A failed command whose CDB did not come is not the one that is aborted after it. */
static void a_failed_command_is_not_the_one_that_is_aborted(void **state)
{
	struct rig *rig = *state;

	abort_and_cdb(rig, 100);
	rig_hear(rig, "<6>[  110.000001] sd 0:0:0:0: [sda] FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE");
	rig_hear(rig, "<6>[  110.000002] sd 0:0:0:0: [sda] Sense Key : Medium Error [current] ");
	rig_hear(rig, "<6>[  110.000003] mptscsih: ioc0: attempting task abort! (sc=ffff88061db32a00)");
	rig_hear(rig, "<6>[  110.000004] sd 0:0:0:0: [sda] CDB: Read(10): 28 00 00 00 0a 9e 00 00 08 00");
	rig_idle(rig);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_DRIVE);
}

static void an_abort_is_of_the_host_if_that_dies(void **state)
{
	static const char *const died = "<3>[   17.000001] xhci_hcd 0000:09:00.0: HC died; cleaning up";
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	rig_hear(rig, "<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 uas_eh_abort_handler 0 uas-tag 2 inflight: CMD OUT ");
	rig_hear(rig, "<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 CDB: Write(10) 2a 00 00 00 10 00 00 00 08 00");
	rig_hear(rig, "<6>[   12.000003] scsi host0: uas_eh_device_reset_handler start");
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
	/* not if that was another: host 1 is no drive of USB */
	rig_hear(rig, "<6>[   16.000001] scsi host1: Virtio SCSI HBA");
	rig_hear(rig, "<6>[   16.000002] sd 1:0:0:0: [sdz] tag#5 task abort called for scmd(00000000a1b2c3d4)");
	rig_idle(rig);
	rig_hear(rig, died);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdz")), DF_CAUSE_PATH);
	rig_hear(rig, "<6>[   17.000002] usb 1-1: USB disconnect, device number 2");
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_HOST);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 0);
}

/* Collectors that sort by level, or by a clock of seconds, turn the order round. */
static void a_block_line_before_its_group_is_the_same_fault(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   10.000000] I/O error, dev sdc, sector 463159424 op 0x0:(READ) flags 0x80700 phys_seg 16 prio class 2");
	rig_hear(rig, "<6>[   10.000001] sd 2:0:0:0: [sdc] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[   10.000002] sd 2:0:0:0: [sdc] tag#5 Sense Key : Medium Error [current]");
	rig_hear(rig, "<6>[   10.000003] sd 2:0:0:0: [sdc] tag#5 CDB: Read(16) 88 00 00 00 00 00 1b 9b 40 80 00 00 00 80 00 00");
	rig_idle(rig);
	assert_int_equal(df_disk_total(rig_named(rig, "sdc")), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdc")), DF_CAUSE_DRIVE);
	/* but one of another sector, or of another time, is its own */
	rig_hear(rig, "<3>[   20.000000] I/O error, dev sdc, sector 8 op 0x0:(READ) flags 0x80700 phys_seg 16 prio class 2");
	rig_hear(rig, "<6>[   20.000001] sd 2:0:0:0: [sdc] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[   20.000002] sd 2:0:0:0: [sdc] tag#5 CDB: Read(16) 88 00 00 00 00 00 1b 9b 40 80 00 00 00 80 00 00");
	rig_idle(rig);
	assert_int_equal(df_disk_total(rig_named(rig, "sdc")), 3);
	rig_hear(rig, "<6>[   30.000001] sd 2:0:0:0: [sdc] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[   30.000002] sd 2:0:0:0: [sdc] tag#5 CDB: Read(16) 88 00 00 00 00 00 00 00 00 08 00 00 00 08 00 00");
	rig_idle(rig);
	assert_int_equal(df_disk_total(rig_named(rig, "sdc")), 4);
}

static void idle_finishes_what_is_open(void **state)
{
	struct rig *rig = *state;

	half_told_open(rig);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_true(rig->last.incomplete);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 1);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
}

static void loss_finishes_what_is_open_and_is_remembered(void **state)
{
	struct rig *rig = *state;
	struct df_disk *a = rig_named(rig, "sda");

	half_told_open(rig);
	assert_false(df_disk_lower_bound(&rig->engine.table, a));
	rig_lose(rig);
	assert_int_equal(a->faults[DF_MEDIUM], 1);
	assert_true(df_disk_lower_bound(&rig->engine.table, a));
	/* and the host goes on */
	rig_hear(rig, "<6>[   14.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[   14.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ");
	rig_idle(rig);
	assert_int_equal(a->faults[DF_MEDIUM], 2);
}

static void close_drops_nothing(void **state)
{
	struct rig *rig = *state;
	struct df_disk *a = rig_named(rig, "sda");

	half_told_open(rig);
	df_engine_close(&rig->engine);
	assert_int_equal(a->faults[DF_MEDIUM], 1);
	df_engine_close(&rig->engine);
	assert_int_equal(a->faults[DF_MEDIUM], 1);
	/* a closed engine takes nothing more */
	rig_hear(rig, "<3>[   13.000005] I/O error, dev sdb, sector 7 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(rig->told, 0);
}

static void a_tag_that_starts_anew_ends_the_one_before(void **state)
{
	struct rig *rig = *state;

	half_told_open(rig);
	rig_hear(rig, "<6>[   12.000009] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=30s");
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 1);
	rig_idle(rig);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_TIMEOUT], 1);
}

static void a_full_pool_ends_the_oldest(void **state)
{
	struct rig *rig = *state;
	char line[160];
	int tag;

	for (tag = 0; tag < DF_COMMANDS + 3; tag++) {
		snprintf(line, sizeof(line), "<6>[   12.0%05d] sd 0:0:0:0: [sda] tag#%d FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s",
			 tag, tag);
		rig_hear(rig, line);
	}
	assert_int_equal(rig->told, 3);
	rig_idle(rig);
	assert_int_equal(rig->told, DF_COMMANDS + 3);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_TRANSPORT], DF_COMMANDS + 3);
}

static void a_cache_flush_on_removal_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<5>[   12.000001] sd 0:0:0:0: [sda] Synchronizing SCSI cache",
		"<6>[   12.000002] sd 0:0:0:0: [sda] Synchronize Cache(10) failed: Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK",
		"<6>[   12.000003] sd 0:0:0:0: [sda] Sense Key : Not Ready [current] ",
		"<6>[   12.000004] sd 0:0:0:0: [sda] Add. Sense: Medium not present",
		"<3>[   12.000005] sd 0:0:0:0: rejecting I/O to dead device",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

/* What QEMU's megasas answers, all being well, whenever a disk is attached. */
static void a_failed_probe_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<5>[   45.878177] sd 0:0:0:0: [sda] Unit Not Ready",
		"<5>[   45.878379] sd 0:0:0:0: [sda] Sense Key : Hardware Error [current] ",
		"<5>[   45.878437] sd 0:0:0:0: [sda] Add. Sense: Internal target failure",
		"<5>[   45.886045] sd 0:0:0:0: [sda] Unit Not Ready",
		"<5>[   45.886188] sd 0:0:0:0: [sda] Sense Key : Hardware Error [current] ",
		"<5>[   45.890921] sd 0:0:0:0: [sda] Attached SCSI disk",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

/* Up to 3.17 what a probe or a shutdown has come to is a line that commands have as well. */
static void a_result_belongs_to_what_was_asked_before(void **state)
{
	static const char *const asked[] = {
		"<5>[   45.000001] sd 0:0:0:0: [sda] READ CAPACITY(16) failed",
		"<6>[   45.000002] sd 0:0:0:0: [sda]  Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[   45.000003] sd 0:0:0:0: [sda]  Sense Key : Hardware Error [current] ",
		"<6>[   45.000004] sd 0:0:0:0: [sda]  Add. Sense: Internal target failure",
		"<5>[   45.000005] sd 0:0:0:0: [sda] READ CAPACITY failed",
		"<6>[   45.000006] sd 0:0:0:0: [sda]  Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK",
		"<5>[   45.000007] sd 0:0:0:0: [sda] Sense not available.",
		"<5>[   46.000001] sd 0:0:0:0: [sda] Unit Not Ready",
		"<6>[   46.000002] sd 0:0:0:0: [sda]  Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK",
		"<5>[   47.000001] sd 0:0:0:0: [sda] Synchronizing SCSI cache",
		"<6>[   47.000002] sd 0:0:0:0: [sda]  Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK",
		"<5>[   47.000003] sd 0:0:0:0: [sda] Stopping disk",
		"<4>[   47.000004] sd 0:0:0:0: [sda] START_STOP FAILED",
		"<6>[   47.000005] sd 0:0:0:0: [sda]  Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, asked);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	/* nor is a block error the end of one */
	rig_hear(rig, "<3>[   47.000006] end_request: I/O error, dev sda, sector 8192");
	assert_int_equal(rig->told, 1);
	/* one result each: the next is of a command */
	rig_hear(rig, "<5>[   48.000001] sd 0:0:0:0: [sda] READ CAPACITY failed");
	rig_hear(rig, "<6>[   48.000002] sd 0:0:0:0: [sda]  Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK");
	rig_hear(rig, "<5>[   48.000003] sd 0:0:0:0: [sda] Sense not available.");
	rig_hear(rig, "<6>[   48.000004] sd 0:0:0:0: [sda]  Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK");
	rig_idle(rig);
	assert_int_equal(rig->told, 2);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_TRANSPORT], 1);
}

/* A flush that has failed says so at once, and has no CDB. */
static void a_command_after_a_flush_is_its_own(void **state)
{
	static const char *const lines[] = {
		"<5>[   47.000001] sd 0:0:0:0: [sda] Synchronizing SCSI cache",
		"<6>[   47.400001] sd 0:0:0:0: [sda] Unhandled sense code",
		"<6>[   47.400002] sd 0:0:0:0: [sda]  Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[   47.400003] sd 0:0:0:0: [sda]  Sense Key : Medium Error [current] ",
		"<6>[   47.400004] sd 0:0:0:0: [sda]  Add. Sense: Unrecovered read error",
		"<6>[   47.400005] sd 0:0:0:0: [sda] CDB: Read(10): 28 00 00 00 20 00 00 00 08 00",
		"<3>[   47.400006] end_request: I/O error, dev sda, sector 8192",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 1);
}

/* A card without a cache does not know the flush; a read it has to know. */
static void a_refused_flush_is_no_fault(void **state)
{
	static const char *const flush[] = {
		"<6>[ 1042.118456] sd 7:0:0:0: [sdb] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[ 1042.118465] sd 7:0:0:0: [sdb] tag#0 Sense Key : Illegal Request [current] ",
		"<6>[ 1042.118470] sd 7:0:0:0: [sdb] tag#0 Add. Sense: Invalid command operation code",
		"<6>[ 1042.118475] sd 7:0:0:0: [sdb] tag#0 CDB: Synchronize Cache(10) 35 00 00 00 00 00 00 00 00 00",
		"<3>[ 1042.118481] blk_update_request: critical target error, dev sdb, sector 0",
		NULL
	};
	static const char *const lost[] = {
		"<6>[ 1052.118456] sd 7:0:0:0: [sdb] tag#0 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK",
		"<6>[ 1052.118475] sd 7:0:0:0: [sdb] tag#0 CDB: Synchronize Cache(10) 35 00 00 00 00 00 00 00 00 00",
		"<3>[ 1052.118481] blk_update_request: I/O error, dev sdb, sector 0",
		NULL
	};
	static const char *const refused[] = {
		"<6>[ 1062.118456] sd 7:0:0:0: [sdb] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[ 1062.118465] sd 7:0:0:0: [sdb] tag#0 Sense Key : Illegal Request [current] ",
		"<6>[ 1062.118475] sd 7:0:0:0: [sdb] tag#0 CDB: Read(10) 28 00 00 00 00 07 00 00 01 00",
		"<3>[ 1062.118481] blk_update_request: critical target error, dev sdb, sector 7",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, flush);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	rig_hear_all(rig, lost);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig->last.cls, DF_TRANSPORT);
	rig_hear_all(rig, refused);
	rig_idle(rig);
	assert_int_equal(rig->told, 2);
}

static void certain_sense_outweighs_a_harmless_block_line(void **state)
{
	static const char *const lines[] = {
		"<6>[   10.000000] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=2s",
		"<6>[   10.000001] sd 0:0:0:0: [sda] tag#5 Sense Key : Hardware Error [current] ",
		"<6>[   10.000003] sd 0:0:0:0: [sda] tag#5 CDB: Write same(16) 93 00 00 00 00 00 1b 9b 40 80 00 00 00 80 00 00",
		"<3>[   10.000004] critical target error, dev sda, sector 463159424 op 0x9:(WRITE_ZEROES) flags 0x800 phys_seg 0 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_HARDWARE], 1);
	assert_int_equal(rig->told, 1);
}

static void an_offlined_drive_counts_each_command_once(void **state)
{
	static const char *const lines[] = {
		"<6>[   50.100000] sd 0:0:0:0: Device offlined - not ready after error recovery",
		"<6>[   50.100010] sd 0:0:0:0: Device offlined - not ready after error recovery",
		"<6>[   50.100015] sd 0:0:0:0: [sda] tag#4 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=180s",
		"<6>[   50.100017] sd 0:0:0:0: [sda] tag#4 CDB: Read(10) 28 00 00 00 00 40 00 00 08 00",
		"<3>[   50.100018] I/O error, dev sda, sector 64 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
		"<6>[   50.100020] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=180s",
		"<6>[   50.100030] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 00 80 00 00 08 00",
		"<3>[   50.100040] I/O error, dev sda, sector 128 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
		"<3>[   52.100000] sd 0:0:0:0: rejecting I/O to offline device",
		"<3>[   52.100040] I/O error, dev sda, sector 256 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
		"<3>[   54.000000] sd 0:0:0:0: [sda] tag#6 Medium access timeout failure. Offlining disk!",
		"<6>[   54.100020] sd 0:0:0:0: [sda] tag#6 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=180s",
		"<6>[   54.100030] sd 0:0:0:0: [sda] tag#6 CDB: Read(10) 28 00 00 00 02 00 00 00 08 00",
		"<3>[   54.100040] I/O error, dev sda, sector 512 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
		"<6>[   60.100000] sd 0:0:0:0: Device offlined - not ready after error recovery",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d = rig_named(rig, "sda");

	rig_hear_all(rig, lines);
	assert_int_equal(d->faults[DF_TIMEOUT], 3);
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	rig_idle(rig);
	assert_int_equal(d->faults[DF_OFFLINE], 2);
	assert_int_equal(df_disk_total(d), 5);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
}

static void discs_and_floppies_are_no_drives(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   10.000004] critical medium error, dev sr0, sector 0 op 0x0:(READ) flags 0x80700 phys_seg 2 prio class 2");
	rig_hear(rig, "<3>[   10.000004] I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	rig_hear(rig, "<3>[   10.000005] Buffer I/O error on dev fd0, logical block 0, async page read");
	assert_int_equal(rig_findings(rig), 0);
}

static void recovered_and_refused_commands_are_no_faults(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#1 Sense Key : Recovered Error [current] ",
		"<6>[   13.000001] sd 0:0:0:0: [sda] tag#2 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   13.000002] sd 0:0:0:0: [sda] tag#2 Sense Key : Illegal Request [current] ",
		"<6>[   13.000003] sd 0:0:0:0: [sda] tag#2 CDB: Unmap/Read sub-channel 42 00 00 00 00 00 00 00 18 00",
		"<3>[   13.000004] critical target error, dev sda, sector 2048 op 0x3:(DISCARD) flags 0x800 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

static void two_drives_in_one_second_are_the_host(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s",
		"<3>[   12.000004] I/O error, dev sda, sector 1 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<6>[   12.400001] sd 0:0:1:0: [sdb] tag#2 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s",
		"<3>[   12.400004] I/O error, dev sdb, sector 2 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_HOST);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_HOST);
}

static void an_acknowledged_drive_is_suspected_no_more(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>[   12.000004] I/O error, dev sda, sector 1 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	df_engine_clear(&rig->engine, rig_named(rig, "sda"));
	rig_hear(rig, "<3>[   12.400004] I/O error, dev sdb, sector 2 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	rig_hear(rig, "<3>[   19.400004] I/O error, dev sda, sector 2 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_UNKNOWN);
}

static void a_host_announced_again_ends_its_commands(void **state)
{
	struct rig *rig = *state;

	half_told_open(rig);
	rig_hear(rig, "<6>[   20.000000] scsi host0: Virtio SCSI HBA");
	assert_int_equal(rig->told, 1);
	rig_hear(rig, "<3>[   20.100000] I/O error, dev sda, sector 1 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(rig->told, 2);
}

static void more_hosts_than_frames_lose_nothing(void **state)
{
	struct rig *rig = *state;
	char line[160];
	int host;

	for (host = 10; host < 10 + 3 * HOSTS; host++) {
		snprintf(line, sizeof(line), "<6>[   12.0%05d] sd %d:0:0:0: [sd%c] tag#1 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s",
			 host, host, 'c' + host - 10);
		rig_hear(rig, line);
	}
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 3 * HOSTS);
	assert_int_equal(rig->told, 3 * HOSTS);
}

static void old_kernels_have_no_tag(void **state)
{
	static const char *const lines[] = {
		"[   12.000001] sd 0:0:1:0: [sdb] Unhandled sense code",
		"[   12.000001] sd 0:0:1:0: [sdb] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"[   12.000002] sd 0:0:1:0: [sdb] Sense Key : Medium Error [current] ",
		"[   12.000003] sd 0:0:1:0: [sdb] Add. Sense: Unrecovered read error",
		"[   12.000004] sd 0:0:1:0: [sdb] CDB: Read(10): 28 00 00 00 10 00 00 00 08 00",
		"[   12.000005] end_request: critical target error, dev sdb, sector 4096",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 1);
}

static void sectors_of_4096_byte_drives_are_found(void **state)
{
	static const char *const lines[] = {
		"<5>[    2.000003] sd 0:0:0:0: [sda] 97696768 4096-byte logical blocks: (400 GB/373 GiB)",
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(16) 88 00 00 00 00 00 00 00 10 00 00 00 00 08 00 00",
		"<3>[   12.000005] critical medium error, dev sda, sector 32776 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sda")->last_sector, 32776);
}

static void ten_lines_of_one_site_make_a_lower_bound(void **state)
{
	struct rig *rig = *state;
	char line[160];
	int i;

	for (i = 0; i < 9; i++) {
		snprintf(line, sizeof(line), "<3>[   12.%06d] I/O error, dev sda, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
			 i, i * 8);
		rig_hear(rig, line);
	}
	assert_false(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sda")));
	rig_hear(rig, "<3>[   12.100000] I/O error, dev sda, sector 800 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_true(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sda")));
	assert_int_equal(rig_named(rig, "sda")->faults[DF_IO], 10);
}

static void suppressed_lines_are_summed_and_make_a_lower_bound(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<4>[   12.000000] blk_print_req_error: 81 callbacks suppressed");
	rig_hear(rig, "<4>[   12.000000] scsi_io_completion_action: 9 callbacks suppressed");
	rig_hear(rig, "<4>[   12.000000] net_ratelimit: 7 callbacks suppressed");
	assert_int_equal(rig->engine.suppressed, 90);
	assert_true(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sda")));
}

static void what_was_missed_before_a_first_fault_may_have_been_its_own(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<4>[   12.000000] blk_print_req_error: 81 callbacks suppressed");
	rig_hear(rig, "<3>[   12.000010] I/O error, dev loop0, sector 3264 op 0x0:(READ) flags 0x84700 phys_seg 20 prio class 2");
	assert_true(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "loop0")));
	/* but not that of a drive that came only then */
	rig_hear(rig, "<5>scsi 0:0:2:0: Direct-Access     QEMU     QEMU HARDDISK    2.5+ PQ: 0 ANSI: 5");
	rig_hear(rig, "<5>sd 0:0:2:0: [sdc] Attached SCSI disk");
	assert_false(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sdc")));
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, rig_teardown)

/* ---- the eras ---- */

/* 2.6.9: the address in one record, the name in the next. */
static void kernels_of_2004_tell_of_one_fault(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] SCSI error : <2 0 3 0> return code = 0x8000002",
		"<6>[   12.000002] Info fld=0xb8e9e0, Current sdd: sense key Medium Error",
		"<4>[   12.000003] Additional sense: Unrecovered read error",
		"<3>[   12.000004] end_request: I/O error, dev sdd, sector 12118496",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;
	char hctl[64];

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sdd");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_total(d), 1);
	df_disk_hctls(d, hctl, sizeof(hctl));
	assert_string_equal(hctl, "2:0:3:0");
}

/* No sense: only the line of the block layer has the name. */
static void a_block_line_names_the_command_before_it(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] SCSI error : <2 0 0 0> return code = 0x70000",
		"<3>[   12.000004] end_request: I/O error, dev sde, sector 81920",
		"<6>[   13.000001] SCSI error : <2 0 0 0> return code = 0x70000",
		"<3>[   13.000004] end_request: I/O error, dev sde, sector 81928",
		"<3>[   13.000005] scsi2 (0:0): rejecting I/O to offline device",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sde");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_TRANSPORT], 2);
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	assert_int_equal(df_disk_total(d), 3);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
	assert_string_equal(d->names_then, "sde");
}

/* Neither has the line of the result: not ever (cciss), or not on a web page. */
static void a_result_that_names_nobody_is_of_the_block_line_after_it(void **state)
{
	static const char *const lines[] = {
		"<4>[   12.000001] cciss: cmd f7300000 has CHECK CONDITION sense key = 0x3",
		"<3>[   12.000002] end_request: I/O error, dev cciss/c0d0, sector 31083240",
		"<6>[   13.000001] SCSI error : return code = 0x20000",
		"<3>[   13.000002] end_request: I/O error, dev sde, sector 81920",
		/* something else in between: it may be of any other */
		"<4>[   14.000001] cciss: cmd f7300000 has CHECK CONDITION sense key = 0x3",
		"<6>[   14.000002] e1000: eth0: e1000_watchdog: NIC Link is Up 1000 Mbps",
		"<3>[   14.000003] end_request: I/O error, dev cciss/c0d1, sector 31083240",
		/* a refusal is none of the drive's faults */
		"<4>[   15.000001] cciss: cmd f7300000 has CHECK CONDITION sense key = 0x5",
		"<3>[   15.000002] end_request: I/O error, dev cciss/c0d2, sector 31083240",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 4);
	assert_int_equal(rig_named(rig, "cciss/c0d0")->faults[DF_MEDIUM], 1);
	assert_int_equal(rig_named(rig, "sde")->faults[DF_TRANSPORT], 1);
	assert_int_equal(rig_named(rig, "cciss/c0d1")->faults[DF_IO], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "cciss/c0d2")), DF_CAUSE_UNKNOWN);
}

/* Kernels 3.5 leave the end of the level, "<6>", before the words of a device. */
static void the_mark_of_a_level_is_none_of_the_words(void **state)
{
	static const char *const lines[] = {
		"<5>[   12.000001] sd 6:0:0:0: >[sdb] Attached SCSI disk",
		"<6>[   13.000001] sd 6:0:0:0: >[sdb]  ",
		"<6>[   13.000002] Sense Key : Medium Error [current] ",
		"<6>[   13.000003] sd 6:0:0:0: >[sdb] CDB: ",
		"<6>[   13.000004] Read(10): 28 00 1e 41 09 20 00 00 18 00",
		"<3>[   13.000005] end_request: critical target error, dev sdb, sector 507578656",
		"<6>[   14.000001] sd 5:0:0:0: >Device offlined - not ready after error recovery",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 2);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_DRIVE);
}

static void kernels_of_2007_tell_of_one_fault(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:1:0: SCSI error: return code = 0x08000002",
		"<6>[   12.000002] sdb: Current: sense key: Hardware Error",
		"<6>[   12.000003]     Add. Sense: Internal target failure",
		"<3>[   12.000004] end_request: I/O error, dev sdb, sector 4660",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_HARDWARE], 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 1);
}

/* The log begins within the report: the key is missing, and what is added to it is not. */
static void additional_sense_is_enough_without_a_key(void **state)
{
	static const char *const lines[] = {
		"<6>[80481.214023] sd 8:0:0:0: [sdn]  ",
		"<6>[80481.214027] Add. Sense: Unrecovered read error - auto reallocate failed",
		"<6>[80481.214031] sd 8:0:0:0: [sdn] CDB: ",
		"<6>[80481.214033] Read(16): 88 00 00 00 00 00 d1 18 99 38 00 00 01 00 00 00",
		"<3>[80481.214051] end_request: I/O error, dev sdn, sector 3508050376",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdn")->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdn")), DF_CAUSE_DRIVE);
	/* but with a key, that decides */
	rig_hear(rig, "<6>[80500.000001] sd 8:0:0:0: [sdn] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE");
	rig_hear(rig, "<6>[80500.000002] sd 8:0:0:0: [sdn] Sense Key : Recovered Error [current] ");
	rig_hear(rig, "<6>[80500.000003] sd 8:0:0:0: [sdn] Add. Sense: Write error - recovered with auto reallocation");
	rig_idle(rig);
	assert_int_equal(rig_named(rig, "sdn")->faults[DF_MEDIUM], 1);
}

/* Without CONFIG_SCSI_CONSTANTS. */
static void kernels_of_2005_tell_of_it_in_numbers(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] SCSI error : <1 0 0 0> return code = 0x8000002",
		"<6>[   12.000002] sdb: Current: sense key=0x3",
		"<6>[   12.000003]     ASC=0xc ASCQ=0x2",
		"<3>[   12.000004] end_request: I/O error, dev sdb, sector 3919610",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 1);
	assert_int_equal(rig_named(rig, "sdb")->paths->hctl.host, 1);
}

/* 3.5 to 3.17: the record breaks behind the name; here without the words. */
static void kernels_of_2013_tell_of_one_fault(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:1:0: [sdb] Unhandled sense code",
		"<6>[   12.000002] sd 0:0:1:0: [sdb]  ",
		"<6>[   12.000003] Result: hostbyte=0x00 driverbyte=0x08",
		"<6>[   12.000004] sd 0:0:1:0: [sdb]  ",
		"<6>[   12.000005] Sense Key : 0x3 [current] [descriptor]",
		"<6>[   12.000006] Descriptor sense data with sense descriptors (in hex):",
		"<6>[   12.000007]         72 03 11 04 00 00 00 0c 00 0a 80 00 00 00 00 00 ",
		"<6>[   12.000008] sd 0:0:1:0: [sdb]  ",
		"<6>[   12.000009] ASC=0x11 ASCQ=0x4",
		"<6>[   12.000010] sd 0:0:1:0: [sdb] CDB: ",
		"<6>[   12.000011] cdb[0]=0x28: 28 00 a9 40 0b 20 00 00 f0 00",
		"<3>[   12.000012] end_request: I/O error, dev sdb, sector 2839546656",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 1);
}

/* Without CONFIG_SCSI_CONSTANTS the words are numbers. */
static void numbers_mean_what_the_words_mean(void **state)
{
	static const struct {
		const char *word;
		enum df_class cls;
	} bytes[] = {
		{ "0x01", DF_TRANSPORT }, { "0x03", DF_TIMEOUT }, { "0x07", DF_TRANSPORT },
		{ "0x0e", DF_TRANSPORT }, { "0x13", DF_MEDIUM }, { "0x42", DF_IO },
	};
	struct rig *rig = *state;
	char line[200];
	size_t i;

	for (i = 0; i < DF_COUNT(bytes); i++) {
		struct df_disk *d = rig_named(rig, "sdb");
		u64 before = d->faults[bytes[i].cls];

		snprintf(line, sizeof(line),
			 "<6>[   12.000001] sd 0:0:1:0: [sdb] Result: hostbyte=%s driverbyte=0x00",
			 bytes[i].word);
		rig_hear(rig, line);
		rig_idle(rig);
		assert_int_equal(d->faults[bytes[i].cls], before + 1);
	}
}

/* smartd on a USB bridge, every half hour. */
static void the_age_of_a_command_changes_nothing_in_numbers(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<6>[   30.000000] sd 6:0:0:0: [sdb] tag#1 UNKNOWN(0x2003) Result: hostbyte=0x07 driverbyte=DRIVER_OK cmd_age=30s");
	rig_hear(rig, "<6>[   30.000001] sd 6:0:0:0: [sdb] tag#1 CDB: opcode=0x28 28 00 02 d0 30 08 00 02 00 00");
	rig_hear(rig, "<3>[   30.000002] I/O error, dev sdb, sector 47198216 op 0x0:(READ) flags 0x80700 phys_seg 64 prio class 0");
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig->last.cls, DF_TRANSPORT);
	assert_int_equal(rig_named(rig, "sdb")->says & DF_SAYS_DRIVE, 0);
}

/* Of 2.6, which puts four blanks before it. */
static void additional_sense_behind_blanks_is_heard(void **state)
{
	static const char *const asc[] = {
		"<6>    Additional sense: Data phase error", "<6>    ASC=0x4b ASCQ=0x0",
		"<6>    ASC=0x47 <<vendor>> ASCQ=0x80",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(asc); i++) {
		rig_hear(rig, "<6>sd 7:0:0:0: SCSI error: return code = 0x8000002");
		rig_hear(rig, "<6>sdq: Current: sense key: Hardware Error");
		rig_hear(rig, asc[i]);
		rig_hear(rig, "<3>end_request: I/O error, dev sdq, sector 7216");
		assert_int_equal(rig->told, i + 1);
		assert_int_equal(rig->last.cls, DF_TRANSPORT);
	}
	assert_int_equal(rig_named(rig, "sdq")->says & DF_SAYS_DRIVE, 0);
}

/* A floppy, and a drive whose tray is open: the drive has nothing to do with it. */
static void a_medium_that_does_not_fit_is_no_failing_drive(void **state)
{
	static const char *const asc[] = {
		"Add. Sense: Incompatible medium installed", "Add. Sense: Medium not present",
		"Add. Sense: Cannot read medium - unknown format",
		"Add. Sense: Medium not present - tray open", "ASC=0x30 ASCQ=0x7",
		"ASC=0x3a ASCQ=0x9",
	};
	struct rig *rig = *state;
	char line[160];
	size_t i;

	for (i = 0; i < DF_COUNT(asc); i++) {
		rig_hear(rig, "<6>sd 9:0:0:0: [sdk] tag#3 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE");
		rig_hear(rig, "<6>sd 9:0:0:0: [sdk] tag#3 Sense Key : Medium Error [current] ");
		snprintf(line, sizeof(line), "<6>sd 9:0:0:0: [sdk] tag#3 %s", asc[i]);
		rig_hear(rig, line);
		rig_hear(rig, "<6>sd 9:0:0:0: [sdk] tag#3 CDB: Read(10) 28 00 00 00 00 10 00 00 08 00");
		rig_hear(rig, "<3>I/O error, dev sdk, sector 16 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
		assert_int_equal(rig->told, i + 1);
		assert_int_equal(rig->last.cls, DF_IO);
	}
	assert_int_equal(rig_named(rig, "sdk")->says & DF_SAYS_DRIVE, 0);
}

/* Of 2.6, where the line with the address was lost. */
static void a_sense_key_by_name_alone_is_of_the_block_error_behind_it(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<6>sdf: Current: sense key: Hardware Error");
	rig_hear(rig, "<6>    Additional sense: Mechanical positioning error");
	rig_hear(rig, "<3>end_request: I/O error, dev sdf, sector 9664");
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig_named(rig, "sdf")->faults[DF_HARDWARE], 1);
	/* nor one of which the line in between says that it is not the drive's */
	rig_hear(rig, "<6>sdl: Current: sense key: Hardware Error");
	rig_hear(rig, "<6>    Additional sense: Data phase error");
	rig_hear(rig, "<3>end_request: I/O error, dev sdl, sector 9664");
	rig_hear(rig, "<6>sdm: Current: sense key: Medium Error");
	rig_hear(rig, "<6>    ASC=0x30 ASCQ=0x0");
	rig_hear(rig, "<3>end_request: I/O error, dev sdm, sector 9664");
	assert_int_equal(rig_named(rig, "sdl")->faults[DF_TRANSPORT], 1);
	assert_int_equal(rig_named(rig, "sdl")->says & DF_SAYS_DRIVE, 0);
	assert_int_equal(rig_named(rig, "sdm")->says & DF_SAYS_DRIVE, 0);
	/* not of another drive's, of one much later, or of what was recovered */
	rig_hear(rig, "<6>sdf: Current: sense key: Medium Error");
	rig_hear(rig, "<3>end_request: I/O error, dev sdg, sector 9664");
	rig_hear(rig, "<6>sdh: Current: sense key: Medium Error");
	rig_hear(rig, "<6>    one line");
	rig_hear(rig, "<6>    and another");
	rig_hear(rig, "<3>end_request: I/O error, dev sdh, sector 9664");
	rig_hear(rig, "<6>sdi: Current: sense key: Recovered Error");
	rig_hear(rig, "<3>end_request: I/O error, dev sdi, sector 9664");
	assert_int_equal(rig_named(rig, "sdg")->says & DF_SAYS_DRIVE, 0);
	assert_int_equal(rig_named(rig, "sdh")->says & DF_SAYS_DRIVE, 0);
	assert_int_equal(rig_named(rig, "sdi")->says & DF_SAYS_DRIVE, 0);
	/* where the address is known, it is that of the name */
	rig_hear(rig, "<5>sd 3:0:0:0: Attached scsi disk sdj");
	rig_hear(rig, "<6>something in between");
	rig_hear(rig, "<6>and more");
	rig_hear(rig, "<6>and more");
	rig_hear(rig, "<6>sdj: Current: sense key: Medium Error");
	rig_idle(rig);
	assert_int_equal(rig_named(rig, "sdj")->faults[DF_MEDIUM], 1);
}

static void a_question_that_was_not_answered_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:1:0: [sdb] tag#0 UNKNOWN(0x2003) Result: hostbyte=0x07 driverbyte=0x08",
		"<6>[   12.000002] sd 0:0:1:0: [sdb] tag#0 Sense Key : 0x5 [current] ",
		"<6>[   12.000003] sd 0:0:1:0: [sdb] tag#0 ASC=0x20 ASCQ=0x0 ",
		"<6>[   12.000004] sd 0:0:1:0: [sdb] tag#0 CDB: opcode=0x85 85 06 20 00 00 00 00 00 00 00 00 00 00 00 e5 00",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

/* ---- one drive, known by halves ---- */

static void an_offline_address_and_a_failing_name_are_one_drive(void **state)
{
	static const char *const lines[] = {
		"<3>[   12.000001] sd 0:0:2:0: rejecting I/O to offline device",
		"<1>[   12.000002] XFS (sdc1): metadata I/O error: block 0x1e8480 (\"xlog_iodone\") error 5 numblks 1024",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sdc");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	assert_int_equal(d->faults[DF_XFS_IO], 1);
}

static void the_same_the_other_way_round(void **state)
{
	static const char *const lines[] = {
		"<3>[   12.000001] I/O error, dev sdc, sector 7 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   12.000002] sd 0:0:2:0: rejecting I/O to offline device",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sdc")), 2);
}

/* Of a request that was refused the block layer tells as well: with the name. */
static void a_refused_request_names_its_drive_and_counts_once(void **state)
{
	static const char *const lines[] = {
		"sd 5:0:0:1: rejecting I/O to offline device",
		"I/O error, dev sdc, sector 0 op 0x1:(WRITE) flags 0x800 phys_seg 0 prio class 2",
		"sd 5:0:0:1: rejecting I/O to offline device",
		"I/O error, dev sdc, sector 8 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sdc");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_OFFLINE], 2);
	assert_int_equal(df_disk_total(d), 2);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
}

/* Two of one sort: nobody knows which is which. */
static void two_addresses_and_a_name_stay_apart(void **state)
{
	static const char *const lines[] = {
		"<3>[   12.000001] sd 0:0:2:0: rejecting I/O to offline device",
		"<3>[   12.000001] sd 0:0:3:0: rejecting I/O to offline device",
		"<3>[   12.000002] I/O error, dev sdc, sector 7 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   19.000001] sd 0:0:4:0: rejecting I/O to offline device",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 4);
}

/* ---- what else the lines of a command say ---- */

/* Up to 5.13 the driver byte says that nothing came back; the host byte has no opinion. */
static void the_driver_byte_tells_of_a_timeout(void **state)
{
	static const char *const lines[] = {
		"<6>[   10.000000] sd 1:0:0:0: [sdb] tag#215 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_TIMEOUT cmd_age=63s",
		"<6>[   10.000000] sd 1:0:0:0: [sdb] tag#215 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_TIMEOUT",
		"<6>[   10.000000] sd 1:0:0:0: [sdb] Result: hostbyte=DID_OK driverbyte=DRIVER_TIMEOUT,SUGGEST_OK",
		"<6>[   10.000000] sd 1:0:0:0: [sdb] tag#215 UNKNOWN(0x2003) Result: hostbyte=0x00 driverbyte=0x06",
		"<6>[   10.000000] sd 1:0:0:0: SCSI error: return code = 0x06000000",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(lines); i++) {
		rig_end(rig);
		rig_start(rig, 64);
		rig_hear(rig, lines[i]);
		rig_hear(rig, "<3>[   10.000003] blk_update_request: I/O error, dev sdb, sector 2600680232 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0");
		rig_idle(rig);
		assert_int_equal(rig_named(rig, "sdb")->faults[DF_TIMEOUT], 1);
		assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 1);
		assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_PATH);
	}
}

/* Card readers and bridges say "hardware error" of their own cable. */
static void a_hardware_error_of_the_link_is_not_the_drive(void **state)
{
	static const char *const additional[] = {
		"Add. Sense: Data phase error",
		"Add. Sense: Logical unit communication CRC error (Ultra-DMA/32)",
		"Add. Sense: SCSI parity error",
		"ASC=0x4b ASCQ=0x0",
	};
	struct rig *rig = *state;
	char line[160];
	size_t i;

	for (i = 0; i < DF_COUNT(additional); i++) {
		rig_end(rig);
		rig_start(rig, 64);
		rig_hear(rig, "<6>[   10.000000] sd 5:0:0:2: [sde] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE,SUGGEST_OK");
		rig_hear(rig, "<6>[   10.000001] sd 5:0:0:2: [sde] Sense Key : Hardware Error [current] ");
		snprintf(line, sizeof(line), "<6>[   10.000002] sd 5:0:0:2: [sde] %s", additional[i]);
		rig_hear(rig, line);
		rig_hear(rig, "<3>[   10.000003] end_request: I/O error, dev sde, sector 15554");
		rig_idle(rig);
		assert_int_equal(df_disk_cause(rig_named(rig, "sde")), DF_CAUSE_PATH);
		assert_int_equal(rig_named(rig, "sde")->faults[DF_TRANSPORT], 1);
		assert_int_equal(df_disk_total(rig_named(rig, "sde")), 1);
	}
}

static void a_hardware_error_within_the_drive_is_the_drive(void **state)
{
	static const char *const lines[] = {
		"<6>[   10.000001] sd 0:0:0:0: [sda] Sense Key : Hardware Error [current] ",
		"<6>[   10.000002] sd 0:0:0:0: [sda] Add. Sense: Internal target failure",
		"<3>[   10.000003] end_request: I/O error, dev sda, sector 721945599",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_DRIVE);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_HARDWARE], 1);
}

static void a_hardware_error_and_nothing_else_is_not_the_drive(void **state)
{
	static const char *const by_itself[] = {
		"<6>[   20.000001] sd 0:0:1:0: [sdb] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[   20.000002] sd 0:0:1:0: [sdb] tag#0 Sense Key : Hardware Error [current] [descriptor] ",
		"<6>[   20.000003] sd 0:0:1:0: [sdb] tag#0 Add. Sense: No additional sense information",
		"<6>[   20.000004] sd 0:0:1:0: [sdb] tag#0 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<3>[   20.000005] blk_update_request: I/O error, dev sdb, sector 4096",
		NULL
	};
	static const char *const of_vendor[] = {
		"<6>[   30.000001] sd 0:0:1:0: [sdb] tag#1 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[   30.000002] sd 0:0:1:0: [sdb] tag#1 Sense Key : Hardware Error [current] ",
		"<6>[   30.000003] sd 0:0:1:0: [sdb] tag#1 <<vendor>>ASC=0x81 ASCQ=0x0 ",
		"<3>[   30.000004] blk_update_request: I/O error, dev sdb, sector 4096",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, by_itself);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_IO], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_UNKNOWN);
	rig_hear_all(rig, of_vendor);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_HARDWARE], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_DRIVE);
}

/* Up to 2.6.20 a device that has been pulled has no driver to speak for it. */
static void a_device_without_a_driver_is_named_by_its_block_error(void **state)
{
	static const char *const lines[] = {
		"<6>[   10.000000]  10:0:0:0: SCSI error: return code = 0x10000",
		"<3>[   10.000001] end_request: I/O error, dev sdh, sector 0",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sdh");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_TRANSPORT], 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
	assert_int_equal(d->paths->hctl.host, 10);
	assert_string_equal(d->names_then, "sdh");
}

static void a_disc_without_a_driver_is_still_none(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<6>[   10.000000]  1:0:0:0: SCSI error: return code = 0x10000");
	rig_hear(rig, "<3>[   10.000001] end_request: I/O error, dev sr0, sector 0");
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 0);
}

/* ---- two hardware queues give out the same tags ---- */

static void one_tag_on_two_queues_is_two_commands(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Medium Error [current] ",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 20 00 00 00 08 00",
		"<3>[   12.000005] critical medium error, dev sda, sector 8193 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   12.000005] critical medium error, dev sda, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 2);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 2);
}

static void a_command_ended_early_is_not_counted_again(void **state)
{
	static const char *const lines[] = {
		"<6>[   12.000001] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000002] sd 0:0:0:0: [sda] tag#5 Sense Key : Aborted Command [current] ",
		"<6>[   12.000003] sd 0:0:0:0: [sda] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
		"<6>[   12.000003] sd 0:0:0:0: [sda] tag#5 Sense Key : Aborted Command [current] ",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 10 00 00 00 08 00",
		"<6>[   12.000004] sd 0:0:0:0: [sda] tag#5 CDB: Read(10) 28 00 00 00 20 00 00 00 08 00",
		"<3>[   12.000005] I/O error, dev sda, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		"<3>[   12.000005] I/O error, dev sda, sector 8193 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_TRANSPORT], 2);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 2);
}

static void lines_of_disks_that_nobody_knows_are_noticed(void **state)
{
	static const char usb[] =
		"usb 1-1: new high-speed USB device number 2 using xhci_hcd";
	static const char foo[] = "foo: I/O error of a kind that nobody has seen";
	static const char sda[] = "sd 0:0:0:0: [sda] Attached SCSI disk";
	struct rig *rig = *state;

	rig_hear(rig, usb);
	assert_true(rig->engine.unknown);
	assert_false(df_match_disklike(DF_SPAN(usb)));
	rig_hear(rig, foo);
	assert_true(rig->engine.unknown);
	assert_true(df_match_disklike(DF_SPAN(foo)));
	rig_hear(rig, sda);
	assert_false(rig->engine.unknown);
}

/* After so many records of no known format the engine looks rows up in its index. */
static void a_fault_among_many_strangers_is_seen(void **state)
{
	struct rig *rig = *state;
	int i;

	for (i = 0; i < 1000; i++)
		rig_hear(rig, "<6>[   12.000001] usb 1-1: new high-speed USB device number 2 using xhci_hcd");
	assert_true(rig->engine.index.usable);
	rig_hear(rig, "<3>[   12.000002] critical medium error, dev sda, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(one_command_is_one_fault),
		TEST(an_aborted_command_is_never_the_drive),
		TEST(interleaved_commands_each_get_their_own),
		TEST(a_block_line_alone_is_a_fault_of_its_own),
		TEST(what_is_aborted_within_a_minute_is_one_timeout),
		TEST(how_an_aborted_command_ends_is_the_same_fault),
		TEST(an_abort_is_over_when_another_command_fails),
		TEST(what_its_user_has_acknowledged_ends_as_a_new_fault),
		TEST(a_drive_that_fails_after_an_abort_has_failed),
		TEST(an_aborted_question_is_no_fault),
		TEST(the_cdb_tells_whose_command_a_driver_aborts),
		TEST(an_abort_of_two_lines_has_the_address_of_the_second),
		TEST(a_failed_command_is_not_the_one_that_is_aborted),
		TEST(an_abort_is_of_the_host_if_that_dies),
		TEST(a_block_line_before_its_group_is_the_same_fault),
		TEST(idle_finishes_what_is_open),
		TEST(loss_finishes_what_is_open_and_is_remembered),
		TEST(close_drops_nothing),
		TEST(a_tag_that_starts_anew_ends_the_one_before),
		TEST(a_full_pool_ends_the_oldest),
		TEST(a_cache_flush_on_removal_is_no_fault),
		TEST(a_failed_probe_is_no_fault),
		TEST(a_result_belongs_to_what_was_asked_before),
		TEST(a_command_after_a_flush_is_its_own),
		TEST(a_refused_flush_is_no_fault),
		TEST(certain_sense_outweighs_a_harmless_block_line),
		TEST(an_offlined_drive_counts_each_command_once),
		TEST(discs_and_floppies_are_no_drives),
		TEST(recovered_and_refused_commands_are_no_faults),
		TEST(two_drives_in_one_second_are_the_host),
		TEST(an_acknowledged_drive_is_suspected_no_more),
		TEST(a_host_announced_again_ends_its_commands),
		TEST(more_hosts_than_frames_lose_nothing),
		TEST(old_kernels_have_no_tag),
		TEST(sectors_of_4096_byte_drives_are_found),
		TEST(ten_lines_of_one_site_make_a_lower_bound),
		TEST(what_was_missed_before_a_first_fault_may_have_been_its_own),
		TEST(suppressed_lines_are_summed_and_make_a_lower_bound),
		TEST(kernels_of_2004_tell_of_one_fault),
		TEST(a_block_line_names_the_command_before_it),
		TEST(a_result_that_names_nobody_is_of_the_block_line_after_it),
		TEST(the_mark_of_a_level_is_none_of_the_words),
		TEST(kernels_of_2007_tell_of_one_fault),
		TEST(additional_sense_is_enough_without_a_key),
		TEST(kernels_of_2005_tell_of_it_in_numbers),
		TEST(kernels_of_2013_tell_of_one_fault),
		TEST(numbers_mean_what_the_words_mean),
		TEST(the_age_of_a_command_changes_nothing_in_numbers),
		TEST(additional_sense_behind_blanks_is_heard),
		TEST(a_medium_that_does_not_fit_is_no_failing_drive),
		TEST(a_sense_key_by_name_alone_is_of_the_block_error_behind_it),
		TEST(a_question_that_was_not_answered_is_no_fault),
		TEST(an_offline_address_and_a_failing_name_are_one_drive),
		TEST(the_same_the_other_way_round),
		TEST(two_addresses_and_a_name_stay_apart),
		TEST(a_refused_request_names_its_drive_and_counts_once),
		TEST(the_driver_byte_tells_of_a_timeout),
		TEST(a_hardware_error_of_the_link_is_not_the_drive),
		TEST(a_hardware_error_within_the_drive_is_the_drive),
		TEST(a_hardware_error_and_nothing_else_is_not_the_drive),
		TEST(a_device_without_a_driver_is_named_by_its_block_error),
		TEST(a_disc_without_a_driver_is_still_none),
		TEST(one_tag_on_two_queues_is_two_commands),
		TEST(a_command_ended_early_is_not_counted_again),
		TEST(lines_of_disks_that_nobody_knows_are_noticed),
		TEST(a_fault_among_many_strangers_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
