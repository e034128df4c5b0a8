// SPDX-License-Identifier: GPL-2.0
/* One boot after another: what ends with it, and which drive is found again. */
#include <stdio.h>

#include "fixture.h"

#define BANNER	"<5>[    0.000000] Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) " \
		"(gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) " \
		"#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)"

static void boot(struct rig *rig)
{
	rig_listen(rig, df_engine_boot(&rig->engine));
}

static void attach(struct rig *rig, const char *hctl, const char *model, const char *name)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "<5>[    1.000001] scsi %s: Direct-Access     ATA      %-16s 1.0  PQ: 0 ANSI: 5",
		 hctl, model);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "<5>[    1.000002] sd %s: [%s] Attached SCSI disk", hctl, name);
	rig_hear(rig, line);
}

static void capacity(struct rig *rig, const char *hctl, const char *name, const char *blocks)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "<5>[    1.000003] sd %s: [%s] %s 512-byte logical blocks: (4.00 TB/3.64 TiB)",
		 hctl, name, blocks);
	rig_hear(rig, line);
}

static void io_error(struct rig *rig, const char *name)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "<3>[    9.000000] I/O error, dev %s, sector 4711 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
		 name);
	rig_hear(rig, line);
}

static void serial(struct rig *rig, const char *hctl, const char *text)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "<5>[    9.100000] diskfault: sd %s: [sda] first fault (SERIAL=%s)", hctl, text);
	rig_hear(rig, line);
}

/* Only at the end is it known whether drives of two boots are one. */
static int findings(struct rig *rig)
{
	df_engine_close(&rig->engine);
	return rig_findings(rig);
}

static void names_mean_nothing_in_another_boot(void **state)
{
	static const char *const names[] = { "nvme0n1", "vda", "dm-0", "sda" };
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(names); i++)
		io_error(rig, names[i]);
	rig_hear(rig, BANNER);
	for (i = 0; i < DF_COUNT(names); i++) {
		assert_null(rig_named(rig, names[i]));
		io_error(rig, names[i]);
	}
	assert_int_equal(findings(rig), 8);
}

static void a_bus_id_means_nothing_in_another_boot(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "OLDMODEL", "sda");
	io_error(rig, "sda");
	boot(rig);
	/* its attach line is missing */
	rig_hear(rig, "<6>[    8.000000] sd 0:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	assert_int_equal(findings(rig), 2);
}

static void what_was_open_is_counted_at_the_boot(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	rig_hear(rig, "<6>[    8.000000] sd 0:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s");
	rig_hear(rig, "<6>[    8.000001] sd 0:0:0:0: [sda] tag#1 Sense Key : Medium Error [current] ");
	assert_int_equal(rig->told, 0);
	rig_hear(rig, BANNER);
	assert_int_equal(rig->told, 1);
	assert_int_equal(rig->last.disk->faults[DF_MEDIUM], 1);
	/* and no line of the new boot adds to it */
	attach(rig, "0:0:0:0", "MODEL", "sda");
	rig_hear(rig, "<6>[    8.000002] sd 0:0:0:0: [sda] tag#1 CDB: Read(10) 28 00 00 00 00 00 00 00 08 00");
	assert_int_equal(findings(rig), 1);
	assert_int_equal(rig->told, 1);
}

static void healthy_drives_of_an_earlier_boot_are_forgotten(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	attach(rig, "0:0:1:0", "MODEL", "sdb");
	io_error(rig, "sdb");
	boot(rig);
	assert_int_equal(rig->engine.table.count, 1);
	boot(rig);
	boot(rig);
	assert_int_equal(rig->engine.table.count, 1);
}

