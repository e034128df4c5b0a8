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
