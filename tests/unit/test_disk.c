// SPDX-License-Identifier: GPL-2.0
/* Who is who: ties, epochs, removal and return, multipath, shared serials, bounds. */
#include <stdio.h>

#include "fixture.h"

#define MAX	64

static void book_drive(struct rig *rig, const char *hctl, const char *name, const char *serial)
{
	char line[128];

	snprintf(line, sizeof(line), "sd %s Attached Disk Drive", hctl);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "sd %s (SERIAL=%s)", hctl, serial);
	rig_hear(rig, line);
	snprintf(line, sizeof(line), "sd %s [%s] Options", hctl, name);
	rig_hear(rig, line);
}

static void xfs_error(struct rig *rig, const char *name)
{
	char line[128];

	snprintf(line, sizeof(line), "<1>[   99.000000] XFS (%s): log I/O error -5", name);
	rig_hear(rig, line);
}

static void attach_line(struct rig *rig, const char *hctl)
{
	char line[160];

	snprintf(line, sizeof(line), "<5>scsi %s: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5",
		 hctl);
	rig_hear(rig, line);
}

static void name_line(struct rig *rig, const char *hctl, const char *name)
{
	char line[128];

	snprintf(line, sizeof(line), "<5>sd %s: [%s] Attached SCSI disk", hctl, name);
	rig_hear(rig, line);
}

static u64 total(struct rig *rig, const char *serial)
{
	struct df_disk *d = rig_serial(rig, serial);

	return d ? df_disk_total(d) : 0;
}

/* ---- the textbook ---- */

static void every_broken_drive_of_the_textbook_is_found(void **state)
{
	struct rig *rig = *state;

	book_drive(rig, "0:0:0:0", "sda", "ZZ12345");
	book_drive(rig, "2:0:0:1", "sdb", "ZZ67890");
	book_drive(rig, "3:0:1:8", "sdc", "WW11111");
	rig_hear(rig, "XFS ERROR [sda]");
	rig_hear(rig, "XFS ERROR [sdb]");
	rig_hear(rig, "XFS ERROR [sdc]");
	rig_hear(rig, "XFS ERROR [sda]");
	assert_int_equal(total(rig, "ZZ12345"), 2);
	assert_int_equal(total(rig, "ZZ67890"), 1);
	assert_int_equal(total(rig, "WW11111"), 1);
	assert_int_equal(rig_serial(rig, "ZZ12345")->faults[DF_XFS_IO], 2);
	assert_true(rig_serial(rig, "ZZ12345")->last.seq > rig_serial(rig, "WW11111")->last.seq);
}

static void a_reused_letter_inherits_nothing(void **state)
{
	struct rig *rig = *state;

	book_drive(rig, "0:0:0:0", "sda", "OLD0001");
	rig_hear(rig, "XFS ERROR [sda]");
	book_drive(rig, "2:0:0:0", "sda", "NEW0002");
	rig_hear(rig, "XFS ERROR [sda]");
	assert_int_equal(total(rig, "OLD0001"), 1);
	assert_int_equal(total(rig, "NEW0002"), 1);
}

static void an_error_before_the_drive_is_known_stays_without_serial(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "XFS ERROR [sda]");
	book_drive(rig, "0:0:0:0", "sda", "ZZ12345");
	assert_int_equal(total(rig, "ZZ12345"), 0);
	assert_int_equal(rig_findings(rig), 1);
	rig_hear(rig, "XFS ERROR [sda]");
	assert_int_equal(total(rig, "ZZ12345"), 1);
	assert_int_equal(rig_findings(rig), 2);
}

