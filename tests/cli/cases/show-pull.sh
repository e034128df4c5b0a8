# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# may it be pulled now?  The first question at the rack, and the first line.
ask() {
	diskfault show --sysroot server "$1" | sed -n '/^  pull now/,/^  [^p ]/p' | sed '$d'
}
md=server/sys/devices/virtual/block/md127/md
class=server/sys/class/diskfault
echo '- a member is missing'
ask sdb
echo '- none is'
echo 0 >$md/degraded
ask sdb
echo '- a stripe'
echo raid0 >$md/level
ask sdb
echo raid5 >$md/level
echo '- a file system beside the array'
mkdir -p server/sys/block/sdb/sdb2
echo 8:18 >server/sys/block/sdb/sdb2/dev
echo 2 >server/sys/block/sdb/sdb2/partition
echo '38 22 8:18 / /boot/efi rw - vfat /dev/sdb2 rw' >>server/proc/self/mountinfo
ask sdb
echo '- healthy'
ask sda
echo '- in no array'
echo drive >$class/disk2/cause
echo 1 >$class/disk2/faults/medium
echo 1 >$class/disk2/faults/total
ask sdc
echo '- with a file system that is mounted nowhere'
mkdir -p server/sys/block/sdc/sdc1
echo 8:33 >server/sys/block/sdc/sdc1/dev
echo 1 >server/sys/block/sdc/sdc1/partition
echo 'E:ID_FS_TYPE=zfs_member' >server/run/udev/data/b8:33
ask sdc
echo '- whose serial is not known'
rm $class/disk2/serial
echo 0 >$class/disk2/serial_unique
rm -f server/sys/block/sdc/device/vpd_pg80 server/run/udev/data/b8:32
ask sdc
echo '- behind a RAID controller, which has no device to light'
echo 0000:02:00.0/e32/s6 >$class/disk2/name
echo block >$class/disk2/kind
rm -f $class/disk2/hctl
ask 0000:02:00.0/e32/s6
diskfault show --sysroot server 0000:02:00.0/e32/s6 | grep -E 'light|ledctl'
echo '- only unknown, and gone'
ask nvme0n1
echo 0 >$class/disk4/present
rm -f server/sys/block/nvme0n1
ask nvme0n1
