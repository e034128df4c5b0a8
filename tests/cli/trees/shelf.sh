# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2086 # numbers are words
#
# A shelf of 24 drives behind an expander, on two paths, with multipath, LVM on
# the first four. No such shelf was at hand: the paths and files are those that
# mpt3sas, scsi_transport_sas, ses and dm of Linux 6.1 make.
# shellcheck source=tests/cli/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../machine.sh"

module 0 20
printf 'proc/sys/kernel/hostname\tstore7\nproc/self/mountinfo\t36 22 253:100 / /data rw - xfs /dev/mapper/vg-data rw\n'
printf 'sys/class/dmi/id/sys_vendor\tExample\nsys/class/dmi/id/product_name\tS-4\nsys/class/dmi/id/product_serial\tEX700017\n'

# Two adapters, and the shelf's own SCSI device behind each.
for h in 0 1; do
	hba=sys/devices/pci0000:00/0000:0$((h + 3)):00.0/host$h
	printf 'sys/class/scsi_host/host%d -> ../../%s/scsi_host/host%d\n' $h "${hba#sys/}" $h
	printf '%s/scsi_host/host%d/proc_name\tmpt3sas\n' "$hba" $h
	ses=$hba/port-$h:0/expander-$h:0/port-$h:0:24/end_device-$h:0:24/target$h:0:24/$h:0:24:0
	printf '%s/type\t13\n%s/vendor\tEXAMPLE\n%s/model\tSHELF24\n' "$ses" "$ses" "$ses"
	printf 'sys/class/scsi_device/%s -> ../../%s/scsi_device/%s\n' "$h:0:24:0" "${ses#sys/}" "$h:0:24:0"
	printf '%s/scsi_device/%s/device -> ../../../%s\n' "$ses" "$h:0:24:0" "$h:0:24:0"
	printf 'sys/class/enclosure/%s -> ../../%s/enclosure/%s\n' "$h:0:24:0" "${ses#sys/}" "$h:0:24:0"
	printf '%s/enclosure/%s/id\t0x500304801234567f\n%s/enclosure/%s/components\t24\n' "$ses" "$h:0:24:0" "$ses" "$h:0:24:0"
	printf '%s/enclosure/%s/device -> ../../../%s\n' "$ses" "$h:0:24:0" "$h:0:24:0"
done

for n in {0..23}; do
	serial=ZS2$(printf %05d $((n * 317 + 11)))
	wwn=5000c500a7$(printf %06x $((n * 4096 + 7)))
	names=()
	for h in 0 1; do
		name=$(disk_name $((h * 24 + n)))
		end=sys/devices/pci0000:00/0000:0$((h + 3)):00.0/host$h/port-$h:0/expander-$h:0/port-$h:0:$n/end_device-$h:0:$n
		device=$end/target$h:0:$n/$h:0:$n:0
		bay=${end%/port-*}/port-$h:0:24/end_device-$h:0:24/target$h:0:24/$h:0:24:0/enclosure/$h:0:24:0/Slot\ $(printf %02d $((n + 1)))
		printf '%s/slot\t%d\n%s/locate\t0\n%s/fault\t0\n' "$bay" $n "$bay" "$bay"
		# One bay is empty now: its drive has gone.
		if [ $n -eq 17 ]; then
			printf '%s/status\tnot installed\n' "$bay"
			continue
		fi
		printf '%s/status\tOK\n' "$bay"
		printf '%s/device -> ../../../../../../../port-%d:0:%d/end_device-%d:0:%d/target%d:0:%d/%d:0:%d:0\n' \
			"$bay" $h $n $h $n $h $n $h $n
		printf '%s/sas_device/end_device-%d:0:%d/bay_identifier\t%d\n' "$end" $h $n $n
		printf 'sys/class/sas_device/end_device-%d:0:%d -> ../../%s/sas_device/end_device-%d:0:%d\n' $h $n "${end#sys/}" $h $n
		scsi "$device" EXAMPLE EX12000NM "$serial" $wwn
		block "$device" "$name" "$((8 + h)):$((n * 16))" 23437770752
		printf 'run/udev/data/b%d:%d\tI:4000000\\nS:disk/by-path/pci-0000:0%d:00.0-sas-exp0x500304801234567f-phy%d-lun-0\\nE:ID_WWN=0x%s\\nE:ID_SERIAL_SHORT=%s\\nE:ID_SCSI_SERIAL=%s\n' \
			$((8 + h)) $((n * 16)) $((h + 3)) $n $wwn $wwn "$serial"
		stands "$device/block/$name" "dm-$n"
		names+=("$name")
	done
	if [ $n -eq 17 ]; then
		entry disk$n kind=scsi serial="$serial" serial_source=vpd serial_unique=1 wwid=naa.$wwn vendor=EXAMPLE \
			model=EX12000NM rev=A1 hctl="0:0:$n:0 1:0:$n:0" name='sdr sdap' names_then=sdr present=0 cause=path \
			lower_bound=0 first_fault=900.500000 last_fault=901.500000 last_name=sdr offline=2 evidence='sd 0:0:17:0: rejecting I/O to offline device'
		continue
	fi
	block sys/devices/virtual dm-$n 253:$n 23437770752
	printf 'sys/devices/virtual/block/dm-%d/dm/name\tmpath%d\nsys/devices/virtual/block/dm-%d/dm/uuid\tmpath-3%s\n' $n $n $n $wwn
	faults=(cause=none lower_bound=0)
	[ $n -ne 9 ] || faults=(cause=drive lower_bound=1 names_then=sdj first_fault=812.000001 last_fault=830.250000
		last_sector=204802 last_name=sdj medium=4 xfs_io=1
		evidence='critical medium error, dev sdj, sector 204802 op 0x0:(READ) flags 0x1000 phys_seg 1 prio class 2')
	entry disk$n kind=scsi serial="$serial" serial_source=vpd serial_unique=1 wwid=naa.$wwn vendor=EXAMPLE \
		model=EX12000NM rev=A1 hctl="0:0:$n:0 1:0:$n:0" name="${names[*]}" present=1 "${faults[@]}"
done

# What the adapter's driver said when it found the drive that has gone; the last
# line is not the kernel's own.
printf 'dev/kmsg\t%s\\n%s\\n%s\n' \
	'6,800,2000000,-;scsi 0:0:17:0: enclosure logical id (0x500304801234567f), slot(17) ' \
	'6,801,2000100,-;scsi 1:0:17:0: enclosure logical id (0x500304801234567f), slot(17) ' \
	'14,900,3000000,-;scsi 0:0:17:0: enclosure logical id (0x5003048000000000), slot(5) '
block sys/devices/virtual dm-100 253:100 90000000000
printf 'sys/devices/virtual/block/dm-100/dm/name\tvg-data\nsys/devices/virtual/block/dm-100/dm/uuid\tLVM-x\n'
for n in 8 9 10 11; do stands sys/devices/virtual/block/dm-$n dm-100; done
printf 'run/udev/data/b253:100\tI:5000000\n'
entry volume0 kind=volume name=dm-100 names_then=dm-100 present=1 cause=drive lower_bound=0 first_fault=812.100000 \
	last_fault=812.100000 last_sector=8 last_name=dm-100 xfs_io=1 \
	evidence='XFS (dm-100): metadata I/O error in "xfs_read_agi+0x8d/0x120 [xfs]" at daddr 0x8 len 1 error 61'