static void interleaved_attach_lines_stay_apart(void **state)
{
	static const char *const lines[] = {
		"sd 0:0:0:0 Attached Disk Drive", "sd 2:0:0:0 Attached Disk Drive",
		"sd 2:0:0:0 (SERIAL=BBB)", "sd 0:0:0:0 (SERIAL=AAA)",
		"sd 0:0:0:0 [sda] Options", "sd 2:0:0:0 [sdb] Options",
		"XFS ERROR [sdb]", "XFS ERROR [sda]", NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(total(rig, "AAA"), 1);
	assert_int_equal(total(rig, "BBB"), 1);
}

static void a_drive_on_the_old_bus_id_inherits_nothing(void **state)
{
	struct rig *rig = *state;

	book_drive(rig, "0:0:0:0", "sda", "OLD0001");
	rig_hear(rig, "XFS ERROR [sda]");
	rig_hear(rig, "sd 0:0:0:0 Attached Disk Drive");
	rig_hear(rig, "XFS ERROR [sda]");	/* the name is still the old drive's */
	assert_int_equal(total(rig, "OLD0001"), 2);
	rig_hear(rig, "sd 0:0:0:0 (SERIAL=NEW0002)");
	rig_hear(rig, "sd 0:0:0:0 [sda] Options");
	rig_hear(rig, "XFS ERROR [sda]");
	assert_int_equal(total(rig, "OLD0001"), 2);
	assert_int_equal(total(rig, "NEW0002"), 1);
}

/* A last line of the drive that was sda before must not take the name back. */
static void a_late_line_takes_no_name_back(void **state)
{
	struct rig *rig = *state;

	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	attach_line(rig, "0:0:2:0");
	name_line(rig, "0:0:2:0", "sda");
	rig_hear(rig, "<6>[   99.100000] sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s");
	rig_idle(rig);
	xfs_error(rig, "sda");
	assert_int_equal(rig_named(rig, "sda")->paths->hctl.target, 2);
	assert_int_equal(rig_named(rig, "sda")->faults[DF_XFS_IO], 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 1);
}

static void another_serial_at_a_bus_id_is_another_drive(void **state)
{
	struct rig *rig = *state;

	book_drive(rig, "0:0:0:0", "sda", "OLD0001");
	rig_hear(rig, "XFS ERROR [sda]");
	rig_hear(rig, "sd 0:0:0:0 (SERIAL=NEW0002)");
	rig_hear(rig, "sd 0:0:0:0 [sda] Options");
	rig_hear(rig, "XFS ERROR [sda]");
	assert_int_equal(total(rig, "OLD0001"), 1);
	assert_int_equal(total(rig, "NEW0002"), 1);
}

static void a_drive_that_moves_stays_one_finding(void **state)
{
	struct rig *rig = *state;
	char text[64];

	book_drive(rig, "0:0:0:0", "sda", "ZZ1");
	rig_hear(rig, "XFS ERROR [sda]");
	book_drive(rig, "7:0:0:0", "sdf", "ZZ1");
	rig_hear(rig, "XFS ERROR [sdf]");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(total(rig, "ZZ1"), 2);
	assert_string_equal(rig_serial(rig, "ZZ1")->names_then, "sda sdf");
	df_disk_hctls(rig_serial(rig, "ZZ1"), text, sizeof(text));
	assert_string_equal(text, "7:0:0:0");
	df_disk_names(rig_serial(rig, "ZZ1"), text, sizeof(text));
	assert_string_equal(text, "sdf");
}

static void faults_on_a_bare_name_are_its_drives_if_no_other_was_there(void **state)
{
	struct rig *rig = *state;

	xfs_error(rig, "sda1");
	rig_hear(rig, "<6>[   99.100000] sd 4:0:0:0: [sda] tag#1 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 2);
	/* live news name the drive that all of this was about */
	assert_true(rig_attach(rig, "4:0:0:0", "sda", "SER4", ""));
	assert_int_equal(total(rig, "SER4"), 2);
}

static void the_modules_own_line_brings_the_serial_into_a_log(void **state)
{
	static const char *const after[] = {
		"<5>[   99.500000] diskfault: sd 0:0:0:0: [sda] first fault (SERIAL=ZZ12345)",
		NULL
	};
	struct rig *rig = *state;

	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	xfs_error(rig, "sda");
	rig_hear_all(rig, after);
	assert_int_equal(total(rig, "ZZ12345"), 1);
	assert_int_equal(rig_findings(rig), 1);
	/* and only in the words of the module */
	rig_hear(rig, "<5>diskfault: sd 0:0:0:0: [sda] first fault (SERIAL=XX) b");
	rig_hear(rig, "<6>diskfault: sd 0:0:0:0: [sda] first fault (SERIAL=YY)");
	rig_hear(rig, "<13>diskfault: sd 0:0:0:0: [sda] first fault (SERIAL=ZZ)");
	rig_hear(rig, "<3>diskfault: critical medium error, dev sda, sector 1");
	assert_int_equal(total(rig, "ZZ12345"), 1);
	assert_int_equal(rig->engine.table.count, 1);
}

/* ---- what the module adds ---- */

static void replayed_faults_get_the_live_serial(void **state)
{
	struct rig *rig = *state;

	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	xfs_error(rig, "sda");
	assert_true(rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4"));
	assert_int_equal(total(rig, "SER1"), 1);
	assert_int_equal(rig_serial(rig, "SER1")->serial_source, DF_SERIAL_VPD);
	assert_true(df_disk_present(rig_serial(rig, "SER1")));
	/* the same news again change nothing */
	assert_true(rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4"));
	assert_int_equal(rig->engine.table.count, 1);
}

static void a_swap_before_loading_accuses_nobody_wrongly(void **state)
{
	struct rig *rig = *state;

	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	xfs_error(rig, "sda");
	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	rig_attach(rig, "0:0:0:0", "sda", "NEW", "");
	assert_int_equal(total(rig, "NEW"), 0);
	assert_int_equal(rig_findings(rig), 1);
}

static void a_removed_drive_keeps_its_finding_and_its_name(void **state)
{
	struct rig *rig = *state;
	char text[64];

	attach_line(rig, "0:0:0:0");
	rig_attach(rig, "0:0:0:0", "", "SER1", "");
	name_line(rig, "0:0:0:0", "sda");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	assert_false(df_disk_present(rig_serial(rig, "SER1")));
	xfs_error(rig, "sda");		/* still printed after it has gone */
	assert_int_equal(total(rig, "SER1"), 2);
	df_disk_hctls(rig_serial(rig, "SER1"), text, sizeof(text));
	assert_string_equal(text, "0:0:0:0");
	assert_true(df_disk_shown(rig_serial(rig, "SER1")));
}

static void a_drive_that_returns_elsewhere_is_the_same(void **state)
{
	struct rig *rig = *state;
	char text[64];

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	attach_line(rig, "3:0:9:0");
	rig_attach(rig, "3:0:9:0", "", "SER1", "naa.5000c500a1b2c3d4");
	name_line(rig, "3:0:9:0", "sdk");
	xfs_error(rig, "sdk");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(total(rig, "SER1"), 2);
	assert_string_equal(rig_serial(rig, "SER1")->names_then, "sda sdk");
	df_disk_hctls(rig_serial(rig, "SER1"), text, sizeof(text));
	assert_string_equal(text, "3:0:9:0");
}

static void a_new_drive_on_the_old_bus_id_is_a_new_finding(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "OLD", "");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	/* its attach line was lost: the news alone must do */
	rig_attach(rig, "0:0:0:0", "sda", "NEW", "");
	xfs_error(rig, "sda");
	assert_int_equal(total(rig, "OLD"), 1);
	assert_int_equal(total(rig, "NEW"), 1);
}

static void two_paths_with_both_marks_are_one_drive(void **state)
{
	struct rig *rig = *state;
	char text[64];

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
	rig_attach(rig, "1:0:0:0", "sdb", "SER1", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	xfs_error(rig, "sdb");
	assert_int_equal(rig->engine.table.count, 1);
	assert_int_equal(total(rig, "SER1"), 2);
	assert_true(df_disk_serial_unique(rig_serial(rig, "SER1")));
	df_disk_hctls(rig_serial(rig, "SER1"), text, sizeof(text));
	assert_string_equal(text, "0:0:0:0 1:0:0:0");
	df_disk_names(rig_serial(rig, "SER1"), text, sizeof(text));
	assert_string_equal(text, "sda sdb");
	rig_detach(rig, "0:0:0:0");
	assert_true(df_disk_present(rig_serial(rig, "SER1")));
	df_disk_hctls(rig_serial(rig, "SER1"), text, sizeof(text));
	assert_string_equal(text, "1:0:0:0");
}

static void a_shared_serial_identifies_nothing(void **state)
{
	static const char *const wwids[][2] = {
		{ "", "" }, { "naa.5000c500a1b2c3d4", "naa.5000c500a1b2c3d5" },
		{ "naa.5000c500a1b2c3d4", "" },
	};
	size_t i;

	for (i = 0; i < DF_COUNT(wwids); i++) {
		struct rig *rig = *state;

		rig_end(rig);
		rig_start(rig, MAX);
		rig_attach(rig, "0:0:0:0", "sda", "SER1", wwids[i][0]);
		rig_attach(rig, "1:0:0:0", "sdb", "SER1", wwids[i][1]);
		xfs_error(rig, "sdb");
		assert_int_equal(rig->engine.table.count, 2);
		assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 1);
		assert_int_equal(df_disk_total(rig_named(rig, "sda")), 0);
		assert_false(df_disk_serial_unique(rig_named(rig, "sda")));
		assert_false(df_disk_serial_unique(rig_named(rig, "sdb")));
	}
}

static void bogus_serials_identify_nothing(void **state)
{
	static const char *const bogus[] = { "", "A", "0000000000", "0123456789ABCDEF", "None" };
	struct df_disk d = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < DF_COUNT(bogus); i++) {
		strcpy(d.serial, bogus[i]);
		assert_false(df_disk_serial_unique(&d));
	}
	strcpy(d.serial, "2000");
	assert_true(df_disk_serial_unique(&d));
	strcpy(d.serial, "ZZ12345");
	assert_true(df_disk_serial_unique(&d));
}

static void a_bogus_serial_does_not_join_two_drives(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "0000", "");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	rig_attach(rig, "1:0:0:0", "sda", "0000", "");
	xfs_error(rig, "sda");
	assert_int_equal(rig_findings(rig), 2);
}

static void clones_with_one_wwid_and_two_serials_stay_two(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	rig_attach(rig, "1:0:0:0", "sda", "SER2", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	assert_int_equal(total(rig, "SER1"), 1);
	assert_int_equal(total(rig, "SER2"), 1);
}

static void a_serial_shows_blanks_and_hostile_bytes_harmlessly(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "   AB\x1b[2J\nC  ", "");
	assert_string_equal(rig_named(rig, "sda")->serial, "AB\\x1b[2J\\x0aC");
}

static void cleared_faults_are_gone_and_the_verdict_with_them(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "");
	rig_lose(rig);
	xfs_error(rig, "sda");
	d = rig_serial(rig, "SER1");
	assert_true(df_disk_lower_bound(&rig->engine.table, d));
	df_engine_clear(&rig->engine, d);
	assert_int_equal(df_disk_total(d), 0);
	assert_int_equal(df_disk_cause(d), DF_CAUSE_NONE);
	assert_string_equal(d->evidence, "");
	assert_string_equal(d->names_then, "");
	assert_false(df_disk_lower_bound(&rig->engine.table, d));
	assert_true(df_disk_shown(d));
	/* one that has gone is shown no more */
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	assert_true(df_disk_shown(d));
	df_engine_clear(&rig->engine, d);
	d = rig_serial(rig, "SER1");
	assert_true(!d || !df_disk_shown(d));
}

