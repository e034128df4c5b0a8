# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2086 # numbers are words
#
# A laptop: NVMe with LUKS under LVM, and a USB stick; no udev, no right to see
# the serial of the case. After the paths that nvme, dm and usb-storage make.
# shellcheck source=tests/cli/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../machine.sh"

module 0 0
printf 'proc/sys/kernel/hostname\ttravel\nsys/class/dmi/id/sys_vendor\tEXAMPLE\nsys/class/dmi/id/product_name\tBook 14\n'
printf 'proc/self/mountinfo\t22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\\n23 22 259:1 / /boot rw - ext4 /dev/nvme0n1p1 rw\n'
printf 'proc/swaps\tFilename Type Size Used Priority\\n/dev/dm-2 partition 8388604 0 -2\n'
nvme=sys/devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0
printf '%s/serial\t\nsys/block/nvme0n1 -> ../devices/%s/nvme0n1\n' $nvme "${nvme#sys/devices/}"
printf '%s/address\t0000:03:00.0\n%s/nvme0n1/device -> ../../nvme0\n%s/nvme0n1/dev\t259:0\n' $nvme $nvme $nvme
printf '%s/nvme0n1/size\t1000215216\n' $nvme
for n in 1 2; do printf '%s/nvme0n1/nvme0n1p%d/dev\t259:%d\n%s/nvme0n1/nvme0n1p%d/partition\t%d\n' $nvme $n $n $nvme $n $n; done
stands $nvme/nvme0n1/nvme0n1p2 dm-0
block sys/devices/virtual dm-0 253:0 900000000
printf 'sys/devices/virtual/block/dm-0/dm/name\tluks\nsys/devices/virtual/block/dm-0/dm/uuid\tCRYPT-LUKS2-0-luks\n'
for n in 1 2; do
	block sys/devices/virtual dm-$n 253:$n 400000000
	stands sys/devices/virtual/block/dm-0 dm-$n
done
printf 'sys/devices/virtual/block/dm-1/dm/name\tvg-root\nsys/devices/virtual/block/dm-1/dm/uuid\tLVM-r\n'
printf 'sys/devices/virtual/block/dm-2/dm/name\tvg-swap\nsys/devices/virtual/block/dm-2/dm/uuid\tLVM-s\n'
entry disk0 kind=block name=nvme0n1 names_then=nvme0n1 present=1 cause=drive lower_bound=0 serial_unique=0 \
	first_fault=90.000000 last_fault=90.000000 last_name=nvme0n1 medium=1 \
	evidence='critical medium error, dev nvme0n1, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'
usb=sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host0/target0:0:0/0:0:0:0
printf '%s/type\t0\n' $usb
block $usb sda 8:0 60437492
printf 'run/udev/data/b8:0\tI:60000000\\nE:ID_SERIAL=Example_Stick_070B\\nE:ID_SERIAL_SHORT=070B61E5\\nE:ID_MODEL=Stick\n'
entry disk1 kind=scsi serial_unique=0 hctl=0:0:0:0 name=sda names_then=sda present=1 cause=path lower_bound=0 \
	first_fault=99.000000 last_fault=99.000000 last_name=sda offline=1 evidence='sd 0:0:0:0: rejecting I/O to offline device'
