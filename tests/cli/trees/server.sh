# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2086 # numbers are words
#
# A server without a shelf: LVM on RAID 5 of four SATA disks, one of them bad and
# the array a member short; two NVMe drives in PCI slots, one with two paths.
# After the paths that ahci, nvme, md and dm of Linux 6.1 make.
# shellcheck source=tests/cli/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../machine.sh"

module 0 0
printf 'proc/sys/kernel/hostname\tdb3\nproc/self/mountinfo\t36 22 253:0 / /srv/db rw - xfs /dev/mapper/vg0-db rw\\n37 22 259:1 / /var rw - ext4 /dev/nvme0n1p1 rw\n'
printf 'proc/swaps\tFilename Type Size Used Priority\\n/dev/nvme0n1p2 partition 8388604 0 -2\n'

md=sys/devices/virtual/block/md127
block sys/devices/virtual md127 9:127 5860270080
printf '%s/md/level\traid5\n%s/md/raid_disks\t4\n%s/md/degraded\t1\n%s/md/sync_action\tidle\n' $md $md $md $md
for n in 0 1 2 3; do
	name=$(disk_name $n)
	device=sys/devices/pci0000:00/0000:00:17.0/ata$((n + 1))/host$n/target$n:0:0/$n:0:0:0
	scsi $device ATA 'WDC WD20EFRX-68E' WD-WCC4M$n 50014ee20000000$n
	block $device $name 8:$((n * 16)) 3907029168
	part=$device/block/$name/${name}1
	printf '%s/dev\t8:%d\n%s/partition\t1\n' $part $((n * 16 + 1)) $part
	printf 'run/udev/data/b8:%d\tI:3000000\\nE:ID_SERIAL_SHORT=WD-WCC4M%d\\nE:ID_WWN=0x50014ee20000000%d\n' $((n * 16)) $n $n
	faults=(cause=none lower_bound=0)
	# It was put out of the array, and is no member any more.
	if [ $n -eq 2 ]; then
		faults=(cause=none lower_bound=0)
	else
		printf '%s/holders/md127 -> ../../../../../../../../../../virtual/block/md127\n' $part
		printf '%s/slaves/%s1 -> ../../../../%s\n%s/md/dev-%s1/state\tin_sync\n' $md $name "${part#sys/devices/}" $md $name
	fi
	[ $n -ne 1 ] || faults=(cause=drive lower_bound=0 names_then=sdb first_fault=70.000000 last_fault=71.000000
		last_sector=4096 last_name=sdb medium=2 evidence='critical medium error, dev sdb, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2')
	entry disk$n kind=scsi serial=WD-WCC4M$n serial_source=vpd serial_unique=1 wwid=naa.50014ee20000000$n vendor=ATA \
		model='WDC WD20EFRX-68E' rev=0A82 hctl=$n:0:0:0 name=$name present=1 "${faults[@]}"
done
block sys/devices/virtual dm-0 253:0 1000000000
printf 'sys/devices/virtual/block/dm-0/dm/name\tvg0-db\nsys/devices/virtual/block/dm-0/dm/uuid\tLVM-abc\n'
stands $md dm-0

nvme=sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/nvme/nvme0
printf '%s/serial\tS5EXNX0000001  \n%s/model\tEXAMPLE NVME 2TB\n%s/address\t0000:01:00.0\n%s/firmware_rev\t2B4Q\n' $nvme $nvme $nvme $nvme
printf 'sys/block/nvme0n1 -> ../devices/%s/nvme0n1\nsys/dev/block/259:0 -> ../../devices/%s/nvme0n1\n' "${nvme#sys/devices/}" "${nvme#sys/devices/}"
printf '%s/nvme0n1/device -> ../../nvme0\n%s/nvme0n1/dev\t259:0\n%s/nvme0n1/size\t3907029168\n%s/nvme0n1/wwid\teui.0025385000000001\n' $nvme $nvme $nvme $nvme
for n in 1 2; do
	printf '%s/nvme0n1/nvme0n1p%d/dev\t259:%d\n%s/nvme0n1/nvme0n1p%d/partition\t%d\n' $nvme $n $n $nvme $n $n
	printf 'sys/dev/block/259:%d -> ../../%s/nvme0n1/nvme0n1p%d\n' $n "${nvme#sys/}" $n
done

# Under multipath the disk belongs to the subsystem, its paths are hidden.
sub=sys/devices/virtual/nvme-subsystem/nvme-subsys1
printf '%s/serial\tS5EXNX0000002\n%s/model\tEXAMPLE NVME 2TB\n%s/nvme1 -> ../../../pci0000:00/0000:00:02.0/0000:02:00.0/nvme/nvme1\n' $sub $sub $sub
printf 'sys/devices/pci0000:00/0000:00:02.0/0000:02:00.0/nvme/nvme1/address\t0000:02:00.0\n'
printf 'sys/block/nvme1n1 -> ../devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1\n'
printf '%s/nvme1n1/device -> ../../nvme-subsys1\n%s/nvme1n1/dev\t259:5\n%s/nvme1n1/size\t3907029168\n' $sub $sub $sub
path=sys/devices/pci0000:00/0000:00:02.0/0000:02:00.0/nvme/nvme1/nvme1c1n1
printf 'sys/block/nvme1c1n1 -> ../%s\n%s/hidden\t1\n%s/device -> ../../nvme1\n' "${path#sys/}" $path $path
printf 'sys/bus/pci/slots/4/address\t0000:01:00\nsys/bus/pci/slots/5/address\t0000:02:00\n'
for n in 0 1; do
	entry disk$((n + 4)) kind=block name=nvme${n}n1 names_then=nvme${n}n1 present=1 cause=unknown lower_bound=0 \
		serial_unique=0 first_fault=90.000000 last_fault=90.000000 last_sector=8 last_name=nvme${n}n1 io=1 \
		evidence="I/O error, dev nvme${n}n1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
done