/* ---- bounds ---- */

static void count_at(struct df_disk *d, u64 seq, u64 time_us, const char *text)
{
	struct df_fault f = { 0 };

	f.disk = d;
	f.cls = DF_IO;
	f.when.seq = seq;
	f.when.time_us = time_us;
	f.when.flags = DF_REC_MONO;
	f.has_sector = true;
	f.sector = seq;
	df_text_copy(f.text, sizeof(f.text), df_span_of(text));
	df_disk_count(&f);
}

static void first_and_last_follow_the_order_of_the_log(void **state)
{
	struct rig *rig = *state;
	struct df_disk *d;

	name_line(rig, "0:0:0:0", "sda");
	d = rig_named(rig, "sda");
	count_at(d, 120, 5000, "middle");
	/* of the boot after it, whose clock began anew */
	count_at(d, 150, 30, "late");
	/* it was known at last only */
	count_at(d, 100, 4000, "early");
	assert_int_equal(d->first.seq, 100);
	assert_int_equal(d->last.seq, 150);
	assert_int_equal(d->last_sector, 150);
	assert_string_equal(d->evidence, "late");
	assert_int_equal(df_disk_total(d), 3);
	/* what was acknowledged is the past of nobody */
	df_engine_clear(&rig->engine, d);
	count_at(d, 90, 3000, "again");
	assert_int_equal(d->first.seq, 90);
	assert_int_equal(d->last.seq, 90);
	assert_string_equal(d->evidence, "again");
}

