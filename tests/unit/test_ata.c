// SPDX-License-Identifier: GPL-2.0
/* libata's reports: one failed command is one fault, whoever tells of it. */
#include <stdio.h>

#include "fixture.h"

static const char *const machine[] = {
	"<6>[    1.000001] scsi host0: ahci",
	"<6>[    1.000002] scsi host1: ahci",
	"<6>[    1.000003] ata1: SATA max UDMA/133 abar m2048@0xf7d36000 port 0xf7d36100 irq 27",
	"<6>[    1.000004] ata2: SATA max UDMA/133 abar m2048@0xf7d36000 port 0xf7d36180 irq 27",
	"<6>[    1.500000] ata2: SATA link up 6.0 Gbps (SStatus 133 SControl 300)",
	"<6>[    1.500001] ata2.00: ATA-10: ST4000NM0033-9ZM170, SN06, max UDMA/133",
	"<5>[    1.600000] scsi 0:0:0:0: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5",
	"<5>[    1.600001] sd 0:0:0:0: [sda] 7814037168 512-byte logical blocks: (4.00 TB/3.64 TiB)",
	"<5>[    1.600002] scsi 1:0:0:0: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5",
	"<5>[    1.600003] sd 1:0:0:0: [sdb] 7814037168 512-byte logical blocks: (4.00 TB/3.64 TiB)",
	NULL
};

/* A read error as libata tells of it, up to the reset of the link. */
static const char *const unreadable[] = {
	"<3>[  100.000000] ata2.00: exception Emask 0x0 SAct 0x400000 SErr 0x0 action 0x0",
	"<3>[  100.000001] ata2.00: irq_stat 0x40000008",
	"<3>[  100.000002] ata2.00: failed command: READ FPDMA QUEUED",
	"<3>[  100.000003] ata2.00: cmd 60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in\n"
	"<3>[  100.000003]          res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x409 (media error) <F>",
	"<3>[  100.000004] ata2.00: status: { DRDY ERR }",
	"<3>[  100.000005] ata2.00: error: { UNC }",
	"<6>[  100.000006] ata2.00: configured for UDMA/133",
	NULL
};

/* And what sd says when libata has given the command up. */
static const char *const given_up[] = {
	"<6>[  100.000010] sd 1:0:0:0: [sdb] tag#22 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s",
	"<6>[  100.000011] sd 1:0:0:0: [sdb] tag#22 Sense Key : Medium Error [current] ",
	"<6>[  100.000012] sd 1:0:0:0: [sdb] tag#22 Add. Sense: Unrecovered read error - auto reallocate failed",
	"<6>[  100.000013] sd 1:0:0:0: [sdb] tag#22 CDB: Read(10) 28 00 05 97 b2 28 00 00 38 00",
	"<3>[  100.000014] blk_update_request: I/O error, dev sdb, sector 93827644 op 0x0:(READ) flags 0x80700 phys_seg 5 prio class 0",
	NULL
};

static const char eh_complete[] = "<6>[  100.000020] ata2: EH complete";

static void assert_one_medium(struct rig *rig, const char *name)
{
	struct df_disk *d = rig_named(rig, name);

	assert_non_null(d);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_DRIVE);
}

static void a_command_told_by_both_is_one_fault(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, unreadable);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	rig_hear_all(rig, given_up);
	assert_int_equal(rig->told, 1);
	rig_hear(rig, eh_complete);
	rig_idle(rig);
	assert_one_medium(rig, "sdb");
	assert_int_equal(rig_named(rig, "sdb")->last_sector, 93827644);
}

/* Sense lines are INFO: where only errors are logged, the block line is left. */
static void the_block_line_alone_tells_of_the_same_command(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, unreadable);
	rig_hear(rig, given_up[4]);
	rig_idle(rig);
	assert_one_medium(rig, "sdb");
}

/* libata repeats it, and the second time it is read: nobody but libata tells. */
static void a_command_that_was_repeated_counts_when_the_report_ends(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_one_medium(rig, "sdb");
	assert_int_equal(rig_named(rig, "sdb")->last_sector, 93827644);
	assert_string_equal(rig_named(rig, "sdb")->names_then, "sdb");
}

