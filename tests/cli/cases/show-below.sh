# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# by what stands on it: the finding of a volume, else the drives below it, worst first
try() {
	local machine=$1
	shift
	for what; do
		printf '%s: ' "$what"
		diskfault show --sysroot "$machine" -n -r -o SERIAL,NAME,CAUSE "$what" | paste -sd ,
	done
}
# a volume with a finding of its own, by each of its names, and one without
try shelf dm-100 vg-data vg/data /dev/vg/data /dev/mapper/vg-data /data mpath9 dm-9 /dev/dm-9
# an array, what stands on it, a partition; a controller of NVMe, and by another path
try server md127 /dev/md127 vg0-db /srv/db /var nvme0 /dev/nvme0 nvme1
# under encryption, a file system without a number of its own, one in a file
try laptop luks vg/root /
try vm /pool / /img
# as a serial may be typed; exact ones before
try shelf zs202864
# what is none of all that
try server nosuch /nosuch /dev/mapper/nosuch nvme9 .. /
# nothing is changed where that are several
diskfault clear --sysroot server md127
echo "status $?"
# what the ticket calls it
diskfault show --sysroot shelf /data | grep -A1 '^  volume'
diskfault show --sysroot shelf vg-data --json | jq -c '.findings[0] | .label'
# without a serial it is not said what to replace
diskfault show --sysroot laptop nvme0n1 | grep -E -A3 '^  (slot|next)'
# a disk without SCSI of which the module has not heard yet, as it has not failed
rm -r server/sys/class/diskfault/disk4
diskfault list --sysroot server --all -n -r -o SERIAL,NAME,CAUSE | tail -n 1
diskfault show --sysroot server nvme0n1 | sed -n '/^  serial/p; /^  cause/,/^  faults/p'
# a name that is long, and is to be copied, stays in one piece
id=nvme.1b36-5a225c1b5d303b70077d-51454d55204e564d65204374726c-00000001
echo $id >server/sys/block/nvme0n1/wwid
printf 'E:ID_WWN=%s\n' $id >server/run/udev/data/b259:0
diskfault show --sysroot server nvme0n1 | grep -A2 '^  wwn'
