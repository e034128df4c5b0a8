# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2086 # numbers are words
#
# A virtual machine: virtio disks, one without a serial, a loop device on a file.
# After the paths that virtio_blk and loop make.
# shellcheck source=tests/cli/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../machine.sh"

module 0 0
printf 'proc/sys/kernel/hostname\tguest\nsys/class/dmi/id/sys_vendor\tQEMU\nsys/class/dmi/id/product_name\tStandard PC (Q35)\n'
printf 'proc/self/mountinfo\t22 1 254:1 / / rw - ext4 /dev/vda1 rw\\n23 22 7:0 / /img rw - xfs /dev/loop0 rw\\n24 22 0:40 /sub /pool rw - btrfs /dev/vdb rw\n'
for n in 0 1; do
	name=vd$(printf '%b' "\\x6$((n + 1))")
	dir=sys/devices/pci0000:00/0000:00:0$((n + 4)).0/virtio$n/block/$name
	printf 'sys/block/%s -> ../%s\nsys/dev/block/254:%d -> ../../%s\n' $name "${dir#sys/}" $((n * 16)) "${dir#sys/}"
	printf '%s/dev\t254:%d\n%s/size\t41943040\n%s/device -> ../../../virtio%d\n' "$dir" $((n * 16)) "$dir" "$dir" $n
	entry disk$n kind=block name=$name names_then=$name present=1 cause=unknown lower_bound=0 serial_unique=0 \
		first_fault=9.000000 last_fault=9.000000 last_sector=8 last_name=$name io=1 \
		evidence="I/O error, dev $name, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
done
printf 'sys/devices/pci0000:00/0000:00:04.0/virtio0/block/vda/serial\tZZ00017\n'
printf 'sys/devices/pci0000:00/0000:00:04.0/virtio0/block/vda/vda1/dev\t254:1\n'
printf 'sys/devices/pci0000:00/0000:00:04.0/virtio0/block/vda/vda1/partition\t1\n'
printf 'sys/dev/block/254:1 -> ../../devices/pci0000:00/0000:00:04.0/virtio0/block/vda/vda1\n'
block sys/devices/virtual loop0 7:0 204800
printf 'sys/devices/virtual/block/loop0/loop/backing_file\t/var/lib/disk.img\n'
entry volume0 kind=volume name=loop0 names_then=loop0 present=1 cause=unknown lower_bound=0 first_fault=9.100000 \
	last_fault=9.100000 last_name=loop0 io=1 evidence='I/O error, dev loop0, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'
