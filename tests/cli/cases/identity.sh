# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# where each value is known from, and what is no serial
sd=rack/sys/devices/pci0000:00/host0/target0:0:1/0:0:1:0
entry=rack/sys/class/diskfault/disk1
who() { diskfault show --sysroot rack sdb --json | jq -c '.findings[0] | [.serial, .serial_source, .serial_from, .serial_unique, .serial_doubt]'; }
# the module, then the page that the drive gave, then what udev has, best first
who
rm $entry/serial
printf '\0\200\0\010ZC1PAGE0' >$sd/vpd_pg80
who
rm $sd/vpd_pg80
who
sed -i 's/ID_SCSI_SERIAL/ID_OTHER/' rack/run/udev/data/b8:16
# only the name of the drive is left, and that is no serial
who
printf 'E:ID_SERIAL=35000c500a1b2c3d4\n' >>rack/run/udev/data/b8:16
who
printf 'E:SCSI_IDENT_SERIAL=ZC1IDENT\n' >>rack/run/udev/data/b8:16
who
# one that the module has from the drive may be its name, too
echo 5000C500A1B2C3D4 >$entry/serial
sed -i '/IDENT/d' rack/run/udev/data/b8:16
who
# one that another drive has
echo ZC1HEALTHY0 >$entry/serial
who
# names of nothing but zeros, and those that two have
echo naa.0000000000000000 >$entry/wwid
rm rack/run/udev/data/b8:16
diskfault show --sysroot rack sdb --json | jq -c '.findings[0] | [.wwn, .wwn_source, .wwn_doubt]'
echo naa.5000c500a0000001 >$entry/wwid
diskfault show --sysroot rack sdb --json | jq -c '.findings[0] | [.wwn, .wwn_source, .wwn_doubt]'
diskfault doctor --sysroot rack | grep -A1 -E ' (serials|wwns) '