static void hosts_that_come_and_go_leave_nothing_behind(void **state)
{
	struct rig *rig = *state;
	char hctl[32], serial[32];
	int i;

	for (i = 0; i < 500; i++) {
		snprintf(hctl, sizeof(hctl), "%d:0:0:0", i);
		snprintf(serial, sizeof(serial), "SERIAL%d", i);
		attach_line(rig, hctl);
		assert_true(rig_attach(rig, hctl, "", serial, ""));
		name_line(rig, hctl, "sda");
		rig_detach(rig, hctl);
		assert_true(rig->engine.table.count <= 2);
	}
	assert_int_equal(rig->engine.table.evicted, 0);
}

static void a_full_table_gives_up_the_oldest_that_has_gone(void **state)
{
	struct rig *rig = *state;
	char hctl[32], serial[32], name[8];
	int i;

	rig_attach(rig, "0:0:0:0", "sda", "PRESENT", "");
	for (i = 0; i < MAX + 10; i++) {
		snprintf(hctl, sizeof(hctl), "1:0:%d:0", i);
		snprintf(serial, sizeof(serial), "GONE%d", i);
		snprintf(name, sizeof(name), "sd%c%c", 'b' + i / 26, 'a' + i % 26);
		rig_attach(rig, hctl, name, serial, "");
		xfs_error(rig, name);
		rig_detach(rig, hctl);
	}
	assert_true(rig->engine.table.count <= MAX);
	assert_int_equal(rig->engine.table.evicted, 11);
	assert_non_null(rig_serial(rig, "PRESENT"));
	assert_null(rig_serial(rig, "GONE0"));
	assert_non_null(rig_serial(rig, "GONE11"));
}