static void without_an_address_the_port_is_the_name(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_one_medium(rig, "ata2.00");
}

/* No line has tied them, but both tell of the same sectors and tag. */
static void the_lines_that_follow_tie_the_port(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	rig_hear_all(rig, unreadable);
	rig_hear_all(rig, given_up);
	rig_hear(rig, eh_complete);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 2);
	assert_string_equal(rig_named(rig, "sdb")->names_then, "sdb");
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 3);
}

static void another_drive_at_that_moment_is_not_tied(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, "<6>[  100.000010] sd 6:0:3:0: [sdk] tag#7 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[  100.000013] sd 6:0:3:0: [sdk] tag#7 CDB: Read(10) 28 00 00 00 00 28 00 00 38 00");
	rig_hear(rig, "<3>[  100.000014] I/O error, dev sdk, sector 40 op 0x0:(READ) flags 0x80700 phys_seg 5 prio class 0");
	rig_hear(rig, eh_complete);
	assert_int_equal(rig_findings(rig), 2);
	assert_int_equal(rig_named(rig, "sdk")->faults[DF_MEDIUM], 0);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdk")), DF_CAUSE_PATH);
	assert_int_equal(rig_named(rig, "ata2.00")->faults[DF_MEDIUM], 1);
}

/* The first lines of the log have gone; the adapter knows where the port is. */
static void what_the_adapter_knows_ties_as_well(void **state)
{
	struct df_identity id = { .hctl = { .host = 1 }, .port = 2 };
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_one_medium(rig, "ata2.00");
	id.serial = DF_SPAN("ZZ12345");
	id.name = DF_SPAN("sdb");
	rig_supply(rig);
	assert_true(df_engine_attach(&rig->engine, &id));
	assert_one_medium(rig, "sdb");
	assert_string_equal(rig_named(rig, "sdb")->serial, "ZZ12345");
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_int_equal(rig_serial(rig, "ZZ12345")->faults[DF_MEDIUM], 2);
}

/* Ports are hosts of their own, and yet share an adapter and its power. */
static void two_ports_in_one_second_are_the_adapter(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
		"<3>[  100.000001] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
		"<3>[  100.000002] ata1.00: failed command: WRITE DMA",
		"<3>[  100.000003] ata2.00: failed command: WRITE DMA",
		"<3>[  100.000004] ata1.00: cmd ca/00:08:00:fc:bd/00:00:00:00:00/e0 tag 4 dma 4096 out\n"
		"<3>[  100.000004]          res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
		"<3>[  100.000005] ata2.00: cmd ca/00:08:00:fc:bd/00:00:00:00:00/e0 tag 4 dma 4096 out\n"
		"<3>[  100.000005]          res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
		"<6>[  101.000000] ata1: EH complete",
		"<6>[  101.500000] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_TIMEOUT], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_HOST);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_TIMEOUT], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_HOST);
	assert_int_equal(rig->told, 2);
}

static void the_line_that_detaches_ties_too(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	rig_hear(rig, "<6>[  101.000000] ata2.00: detaching (SCSI 1:0:0:0)");
	rig_hear(rig, "<5>[  101.000001] sd 1:0:0:0: [sdb] Synchronizing SCSI cache");
	assert_one_medium(rig, "sdb");
}

