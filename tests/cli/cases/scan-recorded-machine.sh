# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# without files: the kernel's log of the machine, and who sits there now
mkdir -p rack/dev
cat >rack/dev/kmsg <<'END'
6,100,1000000,-;scsi host0: mpt3sas
5,101,1100000,-;scsi 0:0:1:0: Direct-Access     SEAGATE  ST4000NM0023     GS10 PQ: 0 ANSI: 6
 SUBSYSTEM=scsi
 DEVICE=+scsi:0:0:1:0
5,102,1200000,-;sd 0:0:1:0: [sdb] Attached SCSI disk
 SUBSYSTEM=scsi
 DEVICE=+scsi:0:0:1:0
3,103,1300000,-;critical medium error, dev sdb, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
3,104,1400000,-;critical medium error, dev sdb, sector 4104 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
END
device=rack/sys/class/scsi_device/0:0:1:0/device
mkdir -p $device/block/sdb
echo 0 >$device/type
printf '\0\200\0\024            ZC1A0B2C' >$device/vpd_pg80
echo naa.5000c500a1b2c3d4 >$device/wwid
echo 'SEAGATE ' >$device/vendor
echo 'ST4000NM0023    ' >$device/model
echo GS10 >$device/rev
diskfault scan --sysroot rack
diskfault scan --sysroot rack --serials
diskfault scan --sysroot rack --explain
# a drive that was replaced at its address is not the one that is there now
cat >rack/dev/kmsg <<'END'
5,101,1100000,-;scsi 0:0:1:0: Direct-Access     OLDMAKER GONE             0001 PQ: 0 ANSI: 6
5,102,1200000,-;sd 0:0:1:0: [sdb] Attached SCSI disk
3,103,1300000,-;critical medium error, dev sdb, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
5,104,2100000,-;scsi 0:0:1:0: Direct-Access     SEAGATE  ST4000NM0023     GS10 PQ: 0 ANSI: 6
5,105,2200000,-;sd 0:0:1:0: [sdb] Attached SCSI disk
3,106,2300000,-;I/O error, dev nvme0n1, sector 4096 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2
END
diskfault scan --sysroot rack -o SERIAL,SERIAL-SOURCE,NAME,HCTL,MODEL,SIZE,WWN,SLOT,PRESENT
# libata tells of its port only; where that is, the place of the device says
mkdir -p port/dev port/sys/class/scsi_device port/sys/devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/scsi_device/2:0:0:0
cat >port/dev/kmsg <<'END'
3,900,9000000,-;ata3.00: exception Emask 0x0 SAct 0x1 SErr 0x0 action 0x0
3,901,9000001,-;ata3.00: failed command: READ FPDMA QUEUED
3,902,9000002,-;ata3.00: cmd 60/08:00:98:b2:78/00:00:13:00:00/40 tag 0 ncq dma 4096 in\x0a         res 41/40:08:9a:b2:78/00:00:13:00:00/00 Emask 0x409 (media error) <F>
3,903,9000003,-;ata3.00: error: { UNC }
6,904,9000004,-;ata3: EH complete
END
place=port/sys/devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0
ln -s ../../devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/scsi_device/2:0:0:0 port/sys/class/scsi_device/2:0:0:0
mkdir -p $place/block/sdc $place/scsi_device/2:0:0:0
ln -s ../.. $place/scsi_device/2:0:0:0/device
echo 0 >$place/type
printf '\0\200\0\024            ZC1A0B2D' >$place/vpd_pg80
echo 'ATA     ' >$place/vendor
echo 'ST4000NM0033-9ZM' >$place/model
diskfault scan --sysroot port -o SERIAL,NAME,HCTL,CAUSE,MEDIUM
