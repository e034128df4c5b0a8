# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the lines of the kernel's log that tell of the faults, with their times
medium() {
	printf '3,%d,%s,-;critical medium error, dev %s, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n' \
		"$1" "$2" "$3" "$4"
}
{
	cat shelf/dev/kmsg
	echo '6,100,800000000,-;scsi 0:0:9:0: Direct-Access     EXAMPLE  EX12000NM        A1   PQ: 0 ANSI: 6'
	echo '6,101,800000001,-;sd 0:0:9:0: [sdj] Attached SCSI disk'
	# before the first that counts: it was acknowledged
	medium 102 811000001 sdj 8
	medium 103 812000001 sdj 204800
	# another drive, and a line that a user wrote
	medium 104 813000000 sdk 204800
	echo '11,105,813000001,-;critical medium error, dev sdj, sector 99 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'
	medium 106 830250000 sdj 204802
} >kmsg
cp kmsg shelf/dev/kmsg
diskfault show --sysroot shelf sdj | sed -n '/^  faults/,/^  left out/p'
diskfault show --sysroot shelf sdj --json | jq -c '.findings[0].evidence[]'
# of many the first and the newest
for n in {1..20}; do medium $((200 + n)) $((820000000 + n * 1000)) sdj $((4000 + n)); done >>shelf/dev/kmsg
diskfault show --sysroot shelf sdj | sed -n '/^  evidence/,/^  left out/p' | grep -oE 'sector [0-9]+|\(lines.*'
# a volume, by its name of that time
echo '1,300,812100000,-;XFS (dm-100): metadata I/O error in "xfs_read_agi+0x8d/0x120 [xfs]" at daddr 0x8 len 1 error 61' >>shelf/dev/kmsg
diskfault show --sysroot shelf dm-100 | sed -n '/^  evidence/,/^$/p'
# without a log, the last one, by the module
rm shelf/dev/kmsg
diskfault show --sysroot shelf sdj | sed -n '/^  evidence/,/^  left out/p'
# where it sat that has gone: by the ledger, though its last fault has no bay
record() {
	: >said
	diskfault record --sysroot shelf -v 2>said &
	until grep -q following said; do sleep 0.1; done
	kill $!
	wait $!
}
class=shelf/sys/class/diskfault/disk9
mkdir -p shelf/var/lib
record
rm shelf/sys/class/enclosure/[01]:0:24:0/"Slot 10"/device
record
echo 0 >$class/present
echo 1 >$class/faults/offline
echo 6 >$class/faults/total
echo 840.000000 >$class/last_fault
rm shelf/sys/block/sdj shelf/sys/block/sdah
record
diskfault show --sysroot shelf ZS202864 | grep -A1 slot
diskfault list --sysroot shelf --json | jq -c '.findings[] | [.serial, .slot, .last_slot, .last_enclosure]'
# no ledger, no place
rm -r shelf/var/lib/diskfault
diskfault show --sysroot shelf ZS202864 | grep slot
