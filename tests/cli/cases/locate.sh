# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the light of a bay, and only if the drive that was named sits there
host=rack/sys/devices/pci0000:00/host0
bay="$host/target0:0:8/0:0:8:0/enclosure/0:0:8:0/SLOT 04"
drive=$host/target0:0:1/0:0:1:0
page() { printf '\0\200\0\10%s' "$1"; }
try() {
	diskfault locate --sysroot rack "$@"
	echo "status $? light $(cat "$bay/locate")"
}
echo 0 >"$bay/locate"
# the device does not tell its serial
try sdb on
page ZC1A0B2C >$drive/vpd_pg80
try sdb on --dry-run
try sdb on
try sdb on
try ZC1A0B2C off
# another drive has come into the bay, or the bay says that it has
page ZC1OTHER >$drive/vpd_pg80
try sdb on
page ZC1A0B2C >$drive/vpd_pg80
ln -sfn ../../../../../target0:0:0/0:0:0:0 "$bay/device"
try sdb on
ln -sfn ../../../../../target0:0:1/0:0:1:0 "$bay/device"
# gone, without a serial of its own, a volume, several, none
for disk in sdc sdg volume0 nosuch; do try $disk on; done
echo sdb >rack/sys/class/diskfault/disk2/name
try sdb on
try sdb
try sdb blink
try on
# without an enclosure
diskfault locate --sysroot rack nvme0n1 on --dry-run
echo "status $?"
diskfault locate --sysroot rack nvme0n1 on
echo "status $?"
diskfault locate --sysroot bare sda on
echo "status $?"