static void a_table_full_of_present_drives_takes_no_more(void **state)
{
	struct rig *rig = *state;
	char hctl[32], serial[32];
	int i;

	for (i = 0; i < MAX; i++) {
		snprintf(hctl, sizeof(hctl), "1:0:%d:0", i);
		snprintf(serial, sizeof(serial), "SERIAL%d", i);
		assert_true(rig_attach(rig, hctl, "", serial, ""));
	}
	assert_false(rig_attach(rig, "2:0:0:0", "sda", "TOOMANY", ""));
	xfs_error(rig, "sda");
	assert_int_equal(rig->told, 0);
	assert_int_equal(rig->engine.table.count, MAX);
}

static void an_engine_without_memory_survives(void **state)
{
	struct rig *rig = *state;
	struct df_record r = { 0 };
	struct df_disk *d;
	struct df_path *p;

	/* nobody has supplied spares */
	df_line_parse(&r, DF_SPAN("<1>[    1.000000] XFS (sda): log I/O error -5"));
	assert_null(df_engine_record(&rig->engine, &r));
	assert_int_equal(rig->engine.table.evicted, 1);
	df_line_parse(&r, DF_SPAN("<5>sd 0:0:0:0: [sda] Attached SCSI disk"));
	assert_null(df_engine_record(&rig->engine, &r));
	d = df_engine_reap(&rig->engine);
	p = df_engine_take_path(&rig->engine);
	assert_null(d);
	assert_null(p);
}

