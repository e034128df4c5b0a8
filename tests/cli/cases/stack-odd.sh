# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# links that run in circles, volumes that have nothing, and names that bite
sd=rack/sys/devices/pci0000:00/host0/target0:0:1/0:0:1:0/block/sdb
dm=rack/sys/devices/virtual/block
mkdir -p $dm/dm-3/holders $dm/dm-4/{holders,slaves,dm} $sd/holders
ln -s ../../dm-4 $dm/dm-3/holders/dm-4
ln -s ../../dm-3 $dm/dm-4/holders/dm-3
ln -s ../../dm-3 $dm/dm-4/slaves/dm-3
ln -s ../../dm-4 $dm/dm-3/slaves/dm-4
ln -s ../devices/virtual/block/dm-4 rack/sys/block/dm-4
printf 'evil\033[31m"<name>\n' >$dm/dm-4/dm/name
printf 'LVM-x\n' >$dm/dm-4/dm/uuid
echo 253:4 >$dm/dm-4/dev
printf '40 22 253:4 / /mnt/\\033[31mx rw - xf\033[1ms /dev/mapper/evil rw\n' >>rack/proc/self/mountinfo
printf 'Filename Type Size Used Priority\n/dev/sdb1\\040x partition 1 0 -2\n/dev/sdb1 partition 1 0 -2\n' >rack/proc/swaps
timeout 10 diskfault show --sysroot rack sdb | sed -n '/holds/,/mounted/p'
timeout 10 diskfault show --sysroot rack sdb --json | jq -c '.findings[0] | .holds, .mounts'
timeout 10 diskfault list --sysroot rack -o NAME,HOLDS,CANDIDATES
timeout 10 diskfault list --sysroot rack -P -o NAME,HOLDS | grep -a 'NAME="sdb"'
timeout 10 diskfault list --sysroot rack -r -o NAME,HOLDS | grep -a '^sdb '
# a name that was given to another since the fault
mkdir -p rack/run/udev/data
printf 'I:99000000\n' >rack/run/udev/data/b253:3
diskfault show --sysroot rack dm-3 | sed -n '/WARNING/,/^$/p'
printf 'I:9\n' >rack/run/udev/data/b253:3
diskfault show --sysroot rack dm-3 | grep -c WARNING
# an array with one member missing
mkdir -p $dm/md0/{md/dev-sdb2,slaves} $sd/sdb2/holders
ln -s ../../../../../../../../../virtual/block/md0 $sd/sdb2/holders/md0
ln -s ../devices/virtual/block/md0 rack/sys/block/md0
echo raid1 >$dm/md0/md/level; echo 2 >$dm/md0/md/raid_disks; echo 1 >$dm/md0/md/degraded
echo in_sync >$dm/md0/md/dev-sdb2/state
diskfault show --sysroot rack sdb | sed -n '/WARNING/,/^  [a-z]/p'
echo faulty >$dm/md0/md/dev-sdb2/state
diskfault show --sysroot rack sdb | sed -n '/WARNING/,/^  [a-z]/p'
diskfault doctor --sysroot rack | grep -A1 ' array'
# a volume of a RAID controller
mkdir -p rack/sys/class/scsi_host/host0
echo aacraid >rack/sys/class/scsi_host/host0/proc_name
diskfault show --sysroot rack sdb | grep -A1 'RAID controller'
diskfault doctor --sysroot rack | grep -A1 ' raid '
