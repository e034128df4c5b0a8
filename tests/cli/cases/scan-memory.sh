# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# 32 MiB are enough for any log, however many drives and machines it tells of
awk 'BEGIN {
	for (i = 0; i < 6000; i++) {
		printf "sd %d:0:%d:%d Attached Disk Drive\n", i % 40, i / 7, i
		printf "sd %d:0:%d:%d (SERIAL=SER%07d)\n", i % 40, i / 7, i, i
		printf "sd %d:0:%d:%d [sda] Options\nXFS ERROR [sda]\n", i % 40, i / 7, i
	}
}' >many.log
awk 'BEGIN {
	for (i = 0; i < 1500; i++) {
		printf "Feb 16 06:44:00 host%d kernel: sd 0:0:%d:0 [sd%c] Options\n", i % 20, i / 26, 97 + i % 26
		printf "Feb 16 06:44:00 host%d kernel: XFS ERROR [sd%c]\n", i % 20, 97 + i % 26
	}
}' >hosts.log
awk 'BEGIN {
	for (i = 0; i < 200; i++)
		printf "Feb 16 06:44:00 host%d kernel: XFS ERROR [sda]\n", i
}' >too-many-hosts.log
# All memory of its own counts. A sanitizer maps terabytes: then only
# the answers count.
grep -q __asan_init "$(command -v diskfault)" || ulimit -d 32768
for log in many.log hosts.log too-many-hosts.log; do
	for format in --serials --explain --json; do
		diskfault scan "$format" "$log" >out
		echo "status $?, $([ "$format" = --json ] || wc -l <out)"
	done
done