/* Two drivers at a time: nobody knows which port is whose. */
static void hosts_that_come_in_between_tie_nothing(void **state)
{
	static const char *const lines[] = {
		"<6>[    1.000001] scsi host0: ahci",
		"<6>[    1.000002] scsi host1: ahci",
		"<6>[    1.000003] ata1: SATA max UDMA/133 abar m2048@0xf7d36000 port 0xf7d36100 irq 27",
		"<6>[    1.000003] scsi host2: ahci",
		"<6>[    1.000004] ata2: SATA max UDMA/133 abar m2048@0xf7d36000 port 0xf7d36180 irq 27",
		"<5>[    1.600002] scsi 1:0:0:0: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5",
		"<5>[    1.600003] sd 1:0:0:0: [sdb] 7814037168 512-byte logical blocks: (4.00 TB/3.64 TiB)",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	assert_one_medium(rig, "ata2.00");
}

static void a_record_that_was_split_tells_the_same(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear(rig, "[  100.000000] ata2.00: exception Emask 0x0 SAct 0x400000 SErr 0x0 action 0x0");
	rig_hear(rig, "[  100.000002] ata2.00: failed command: READ FPDMA QUEUED");
	rig_hear(rig, "[  100.000003] ata2.00: cmd 60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in");
	rig_hear(rig, "[  100.000003] res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x409 (media error) <F>");
	rig_hear(rig, "[  100.000020] ata2: EH complete");
	assert_one_medium(rig, "sdb");
	assert_int_equal(rig_named(rig, "sdb")->last_sector, 93827644);
}

/* Bytes damaged on the cable: the drive has nothing to do with it. */
static void a_crc_error_is_the_cable(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2.00: exception Emask 0x10 SAct 0x0 SErr 0x280100 action 0x6",
		"<3>[  100.000001] ata2: SError: { UnrecovData 10B8B BadCRC }",
		"<3>[  100.000002] ata2.00: failed command: READ DMA EXT",
		"<3>[  100.000003] ata2.00: cmd 25/00:f0:20:0b:40/00:00:a9:00:00/e0 tag 3 dma 122880 in\n"
		"<3>[  100.000003]          res 51/84:9f:20:0b:40/84:00:a9:00:00/e0 Emask 0x12 (ATA bus error)",
		"<3>[  100.000004] ata2.00: status: { DRDY ERR }",
		"<3>[  100.000005] ata2.00: error: { ICRC ABRT }",
		"<6>[  100.000006] ata2: hard resetting link",
		"<6>[  101.500006] ata2.00: configured for UDMA/133",
		"<6>[  101.500020] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	d = rig_named(rig, "sdb");
	assert_int_equal(d->faults[DF_TRANSPORT], 1);
	assert_int_equal(df_disk_total(d), 1);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
}

/* After a failed link the error register holds what an older command left. */
static void a_stale_error_register_accuses_nobody(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2.00: exception Emask 0x10 SAct 0x2 SErr 0x400100 action 0x6 frozen",
		"<3>[  100.000001] ata2.00: irq_stat 0x08000000, interface fatal error",
		"<3>[  100.000002] ata2.00: failed command: WRITE FPDMA QUEUED",
		"<3>[  100.000003] ata2.00: cmd 61/08:08:00:50:4c/00:00:47:00:00/40 tag 1 ncq dma 4096 out\n"
		"<3>[  100.000003]          res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x10 (ATA bus error)",
		"<3>[  100.000004] ata2.00: status: { DRDY ERR }",
		"<3>[  100.000005] ata2.00: error: { UNC }",
		"<6>[  100.000020] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_TRANSPORT], 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_PATH);
}

static void a_drive_that_was_pulled_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2: exception Emask 0x10 SAct 0x0 SErr 0x4050100 action 0xe frozen",
		"<3>[  100.000001] ata2: irq_stat 0x00400040, connection status changed",
		"<3>[  100.000002] ata2: SError: { UnrecovData PHYRdyChg CommWake DevExch }",
		"<6>[  100.000003] ata2: hard resetting link",
		"<6>[  101.000003] ata2: SATA link down (SStatus 0 SControl 300)",
		"<4>[  111.000004] ata2.00: disable device",
		"<6>[  111.000005] ata2: EH complete",
		"<6>[  111.000006] ata2.00: detaching (SCSI 1:0:0:0)",
		"<5>[  111.000007] sd 1:0:0:0: [sdb] Synchronizing SCSI cache",
		"<6>[  111.000008] sd 1:0:0:0: [sdb] Synchronize Cache(10) failed: Result: hostbyte=DID_BAD_TARGET driverbyte=DRIVER_OK",
		"<5>[  111.000009] sd 1:0:0:0: [sdb] Stopping disk",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
}

