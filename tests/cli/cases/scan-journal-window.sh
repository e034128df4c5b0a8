# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a part of a journal is what is left of the whole, and no more of it is read
PATH=$PATH:/lib/systemd
# three boots, a day each: disks, much that says nothing, a fault now and then
entries() {
	awk -v boot="$1" -v day="$2" '
	function entry(t, text, device, level) {
		printf "__CURSOR=x\n__REALTIME_TIMESTAMP=%d000000\n__MONOTONIC_TIMESTAMP=%d000000\n", day + t, t + 1
		printf "_BOOT_ID=%s\n_TRANSPORT=kernel\nPRIORITY=%d\nSYSLOG_FACILITY=0\n", id, level ? level : 6
		printf "SYSLOG_IDENTIFIER=kernel\n_HOSTNAME=box\n_MACHINE_ID=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
		printf "_SOURCE_MONOTONIC_TIMESTAMP=%d000000\n", t + 1
		if (device)
			printf "_KERNEL_SUBSYSTEM=scsi\n_KERNEL_DEVICE=+scsi:%s\n", device
		printf "MESSAGE=%s\n\n", text
	}
	BEGIN {
		id = sprintf("%32s", boot)
		gsub(/ /, boot, id)
		entry(0, "Linux version 6.1.0-18-amd64 (x@y) (gcc 12) #1 SMP Debian")
		for (i = 0; i < 3; i++) {
			at = "2:0:" i ":0"
			entry(5 + 2 * i, "scsi " at ": Direct-Access     ATA      DISK" boot i "           SN06 PQ: 0 ANSI: 6", at, 5)
			entry(6 + 2 * i, "sd " at ": [sd" substr("abc", i + 1, 1) "] Attached SCSI disk", at, 5)
		}
		for (i = 0; i < 1500; i++) {
			entry(60 + i * 40, "usb 1-1: new high-speed USB device number " i " using xhci_hcd")
			if (i % 500 == 499)
				entry(60 + i * 40, "critical medium error, dev sd" substr("abc", int(i / 500) % 3 + 1, 1) \
				      ", sector " 8 * i " op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2", "", 3)
		}
	}'
}
{
	entries a 1795300000
	entries b 1795400000
	entries c 1795500000
} >three.log
mkdir journal
systemd-journal-remote -o journal/system.journal three.log 2>/dev/null
findings() {
	diskfault scan --json "$@" | grep -vE '"(file|line|record|records_read)":'
}
show() {
	diskfault scan -o NAME,MODEL,FAULTS,CAUSE "$@"
}
echo "all:"
show --journal=journal
for window in --since=2026-11-24T22:00Z "--since=2026-11-23T12:00Z --until=2026-11-23T16:00Z" \
	--until=2026-11-22T10:00Z --since=2026-11-24T22:40:20.5Z --boot --boot=-1 --boot=-2; do
	echo "$window:"
	# shellcheck disable=SC2086 # several words
	show $window --journal=journal
	# shellcheck disable=SC2086
	findings $window three.log >filtered
	for how in --journal=journal --journal=journal/system.journal journal/system.journal; do
		# shellcheck disable=SC2086
		findings $window $how | cmp - filtered || echo "$how differs"
	done
	# shellcheck disable=SC2086
	diskfault scan -v $window --journal=journal 2>&1 >/dev/null | sed -n 's/.*records of/records of/p'
done
for newest in 1 2 3 4; do
	echo "--newest=$newest:"
	show --newest=$newest --journal=journal
	diskfault scan -v --newest=$newest --journal=journal 2>&1 >/dev/null | sed -n 's/.*records of/records of/p'
	# all of it tells of the same drives, and of more faults
	for how in --journal=journal journal/system.journal three.log; do
		diskfault scan -n -o NAME,MODEL --newest=$newest $how | sort | cksum
	done | uniq | wc -l
done
echo "explained:"
diskfault scan --explain --boot --journal=journal
echo "two machines:"
{
	cat three.log
	sed 's/=bbbb*$/=dddddddddddddddddddddddddddddddd/; s/=box/=other/; s/^\(_BOOT_ID=\)\(.\)/\1f/' three.log
} >machines.log
systemd-journal-remote -o machines.journal machines.log 2>/dev/null
for window in --since=2026-11-24T12:00Z --boot=-1; do
	journalctl -q --file machines.journal -o export >merged.log
	findings $window merged.log >filtered
	findings $window machines.journal | cmp - filtered && echo "$window: the same"
done
echo "wrong:"
diskfault scan --boot=-7 --journal=journal
