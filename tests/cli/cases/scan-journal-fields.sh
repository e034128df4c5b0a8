# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a journal whose fields hold anything: what it tells for sure is found, nothing else is,
# and what journalctl exports of it says the same
PATH=$PATH:/lib/systemd
# binary NAME FILE: a field with any bytes in it
binary() {
	local n i
	n=$(stat -c %s "$2")
	printf '%s\n' "$1"
	for i in 0 1 2 3 4 5 6 7; do
		# shellcheck disable=SC2059 # the byte itself
		printf "\\x$(printf %02x $((n >> 8 * i & 255)))"
	done
	cat "$2"
	echo
}
head_of() {
	printf '%s\n' "__CURSOR=x" "__REALTIME_TIMESTAMP=$((1795364863 + $1))000000" "__MONOTONIC_TIMESTAMP=$((1 + $1))000000" \
		_BOOT_ID=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa _MACHINE_ID=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
}
# record SECONDS FIELD...: by the kernel
record() {
	head_of "$1"
	shift
	printf '%s\n' _TRANSPORT=kernel SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel _HOSTNAME=box "$@"
}
err='critical medium error, dev sdc, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'
printf 'usb 1-1: Product: x\n%s' "$err" >second-line
printf '%s\0%s' "$err" "$err" >nul
printf '\033]0;owned\007%s\033[2J' "$err" >escapes
printf '\xff\xfe\xc3\x28%s' "$err" >no-utf8
head -c 100000 /dev/zero | tr '\0' 'x' >long
printf 'box\033[31m\n\t\xff' >host
{
	record 0 PRIORITY=5 'MESSAGE=scsi 2:0:0:0: Direct-Access     ATA      GOODDISK         SN06 PQ: 0 ANSI: 6'
	echo
	record 1 PRIORITY=5 'MESSAGE=sd 2:0:0:0: [sdc] Attached SCSI disk'
	echo
	for bytes in second-line nul escapes no-utf8 long; do
		record 2 PRIORITY=3
		binary MESSAGE $bytes
		echo
	done
	# numbers that are none, or too large, and no message at all
	for priority in 99999999999999999999999 -1 3x ''; do
		record 3 PRIORITY=$priority "MESSAGE=$err, that is not all"
		echo
	done
	record 4 PRIORITY=3
	echo
	# names of devices that are none
	for device in '+scsi:' '+scsi:99999999999:0:0:0' b8: "$(head -c 3000 long)" '+scsi:9:9:9:9'; do
		record 5 PRIORITY=3 "_KERNEL_DEVICE=$device" "_UDEV_DEVLINK=/dev/disk/by-id/$device" \
			'MESSAGE=sd 2:0:0:0: [sdc] tag#5 Sense Key : Medium Error [current]'
		echo
	done
	# by a user, who says that it was the kernel
	head_of 6
	printf '%s\n' _TRANSPORT=syslog PRIORITY=3 SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel "MESSAGE=$err" ''
	head_of 7
	printf '%s\n' _TRANSPORT=kernel PRIORITY=3 SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel
	binary _HOSTNAME host
	printf '%s\n' 'MESSAGE=critical medium error, dev sdd, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2' ''
	record 9 PRIORITY=3 "MESSAGE=$err"
	echo
} >hostile.export
systemd-journal-remote -o hostile.journal hostile.export 2>/dev/null
journalctl -q --file hostile.journal -o export >again.export
findings() {
	diskfault scan --json "$@" | grep -vE '"(file|line|record|records_read)":'
}
findings hostile.journal >got
echo "records: $(grep -c '^MESSAGE' again.export)"
jq -r '.findings[] | [.host, .names[0], .model, .faults.medium, .verified, .cause] | map(tostring) | @json' <(diskfault scan --json hostile.journal)
for form in again.export hostile.export; do
	findings $form | cmp - got && echo "$form: the same"
done
for how in '' -v --explain -P --strict; do
	# shellcheck disable=SC2086 # none, or one
	diskfault scan $how hostile.journal 2>&1 | LC_ALL=C grep -naP '[\x00-\x08\x0b-\x1f\x7f-\xff]' && echo "$how: not for a terminal"
done
for window in --newest=1 --since=2026-11-22T10:00Z --boot; do
	diskfault scan $window -n -o NAME,MODEL hostile.journal
done