static void a_drive_given_up_after_failures_is_offline(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
		"<3>[  100.000002] ata2.00: failed command: FLUSH CACHE EXT",
		"<3>[  100.000003] ata2.00: cmd ea/00:00:00:00:00/00:00:00:00:00/a0 tag 4\n"
		"<3>[  100.000003]          res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
		"<3>[  100.000004] ata2.00: status: { DRDY }",
		"<6>[  100.000005] ata2: hard resetting link",
		"<4>[  105.400000] ata2: link is slow to respond, please be patient (ready=0)",
		"<3>[  110.000000] ata2: COMRESET failed (errno=-16)",
		"<3>[  160.000000] ata2: reset failed, giving up",
		"<4>[  160.000001] ata2.00: disabled",
		"<6>[  160.000002] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	d = rig_named(rig, "sdb");
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	assert_int_equal(df_disk_total(d), 2);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_PATH);
}

static void a_cd_rom_is_no_drive(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
		"<3>[  100.000002] ata2.00: failed command: PACKET",
		"<3>[  100.000003] ata2.00: cmd a0/00:00:00:08:00/00:00:00:00:00/a0 tag 5 pio 16392 in\n"
		"<3>[  100.000003]          res 40/00:02:00:08:00/00:00:00:00:00/a0 Emask 0x4 (timeout)",
		"<3>[  100.000004] ata2.00: status: { DRDY }",
		"<6>[  100.000020] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 0);
}

static void a_refused_command_is_no_fault(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
		"<3>[  100.000002] ata2.00: failed command: SMART",
		"<3>[  100.000003] ata2.00: cmd b0/d8:00:00:4f:c2/00:00:00:00:00/00 tag 9\n"
		"<3>[  100.000003]          res 51/04:00:00:4f:c2/00:00:00:00:00/00 Emask 0x1 (device error)",
		"<3>[  100.000004] ata2.00: status: { DRDY ERR }",
		"<3>[  100.000005] ata2.00: error: { ABRT }",
		"<6>[  100.000020] ata2: EH complete",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, lines);
	assert_int_equal(rig_findings(rig), 0);
}

static void each_command_of_a_frozen_port_counts(void **state)
{
	struct rig *rig = *state;
	char line[300];
	int tag;

	rig_hear_all(rig, machine);
	rig_hear(rig, "<3>[  100.000000] ata2.00: exception Emask 0x0 SAct 0xffffffff SErr 0x0 action 0x6 frozen");
	for (tag = 0; tag < 32; tag++) {
		rig_hear(rig, "<3>[  100.000001] ata2.00: failed command: WRITE FPDMA QUEUED");
		snprintf(line, sizeof(line),
			 "<3>[  100.000002] ata2.00: cmd 61/00:%02x:00:%02x:bd/04:00:7f:00:00/40 tag %d ncq 524288 out\n"
			 "<3>[  100.000002]          res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
			 tag * 8, tag * 4, tag);
		rig_hear(rig, line);
		rig_hear(rig, "<3>[  100.000003] ata2.00: status: { DRDY }");
	}
	assert_int_equal(rig->told, 0);
	/* links take their time: what libata is at is not over */
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	rig_hear(rig, eh_complete);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_TIMEOUT], 32);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 32);
}

static void what_is_half_told_is_counted_at_loss_and_close(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, machine);
	d = rig_named(rig, "sdb");
	rig_hear_all(rig, unreadable);
	rig_lose(rig);
	assert_int_equal(d->faults[DF_MEDIUM], 1);
	rig_hear_all(rig, unreadable);
	df_engine_close(&rig->engine);
	assert_int_equal(d->faults[DF_MEDIUM], 2);
}

/* No "EH complete" has come: a silence is no end of that, the end of the log is. */
static void what_waits_for_the_end_of_error_handling_is_told_at_the_end(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, machine);
	rig_hear_all(rig, unreadable);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	rig_listen(rig, df_engine_end(&rig->engine));
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig->last.cls, DF_MEDIUM);
	df_engine_close(&rig->engine);
	assert_int_equal(rig_named(rig, "sdb")->faults[DF_MEDIUM], 1);
}

