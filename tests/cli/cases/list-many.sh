# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# right with one drive, and with two thousand: each once, the worst first, in 64 MiB
top=$(dirname "$(readlink -f user)")
# machine N: one with N drives, of which every seventh has no fault.
machine() {
	awk -v n="$1" '
	function value(file, text) { printf "%s/%s\t%s\n", dir, file, text }
	function name_of(i, s) {
		for (i++; i > 0; i = int((i - 1) / 26)) s = sprintf("%c", 97 + (i - 1) % 26) s
		return "sd" s
	}
	BEGIN {
		split("drive host path filesystem unknown drive none", causes, " ")
		print "sys/class/diskfault/version\t0.1.0\nproc/stat\tbtime 1700000000"
		for (i = 0; i < n; i++) {
			name = name_of(i)
			at = int(i / 100) ":0:" i % 100 ":0"
			cause = causes[i % 7 + 1]
			faults = i % 7 < 6 ? i * 7919 % 1009 + 1 : 0
			dir = "sys/class/diskfault/disk" i
			value("kind", "scsi"); value("serial", sprintf("ZZ%05d", i)); value("serial_unique", 1)
			value("hctl", at); value("name", name); value("model", "EX4000"); value("present", 1)
			value("cause", cause); value("lower_bound", 0); value("faults/total", faults)
			if (faults) {
				value("faults/io", faults); value("last_fault", 100 + i ".000001")
				value("names_then", name)
			}
			dir = "sys/devices/host" int(i / 100) "/" at
			value("type", 0); value("block/" name "/size", 7814037168); value("block/" name "/dev", "8:" i)
			printf "%s/block/%s/device -> ../../../%s\n", dir, name, at
			printf "sys/block/%s -> ../devices/host%d/%s/block/%s\n", name, i / 100, at, name
		}
	}' | "$top/tests/cli/unpack" "$1"
}
# in_order FILE: the certain ones before the doubtful ones, then by the number of faults
in_order() {
	jq '["none", "unknown", "filesystem", "path", "host", "drive"] as $causes |
		[.findings[] | .cause as $cause | [($causes | index($cause)), .faults.total]] |
		. == (sort | reverse)' "$1"
}
for n in 1 2000; do
	machine $n
	echo "$n drives"
	# (a sanitizer takes more than that)
	[ -n "${SAN:-}" ] || ulimit -v 65536
	diskfault list --sysroot $n --json >json && in_order json
	jq '.findings | length, ([.[].serial] | unique | length)' json
	diskfault list --sysroot $n --all --json | jq '.findings | length, ([.[].serial] | unique | length)'
	diskfault list --sysroot $n >table
	head -n 2 table
	wc -l <table
	# the same rows, each as wide as the head
	diff <(jq -r '.findings[].serial' json) <(awk 'NR > 1 { print $1 }' table) && echo 'the same rows'
	awk '{ print NF }' table | uniq -c
	for form in -P -r; do diskfault list --sysroot $n -n $form | wc -l; done
	diskfault check --sysroot $n | cut -d '|' -f 1
	diskfault export --sysroot $n | grep -c '^diskfault_drive_info{'
done
