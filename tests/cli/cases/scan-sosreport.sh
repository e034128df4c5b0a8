# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a sosreport, as a directory or as the archive it came in: its logs are one history,
# what several of them say counts once, and its udev database gives the serials
log=logs/scsi-medium-error.log
top=sosreport-vm-2026
mkdir -p $top/sos_commands/{kernel,logs,devices,block} $top/var/log $top/etc
sed 's/^kern *:[a-z]* *: //' "$log" >$top/sos_commands/kernel/dmesg
sed 's/^.*: \[ *[0-9.]*\] /Nov 22 16:00:00 vm kernel: /' "$log" >$top/var/log/messages
cp $top/var/log/messages $top/sos_commands/logs/journalctl_--no-pager_--boot
echo 'I/O error, dev sdb, sector 8' >$top/etc/motd
cat >$top/sos_commands/devices/udevadm_info_--export-db <<'END'
P: /devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sdc
N: sdc
E: DEVTYPE=disk
E: ID_MODEL=ST4000NM0033-9ZM170
E: ID_SERIAL=ST4000NM0033-9ZM170_Z1Z5T3KA
E: ID_SERIAL_SHORT=Z1Z5T3KA
E: ID_WWN_WITH_EXTENSION=0x5000c500653bd25a

P: /devices/pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sdc/sdc1
N: sdc1
E: DEVTYPE=partition
E: ID_SERIAL_SHORT=Z1Z5T3KA

P: /devices/pci0000:00/0000:00:1f.2/ata4/host3/target3:0:0/3:0:0:0/block/sdd
N: sdd
E: DEVTYPE=disk
E: ID_SERIAL_SHORT=OTHER
END
show() {
	diskfault scan --json "$@" | sed -n 's/^ *"\(serial\|total\|cause\|file\)": //p' | tr '\n' ' '
	echo
}
show $top
show --sysroot $top
tar cJf $top.tar.xz $top
show $top.tar.xz
tar cf $top.tar $top
show - <$top.tar
# lsblk's table will do
rm $top/sos_commands/devices/udevadm_info_--export-db
echo 'NAME="sdc" HCTL="2:0:0:0" TYPE="disk" SERIAL="Z1Z5T3KA" MODEL="ST4000NM0033-9ZM170"' \
	>$top/sos_commands/block/lsblk_-O_-P
show $top
# an archive that is cut, and one that wants to get out of its place
head -c 700 $top.tar.xz >cut.tar.xz
diskfault scan -n cut.tar.xz
echo $?
mkdir victim
(cd victim && tar cPf ../out.tar --transform 's,^,../escaped/,' ../$top/var/log/messages)
diskfault scan -n out.tar
ls -d escaped victim/escaped "$TMPDIR"/diskfault.* 2>/dev/null || echo "nothing left"