/* What was given up is known at once, what had failed before when it is all over. */
static void first_and_last_are_those_of_the_log(void **state)
{
	static const char *const lines[] = {
		"<3>[ 5100.000001] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen",
		"<3>[ 5100.000002] ata2.00: failed command: FLUSH CACHE EXT",
		"<3>[ 5100.000003] ata2.00: cmd ea/00:00:00:00:00/00:00:00:00:00/a0 tag 3\n"
		"<3>[ 5100.000003]          res 40/00:01:00:00:00/00:00:00:00:00/40 Emask 0x4 (timeout)",
		"<6>[ 5100.000004] ata2: hard resetting link",
		"<3>[ 5155.000001] ata2: reset failed, giving up",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, machine);
	d = rig_named(rig, "sdb");
	rig_hear_all(rig, lines);
	rig_hear(rig, "<6>[ 5155.000009] ata2: EH complete");
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(d->first.time_us, 5100000003);
	assert_int_equal(d->last.time_us, 5155000001);
	assert_string_equal(d->evidence, "ata2: reset failed, giving up");
}

/* No host and no port has been announced: the sectors alone tell whose port that is. */
static void cut_at(struct rig *rig, const char *cdb)
{
	static const char *const lines[] = {
		"<3>[  640.000001] ata3.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
		"<3>[  640.000002] ata3.00: failed command: READ DMA EXT",
		"<3>[  640.000003] ata3.00: cmd 25/00:10:38:6a:0c/00:00:09:00:00/e0 tag 4 dma 8192 in\n"
		"<3>[  640.000003]          res 51/40:00:3d:6a:0c/40:00:09:00:00/e0 Emask 0x9 (media error)",
		"<3>[  640.000004] ata3.00: error: { UNC }",
		"<6>[  640.000011] sd 2:0:0:0: [sdc] tag#4 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=2s",
		"<6>[  640.000012] sd 2:0:0:0: [sdc] tag#4 Sense Key : Medium Error [current] ",
		NULL
	};
	char line[160];

	rig_end(rig);
	rig_start(rig, 64);
	rig_hear_all(rig, lines);
	snprintf(line, sizeof(line), "<6>[  640.000013] sd 2:0:0:0: [sdc] tag#4 CDB: %s", cdb);
	rig_hear(rig, line);
	df_engine_close(&rig->engine);
}

static void a_cdb_that_is_cut_behind_its_address_ties(void **state)
{
	static const char *const ties[] = {
		"Read(10) 28 00 09 0c 6a 38", "Read(10) 28 00 09 0c 6a 38 0",
		"Read(10) 28 00 09 0c 6a 38 00 00 1", "Read(10) 28 00 09 0c 6a 38 00 00 10 00",
		"Read(16) 88 00 00 00 00 00 09 0c 6a 38 00 00",
	};
	static const char *const ties_not[] = {
		"Read(10) 28 00 09 0c 6a 3", "Read(10) 28 00 09 0c 6a",
		"Read(16) 88 00 00 00 00 00 09 0c 6a 3", "Read(16) 88 00 00 00 00 00 09 0c",
		"Read(10) 28 00 09 0c 6b 38 00 0", "Read(16) 88 00 00 00 00 01 09 0c 6a 38 0",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(ties); i++) {
		cut_at(rig, ties[i]);
		assert_int_equal(rig_findings(rig), 1);
		assert_int_equal(rig_named(rig, "sdc")->faults[DF_MEDIUM], 1);
	}
	for (i = 0; i < DF_COUNT(ties_not); i++) {
		cut_at(rig, ties_not[i]);
		assert_int_equal(rig_findings(rig), 2);
	}
}