static void one_serial_at_many_addresses_stays_bounded(void **state)
{
	struct rig *rig = *state;
	const struct df_path *p;
	char hctl[32];
	int i, n = 0;

	for (i = 0; i < 1000; i++) {
		snprintf(hctl, sizeof(hctl), "1:0:%d:0", i);
		book_drive(rig, hctl, "sda", "SAME1");
	}
	for (p = rig_serial(rig, "SAME1")->paths; p; p = p->next)
		n++;
	assert_true(n <= DF_PATHS_MAX);
	assert_int_equal(rig->engine.table.count, 1);
}

/* A merge while a command is open: its fault must find the drive. */
static void an_open_command_follows_its_drive_through_a_merge(void **state)
{
	struct rig *rig = *state;

	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	attach_line(rig, "3:0:0:0");
	name_line(rig, "3:0:0:0", "sdb");
	rig_hear(rig, "<6>[  101.000000] sd 3:0:0:0: [sdb] tag#1 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	rig_attach(rig, "3:0:0:0", "sdb", "SER1", "naa.5000c500a1b2c3d4");
	rig_supply(rig);		/* the merged entry is freed here */
	rig_idle(rig);
	assert_int_equal(total(rig, "SER1"), 2);
}

/* ---- names, hosts and serials of which the log says only half ---- */

static void a_second_name_leaves_the_first_where_it_was(void **state)
{
	struct rig *rig = *state;
	char text[64];

	attach_line(rig, "0:0:0:0");
	name_line(rig, "0:0:0:0", "sda");
	name_line(rig, "0:0:0:0", "sdb");
	xfs_error(rig, "sda");
	xfs_error(rig, "sdb");
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 2);
	assert_ptr_equal(rig_named(rig, "sda"), rig_named(rig, "sdb"));
	df_disk_names(rig_named(rig, "sdb"), text, sizeof(text));
	assert_string_equal(text, "sdb");
	/* until somebody else is called that */
	attach_line(rig, "0:0:1:0");
	name_line(rig, "0:0:1:0", "sda");
	xfs_error(rig, "sda");
	assert_ptr_not_equal(rig_named(rig, "sda"), rig_named(rig, "sdb"));
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 1);
}

static void names_without_end_cost_no_memory(void **state)
{
	struct rig *rig = *state;
	char name[16];
	int i;

	attach_line(rig, "0:0:0:0");
	for (i = 0; i < 400; i++) {
		snprintf(name, sizeof(name), "sd%c%c", 'a' + i / 26, 'a' + i % 26);
		name_line(rig, "0:0:0:0", name);
		xfs_error(rig, name);
	}
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_total(rig_named(rig, name)), 400);
}

static void host_line(struct rig *rig, const char *stamp)
{
	char line[128];

	snprintf(line, sizeof(line), "<6>[%s] scsi host6: usb-storage 2-1:1.0", stamp);
	rig_hear(rig, line);
}

