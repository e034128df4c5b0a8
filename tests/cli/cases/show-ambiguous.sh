# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a drive that has gone had the name of one that is there
echo 'sdb' >rack/sys/class/diskfault/disk2/name
diskfault show --sysroot rack sdb -n -o SERIAL,PRESENT
echo $?
# the device node is about what is there now
diskfault show --sysroot rack /dev/sdb -n -o SERIAL,PRESENT
echo $?