/* 2.6.15: no report, no registers; the result follows. */
static void kernels_of_2006_tell_of_one_fault(void **state)
{
	static const char *const lines[] = {
		"<4>[  100.000000] ata1: translated ATA stat/err 0x51/40 to SCSI SK/ASC/ASCQ 0x3/11/04",
		"<4>[  100.000001] ata1: status=0x51 { DriveReady SeekComplete Error }",
		"<4>[  100.000002] ata1: error=0x40 { UncorrectableError }",
		"<6>[  100.000003] sd 0:0:0:0: SCSI error: return code = 0x8000002",
		"<6>[  100.000004] sda: Current: sense key: Medium Error",
		"<6>[  100.000005]     Additional sense: Unrecovered read error - auto reallocate failed",
		"<3>[  100.000006] end_request: I/O error, dev sda, sector 5863424",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_one_medium(rig, "sda");
}

/* Nothing ties them but the moment; and neither is certain. */
static void a_port_and_a_name_that_fail_together_are_one_drive(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<3>ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x10c00000 action 0x2");
	rig_hear(rig, "<3>ata1.00: tag 0 cmd 0x30 Emask 0x10 stat 0x51 err 0x84 (ATA bus error)");
	rig_hear(rig, "<6>ata1: EH complete");
	rig_hear(rig, "<1>XFS (sda2): log I/O error -5");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_PATH);
	assert_string_equal(rig_named(rig, "sda")->names_then, "sda");
}

/* Error handling ends first here, and then sd tells which drive it was. */
static void sd_may_tell_whose_port_it_was_after_the_end(void **state)
{
	static const char *const lines[] = {
		"<3>[14128.503167] ata8.00: exception Emask 0x0 SAct 0x1 SErr 0x0 action 0x6 frozen",
		"<3>[14128.503221] ata8.00: failed command: WRITE FPDMA QUEUED",
		"<3>[14128.503260] ata8.00: cmd 61/00:00:48:92:90/04:00:c7:00:00/40 tag 0 ncq 524288 out\n"
		"<3>[14128.503260]          res 40/00:00:09:4f:c2/00:00:00:00:00/00 Emask 0x4 (timeout)",
		"<6>[14128.503539] ata8: hard resetting link",
		"<3>[14188.332145] ata8: reset failed, giving up",
		"<4>[14188.332174] ata8.00: disabled",
		"<6>[14188.332198] ata8: EH complete",
		"<6>[14188.332237] sd 7:0:0:0: [sdd] Result: hostbyte=DID_BAD_TARGET driverbyte=DRIVER_OK",
		"<6>[14188.332241] sd 7:0:0:0: [sdd] CDB: Write(10): 2a 00 c7 90 92 48 00 04 00 00",
		"<3>[14188.332251] end_request: I/O error, dev sdd, sector 3348140616",
		NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	d = rig_named(rig, "sdd");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(d->faults[DF_TIMEOUT], 1);
	assert_int_equal(d->faults[DF_OFFLINE], 1);
	assert_int_equal(df_disk_total(d), 2);
}

/* Kernels before 4.x print no tag, and an excerpt may end with the sense key. */
static void a_sense_key_alone_tells_whose_port_it_was(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata8.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
		"<3>[  100.000001] ata8.00: cmd c8/00:08:c7:09:00/00:00:00:00:00/e0 tag 0 dma 4096 in\n"
		"<3>[  100.000001]          res 51/40:08:c7:09:00/00:00:00:00:00/e0 Emask 0x9 (media error)",
		"<6>[  100.100000] ata8.00: configured for UDMA/133",
		"<6>[  100.100001] sd 7:0:0:0: [sdd] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[  100.100002] sd 7:0:0:0: [sdd] Sense Key : Medium Error [current] [descriptor]",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_one_medium(rig, "sdd");
}

/* md tells of the read before libata does, and only afterwards that it was the medium. */
static void what_md_learns_late_tells_whose_port_it_was(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] md/raid1:md0: sda1: rescheduling sector 2048",
		"<3>[  100.000001] ata8.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
		"<3>[  100.000002] ata8.00: cmd c8/00:08:00:10:00/00:00:00:00:00/e0 tag 0 dma 4096 in\n"
		"<3>[  100.000002]          res 51/40:00:00:10:00/00:00:00:00:00/e0 Emask 0x9 (media error)",
		"<6>[  100.000003] ata8: EH complete",
		"<6>[  100.500000] md/raid1:md0: read error corrected (8 sectors at 2048 on sda1)",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_MEDIUM], 1);
}