static void a_new_host_has_nothing_of_the_old_one(void **state)
{
	struct rig *rig = *state;
	struct df_disk *old;

	rig_hear(rig, "<5>[   10.000000] scsi 6:0:0:1: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5");
	name_line(rig, "6:0:0:1", "sdf");
	xfs_error(rig, "sdf");
	old = rig_named(rig, "sdf");
	host_line(rig, "   99.500000");
	rig_hear(rig, "<5>[  100.500000] scsi 6:0:0:0: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5");
	/* the attach line of this one was lost */
	rig_hear(rig, "<6>[  101.000000] sd 6:0:0:1: [sdg] tag#3 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	rig_idle(rig);
	assert_ptr_not_equal(rig_named(rig, "sdg"), old);
	assert_int_equal(df_disk_total(old), 1);
}

/* Drivers begin other lines so, too; and a device may be added at any time. */
static void a_host_that_only_speaks_is_not_new(void **state)
{
	struct rig *rig = *state;

	rig_hear(rig, "<5>[   10.000000] scsi 6:0:0:1: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5");
	name_line(rig, "6:0:0:1", "sdf");
	xfs_error(rig, "sdf");
	rig_hear(rig, "<6>[  100.000000] scsi host6: uas_eh_device_reset_handler start");
	host_line(rig, "  100.500000");
	rig_hear(rig, "<5>[ 5000.000000] scsi 6:0:0:2: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5");
	rig_hear(rig, "<6>[ 5001.000000] sd 6:0:0:1: [sdf] tag#3 FAILED Result: hostbyte=DID_ERROR driverbyte=DRIVER_OK cmd_age=0s");
	rig_idle(rig);
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sdf")), 2);
}

static void two_drives_with_one_serial_in_a_log_are_two(void **state)
{
	static const char *const lines[] = {
		"sd 0:0:0:0 Attached Disk Drive", "sd 2:0:0:0 Attached Disk Drive",
		"sd 0:0:0:0 (SERIAL=CLONE01)", "sd 2:0:0:0 (SERIAL=CLONE01)",
		"sd 0:0:0:0 [sda] Options", "sd 2:0:0:0 [sdb] Options",
		"XFS ERROR [sda]", "XFS ERROR [sdb]", "XFS ERROR [sdb]", NULL
	};
	struct rig *rig = *state;

	rig_hear_all(rig, lines);
	assert_int_equal(rig_findings(rig), 2);
	assert_int_equal(df_disk_total(rig_named(rig, "sda")), 1);
	assert_int_equal(df_disk_total(rig_named(rig, "sdb")), 2);
	assert_false(df_disk_serial_unique(rig_named(rig, "sda")));
	assert_false(df_disk_serial_unique(rig_named(rig, "sdb")));
}

static void one_serial_on_two_drives_identifies_neither(void **state)
{
	static const char *const lines[] = {
		"<5>[    1.000001] scsi 0:0:0:0: Direct-Access     VENDOR   MODEL            1.0  PQ: 0 ANSI: 5",
		"sd 0:0:0:0 (SERIAL=CLONE01)", "sd 0:0:0:0 [sda] Options", "XFS ERROR [sda]",
		"<5>[  100.000001] scsi 0:0:0:0: Direct-Access     VENDOR   ANOTHER          1.0  PQ: 0 ANSI: 5",
		"sd 0:0:0:0 (SERIAL=CLONE01)", "sd 0:0:0:0 [sda] Options", "XFS ERROR [sda]", NULL
	};
	struct rig *rig = *state;
	struct df_disk *d;

	/* one after the other, and never both: the models differ, or what is worldwide */
	rig_hear_all(rig, lines);
	assert_int_equal(rig_findings(rig), 2);
	for (d = rig->engine.table.first; d; d = d->next)
		assert_false(df_disk_serial_unique(d));
	rig_end(rig);
	rig_start(rig, MAX);
	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
	xfs_error(rig, "sda");
	rig_detach(rig, "0:0:0:0");
	rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d5");
	xfs_error(rig, "sda");
	assert_int_equal(rig_findings(rig), 2);
	for (d = rig->engine.table.first; d; d = d->next)
		assert_false(df_disk_serial_unique(d));
}

/* Names without end, of a drive that turns out to be one with many addresses. */
static void a_drive_of_many_names_and_addresses_stays_bounded(void **state)
{
	struct rig *rig = *state;
	const struct df_path *p;
	char line[80];
	u32 n = 0;
	int i;

	for (i = 1; i <= DF_PATHS_MAX; i++) {
		snprintf(line, sizeof(line), "sd %d:0:0:0 (SERIAL=MANY001)", i);
		rig_hear(rig, line);
		snprintf(line, sizeof(line), "sd 200:0:0:0 [sda%c%c] Options", 'a' + i / 26,
			 'a' + i % 26);
		rig_hear(rig, line);
	}
	rig_hear(rig, "sd 200:0:0:0 (SERIAL=MANY001)");
	/* The oldest is called what somebody was called for want of a better name. */
	xfs_error(rig, "sdzz");
	for (i = 2; i <= DF_PATHS_MAX; i++) {
		snprintf(line, sizeof(line), "sd %d:0:0:0 [sdzz] Options", i);
		rig_hear(rig, line);
	}
	for (p = rig_serial(rig, "MANY001")->paths; p; p = p->next)
		n++;
	assert_true(n <= DF_PATHS_MAX);
}

/* What is live is kept, however many there are, and so is the one that comes now. */
static void no_path_to_a_drive_is_one_too_many(void **state)
{
	struct rig *rig = *state;
	char hctl[32], line[80];
	int i;

	for (i = 0; i < DF_PATHS_MAX + 4; i++) {
		snprintf(hctl, sizeof(hctl), "%d:0:0:0", i);
		assert_true(rig_attach(rig, hctl, "", "WIDE001", "naa.5000c500a1b2c3d4"));
	}
	for (i = 0; i < DF_PATHS_MAX + 4; i++) {
		snprintf(line, sizeof(line),
			 "<3>[  100.000000] sd %d:0:0:0: rejecting I/O to offline device", i);
		rig_hear(rig, line);
		rig_idle(rig);
	}
	assert_int_equal(rig_findings(rig), 1);
	assert_int_equal(total(rig, "WIDE001"), DF_PATHS_MAX + 4);
}

/* A server may be up for years. */
static void a_drive_that_comes_and_goes_costs_no_memory(void **state)
{
	struct rig *rig = *state;
	u32 disks, paths;
	int i;

	for (i = 0; i < 100; i++) {
		if (i == 10) {
			disks = rig->disks;
			paths = rig->paths;
		}
		rig_attach(rig, "0:0:0:0", "sda", "SER1", "naa.5000c500a1b2c3d4");
		rig_detach(rig, "0:0:0:0");
		rig_hear(rig, "<6>[  100.000000] something else");
	}
	assert_int_equal(rig->disks, disks);
	assert_int_equal(rig->paths, paths);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(every_broken_drive_of_the_textbook_is_found),
		TEST(a_reused_letter_inherits_nothing),
		TEST(an_error_before_the_drive_is_known_stays_without_serial),
		TEST(interleaved_attach_lines_stay_apart),
		TEST(a_drive_on_the_old_bus_id_inherits_nothing),
		TEST(a_late_line_takes_no_name_back),
		TEST(another_serial_at_a_bus_id_is_another_drive),
		TEST(a_drive_that_moves_stays_one_finding),
		TEST(faults_on_a_bare_name_are_its_drives_if_no_other_was_there),
		TEST(the_modules_own_line_brings_the_serial_into_a_log),
		TEST(replayed_faults_get_the_live_serial),
		TEST(a_swap_before_loading_accuses_nobody_wrongly),
		TEST(a_removed_drive_keeps_its_finding_and_its_name),
		TEST(a_drive_that_returns_elsewhere_is_the_same),
		TEST(a_new_drive_on_the_old_bus_id_is_a_new_finding),
		TEST(two_paths_with_both_marks_are_one_drive),
		TEST(a_shared_serial_identifies_nothing),
		TEST(one_serial_on_two_drives_identifies_neither),
		TEST(bogus_serials_identify_nothing),
		TEST(a_bogus_serial_does_not_join_two_drives),
		TEST(clones_with_one_wwid_and_two_serials_stay_two),
		TEST(a_serial_shows_blanks_and_hostile_bytes_harmlessly),
		TEST(cleared_faults_are_gone_and_the_verdict_with_them),
		TEST(first_and_last_follow_the_order_of_the_log),
		TEST(hosts_that_come_and_go_leave_nothing_behind),
		TEST(a_full_table_gives_up_the_oldest_that_has_gone),
		TEST(a_table_full_of_present_drives_takes_no_more),
		TEST(an_engine_without_memory_survives),
		TEST(one_serial_at_many_addresses_stays_bounded),
		TEST(an_open_command_follows_its_drive_through_a_merge),
		TEST(a_second_name_leaves_the_first_where_it_was),
		TEST(names_without_end_cost_no_memory),
		TEST(a_drive_of_many_names_and_addresses_stays_bounded),
		TEST(no_path_to_a_drive_is_one_too_many),
		TEST(a_drive_that_comes_and_goes_costs_no_memory),
		TEST(a_new_host_has_nothing_of_the_old_one),
		TEST(a_host_that_only_speaks_is_not_new),
		TEST(two_drives_with_one_serial_in_a_log_are_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