static void the_same_drive_in_the_same_place_is_one_finding(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;
	char text[64];

	attach(rig, "0:0:0:0", "MODEL", "sda");
	capacity(rig, "0:0:0:0", "sda", "7814037168");
	io_error(rig, "sda");
	boot(rig);
	/* a boot without a fault is between them */
	attach(rig, "0:0:0:0", "MODEL", "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "MODEL", "sda");
	capacity(rig, "0:0:0:0", "sda", "7814037168");
	io_error(rig, "sda");
	assert_int_equal(findings(rig), 1);
	d = rig_named(rig, "sda");
	assert_int_equal(df_disk_total(d), 2);
	assert_string_equal(d->names_then, "sda");
	df_disk_hctls(d, text, sizeof(text));
	assert_string_equal(text, "0:0:0:0");
}

static void the_same_place_alone_is_not_enough(void **state)
{
	static const struct {
		const char *hctl, *model, *name, *blocks;
	} others[] = {
		{ "0:0:0:0", "OTHER", "sda", "7814037168" },
		{ "0:0:1:0", "MODEL", "sda", "7814037168" },
		{ "0:0:0:0", "MODEL", "sdb", "7814037168" },
		{ "0:0:0:0", "MODEL", "sda", "3907029168" },
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(others); i++) {
		rig_end(rig);
		rig_start(rig, 64);
		attach(rig, "0:0:0:0", "MODEL", "sda");
		capacity(rig, "0:0:0:0", "sda", "7814037168");
		io_error(rig, "sda");
		boot(rig);
		attach(rig, others[i].hctl, others[i].model, others[i].name);
		capacity(rig, others[i].hctl, others[i].name, others[i].blocks);
		io_error(rig, others[i].name);
		assert_int_equal(findings(rig), 2);
	}
}

/* It was pulled, and what replaced it came with us into the next boot. */
static void a_drive_that_was_replaced_before_the_boot_is_not_found_again(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	attach(rig, "0:0:0:0", "MODEL", "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	assert_int_equal(findings(rig), 2);
}

static void a_drive_that_was_replaced_after_the_boot_is_not_found_again(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "MODEL", "sda");
	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	assert_int_equal(findings(rig), 2);
}

static void another_drive_in_between_parts_two_boots(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "OTHER", "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	assert_int_equal(findings(rig), 2);
}

static void a_serial_finds_its_drive_again_and_no_other(void **state)
{
	struct rig *rig = *state;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	io_error(rig, "sda");
	serial(rig, "0:0:0:0", "ZZ12345");
	boot(rig);
	attach(rig, "2:0:0:0", "MODEL", "sdc");
	io_error(rig, "sdc");
	serial(rig, "2:0:0:0", "ZZ12345");
	boot(rig);
	attach(rig, "2:0:0:0", "MODEL", "sdc");
	io_error(rig, "sdc");
	serial(rig, "2:0:0:0", "WW11111");
	boot(rig);
	/* not known by its serial: not said to be the one before */
	attach(rig, "2:0:0:0", "MODEL", "sdc");
	io_error(rig, "sdc");
	assert_int_equal(findings(rig), 3);
	assert_int_equal(df_disk_total(rig_serial(rig, "ZZ12345")), 2);
	assert_string_equal(rig_serial(rig, "ZZ12345")->names_then, "sda sdc");
	assert_int_equal(df_disk_total(rig_serial(rig, "WW11111")), 1);
}

/* The stamps of two boots stand side by side, and mean nothing to each other. */
static void moments_of_two_boots_are_never_near(void **state)
{
	struct rig *rig = *state;
	struct df_disk *volume;

	attach(rig, "0:0:0:0", "MODEL", "sda");
	attach(rig, "0:0:1:0", "MODEL", "sdb");
	io_error(rig, "sda");
	boot(rig);
	attach(rig, "0:0:0:0", "MODEL", "sda");
	attach(rig, "0:0:1:0", "MODEL", "sdb");
	io_error(rig, "sdb");
	assert_int_equal(df_disk_cause(rig_named(rig, "sdb")), DF_CAUSE_UNKNOWN);
	boot(rig);
	rig_hear(rig, "<1>[    9.000001] XFS (dm-3): metadata I/O error in \"xfs_read_agi+0x9d/0x180 [xfs]\" at daddr 0x2 len 1 error 5");
	volume = rig_named(rig, "dm-3");
	assert_null(volume->candidates[0].disk);
}

static void what_is_missed_in_one_boot_is_not_missing_in_another(void **state)
{
	struct rig *rig = *state;
	struct df_disk *first, *second, *third;

	io_error(rig, "sda");
	first = rig_named(rig, "sda");
	boot(rig);
	io_error(rig, "sda");
	second = rig_named(rig, "sda");
	rig_hear(rig, "<4>[   10.000000] blk_print_req_error: 7 callbacks suppressed");
	boot(rig);
	io_error(rig, "sda");
	third = rig_named(rig, "sda");
	assert_false(df_disk_lower_bound(&rig->engine.table, first));
	assert_true(df_disk_lower_bound(&rig->engine.table, second));
	assert_false(df_disk_lower_bound(&rig->engine.table, third));
}

static void a_burst_does_not_go_on_after_a_boot(void **state)
{
	struct rig *rig = *state;
	int i;

	for (i = 0; i < 9; i++)
		io_error(rig, "sda");
	boot(rig);
	for (i = 0; i < 9; i++)
		io_error(rig, "sda");
	assert_false(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sda")));
	io_error(rig, "sda");
	assert_true(df_disk_lower_bound(&rig->engine.table, rig_named(rig, "sda")));
}

static void devices_that_are_there_stay_there(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "");
	io_error(rig, "sda");
	boot(rig);
	assert_ptr_equal(rig_named(rig, "sda"), rig_serial(rig, "SER1"));
	io_error(rig, "sda");
	assert_int_equal(df_disk_total(rig_serial(rig, "SER1")), 2);
}

/* "logger -t kernel": where the kernel's lines have stamps, it has none. */
static void only_the_kernel_begins_a_boot(void **state)
{
	static const char *const others[] = {
		"<13>[   10.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP",
		"<6>[   10.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP",
		"<5>[   10.000000] Linux version 6.1.0 (a@b)",
		"<5>[   10.000000] Linux versions 6.1.0 (a@b) (gcc) #1 SMP",
	};
	struct df_record r = { 0 };
	struct rig *rig = *state;
	size_t i;

	io_error(rig, "sda");
	for (i = 0; i < DF_COUNT(others); i++)
		rig_hear(rig, others[i]);
	df_line_parse(&r, DF_SPAN("Linux version 6.1.0 (a@b) (gcc) #1 SMP"));
	r.seq = ++rig->seq;
	rig_supply(rig);
	rig_listen(rig, df_engine_record(&rig->engine, &r));
	io_error(rig, "sda");
	assert_int_equal(rig_findings(rig), 1);
}

static void old_and_new_kernels_introduce_themselves(void **state)
{
	static const char *const banners[] = {
		BANNER,
		"Linux version 2.6.32-431.el6.x86_64 (mockbuild@c6b8.bsys.dev.centos.org) (gcc version 4.4.7 20120313 (Red Hat 4.4.7-4) (GCC) ) #1 SMP Fri Nov 22 03:15:09 UTC 2013",
		"[    0.000000] Linux version 5.15.0-91-generic (buildd@lcy02-amd64-045) (gcc (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0, GNU ld (GNU Binutils for Ubuntu) 2.38) #101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023 (Ubuntu 5.15.0-91.101-generic 5.15.131)",
	};
	struct rig *rig = *state;
	size_t i;

	for (i = 0; i < DF_COUNT(banners); i++) {
		rig_end(rig);
		rig_start(rig, 64);
		rig_hear(rig, "end_request: I/O error, dev hda, sector 8");
		rig_hear(rig, banners[i]);
		assert_null(rig_named(rig, "hda"));
	}
}

/* Who the record before the gap was about says nothing of the one behind it. */
static void a_part_without_address_is_nobodys_after_a_loss(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<5>[    1.000000] sd 0:0:0:0: [sda] Attached SCSI disk");
	rig_lose(rig);
	rig_hear(rig, "<5>[   10.000000] Sense Key : Medium Error [current]");
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 0);
	rig_hear(rig, "<5>[   11.000000] sd 0:0:0:0: [sda] Attached SCSI disk");
	rig_hear(rig, "<5>[   11.000000] Sense Key : Medium Error [current]");
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 1);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_part_without_address_is_nobodys_after_a_loss),
		TEST(names_mean_nothing_in_another_boot),
		TEST(a_bus_id_means_nothing_in_another_boot),
		TEST(what_was_open_is_counted_at_the_boot),
		TEST(healthy_drives_of_an_earlier_boot_are_forgotten),
		TEST(the_same_drive_in_the_same_place_is_one_finding),
		TEST(the_same_place_alone_is_not_enough),
		TEST(a_drive_that_was_replaced_before_the_boot_is_not_found_again),
		TEST(a_drive_that_was_replaced_after_the_boot_is_not_found_again),
		TEST(another_drive_in_between_parts_two_boots),
		TEST(a_serial_finds_its_drive_again_and_no_other),
		TEST(moments_of_two_boots_are_never_near),
		TEST(what_is_missed_in_one_boot_is_not_missing_in_another),
		TEST(a_burst_does_not_go_on_after_a_boot),
		TEST(devices_that_are_there_stay_there),
		TEST(only_the_kernel_begins_a_boot),
		TEST(old_and_new_kernels_introduce_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