/* But no drive is libata's that has introduced itself as another's. */
static void a_sense_key_ties_no_drive_of_another_adapter(void **state)
{
	static const char *const lines[] = {
		"<5>[    1.600000] scsi 7:0:0:0: Direct-Access     SEAGATE  ST4000NM0023     0004 PQ: 0 ANSI: 6",
		"<3>[  100.000000] ata8.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0",
		"<3>[  100.000001] ata8.00: cmd c8/00:08:c7:09:00/00:00:00:00:00/e0 tag 0 dma 4096 in\n"
		"<3>[  100.000001]          res 51/40:08:c7:09:00/00:00:00:00:00/e0 Emask 0x9 (media error)",
		"<6>[  100.100001] sd 7:0:0:0: [sdd] Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE",
		"<6>[  100.100002] sd 7:0:0:0: [sdd] Sense Key : Medium Error [current] [descriptor]",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	rig_hear(rig, "<6>[  103.000000] ata8: EH complete");
	assert_int_equal(rig_findings(rig), 2);
}

/* The same place, but much later: another failure, and maybe another drive. */
static void what_sd_says_much_later_is_another_failure(void **state)
{
	static const char *const lines[] = {
		"<3>[  100.000000] ata8.00: exception Emask 0x0 SAct 0x1 SErr 0x0 action 0x6 frozen",
		"<3>[  100.000001] ata8.00: failed command: WRITE FPDMA QUEUED",
		"<3>[  100.000002] ata8.00: cmd 61/00:00:48:92:90/04:00:c7:00:00/40 tag 0 ncq 524288 out\n"
		"<3>[  100.000002]          res 40/00:00:09:4f:c2/00:00:00:00:00/00 Emask 0x4 (timeout)",
		"<6>[  101.000000] ata8: EH complete",
		"<6>[  160.000000] sd 3:0:0:0: [sda] Result: hostbyte=DID_OK driverbyte=DRIVER_OK",
		"<6>[  160.000001] sd 3:0:0:0: [sda] CDB: Write(10): 2a 00 c7 90 92 48 00 04 00 00",
		"<3>[  160.000002] end_request: I/O error, dev sda, sector 3348140616",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 2);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 1);
	assert_int_equal(df_disk_cause(rig_named(rig, "sda")), DF_CAUSE_UNKNOWN);
}

static void a_certain_fault_of_a_port_accuses_no_name_near_by(void **state)
{
	struct rig *rig = *state;

	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	rig_hear(rig, "<3>[  100.000030] I/O error, dev sdk, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2");
	assert_int_equal(rig_findings(rig), 2);
	assert_int_equal(df_disk_cause(rig_named(rig, "sdk")), DF_CAUSE_UNKNOWN);
}

static void forged_second_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"<3>ata2.00: cmd 60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in\n<3>forged",
		"<3>ata2.00: cmd 60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in\n<3>         res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x409 (media error) <F>\n<3>third",
		"<3>ata2.00: error: { UNC }\n<3>         res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x409 (media error)",
		"<4>ata2.00: error: { UNC }",
		"<6>ata2.00: failed[4711]: segfault at 0 ip 0000000000401136 sp 00007ffd error 4",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(lines); i++)
		rig_hear(rig, lines[i]);
	rig_idle(rig);
	assert_int_equal(rig->told, 0);
	assert_int_equal(rig->engine.refused, DF_COUNT(lines));
}

