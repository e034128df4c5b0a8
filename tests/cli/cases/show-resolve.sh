# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# every way to name a drive
for disk in /dev/sdb /dev/sdb2 /dev/disk/by-id/wwn-0x5000c500a1b2c3d4 0:0:1:0 sdb sdb1 disk1 \
	ZC1A0B2C 0x5000c500a1b2c3d4 naa.5000c500a1b2c3d4 5000C500A1B2C3D4 \
	/dev/nvme0n1p1 nvme0n1 S4EWNX0R123456 8:0:0:1 dm-0 volume0 dm-3 sdc; do
	printf '%s: ' "$disk"
	diskfault show --sysroot rack "$disk" -n -o SERIAL,NAME
done
