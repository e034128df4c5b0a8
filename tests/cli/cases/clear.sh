# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault clear --sysroot rack sdb -v
echo $?
cat rack/sys/class/diskfault/disk1/clear
grep -l 1 rack/sys/class/diskfault/*/clear