/* Excerpts seldom hold the lines of hosts and ports; a model that only one port has ties. */
static void a_model_that_only_one_port_has_ties(void **state)
{
	static const char *const before[] = {
		"<6>[    1.500000] ata2.00: ATA-10: ST4000NM0033-9ZM170, SN06, max UDMA/133",
		"<6>[    1.500001] ata3.00: ATA-9: WDC WD30EFRX-68EUZN0, 82.00A82, max UDMA/133",
		"<6>[    1.500002] ata4.00: ATA-9: WDC WD30EFRX-68EUZN0, 82.00A82, max UDMA/133",
		"<5>[    1.600000] scsi 1:0:0:0: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5",
		"<5>[    1.600001] sd 1:0:0:0: [sdb] Attached SCSI disk",
		"<5>[    1.600002] scsi 2:0:0:0: Direct-Access     ATA      WDC WD30EFRX-68E 0A82 PQ: 0 ANSI: 5",
		"<5>[    1.600003] sd 2:0:0:0: [sdc] Attached SCSI disk",
		NULL
	};
	static const char *const twin[] = {
		"<3>[  200.000000] ata3.00: exception Emask 0x0 SAct 0x400000 SErr 0x0 action 0x0",
		"<3>[  200.000002] ata3.00: failed command: READ FPDMA QUEUED",
		"<3>[  200.000003] ata3.00: cmd 60/38:b0:28:b2:97/00:00:05:00:00/40 tag 22 ncq dma 28672 in\n"
		"<3>[  200.000003]          res 41/40:38:3c:b2:97/00:00:05:00:00/40 Emask 0x409 (media error) <F>",
		"<6>[  200.000020] ata3: EH complete",
		NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, before);
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	rig_idle(rig);
	assert_one_medium(rig, "sdb");
	/* of two alike it may be either */
	rig_hear_all(rig, twin);
	rig_idle(rig);
	assert_int_equal(df_disk_total(rig_named(rig, "sdc")), 0);
	assert_non_null(rig_named(rig, "ata3.00"));
	/* and if there is one more than was announced */
	rig_hear(rig, "<5>[  300.600000] scsi 5:0:0:0: Direct-Access     ATA      ST4000NM0033-9ZM SN06 PQ: 0 ANSI: 5");
	rig_hear_all(rig, unreadable);
	rig_hear(rig, eh_complete);
	rig_idle(rig);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
		TEST(a_command_told_by_both_is_one_fault),
		TEST(the_block_line_alone_tells_of_the_same_command),
		TEST(a_command_that_was_repeated_counts_when_the_report_ends),
		TEST(without_an_address_the_port_is_the_name),
		TEST(the_lines_that_follow_tie_the_port),
		TEST(another_drive_at_that_moment_is_not_tied),
		TEST(what_the_adapter_knows_ties_as_well),
		TEST(two_ports_in_one_second_are_the_adapter),
		TEST(the_line_that_detaches_ties_too),
		TEST(a_model_that_only_one_port_has_ties),
		TEST(hosts_that_come_in_between_tie_nothing),
		TEST(a_record_that_was_split_tells_the_same),
		TEST(a_crc_error_is_the_cable),
		TEST(a_stale_error_register_accuses_nobody),
		TEST(a_drive_that_was_pulled_is_no_fault),
		TEST(a_drive_given_up_after_failures_is_offline),
		TEST(a_cd_rom_is_no_drive),
		TEST(a_refused_command_is_no_fault),
		TEST(each_command_of_a_frozen_port_counts),
		TEST(what_is_half_told_is_counted_at_loss_and_close),
		TEST(a_cdb_that_is_cut_behind_its_address_ties),
		TEST(what_waits_for_the_end_of_error_handling_is_told_at_the_end),
		TEST(first_and_last_are_those_of_the_log),
		TEST(kernels_of_2006_tell_of_one_fault),
		TEST(a_port_and_a_name_that_fail_together_are_one_drive),
		TEST(sd_may_tell_whose_port_it_was_after_the_end),
		TEST(a_sense_key_alone_tells_whose_port_it_was),
		TEST(a_sense_key_ties_no_drive_of_another_adapter),
		TEST(what_md_learns_late_tells_whose_port_it_was),
		TEST(what_sd_says_much_later_is_another_failure),
		TEST(a_certain_fault_of_a_port_accuses_no_name_near_by),
		TEST(forged_second_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
