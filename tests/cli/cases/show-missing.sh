# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault show --sysroot rack nosuch
echo $?
diskfault show --sysroot rack nosuch sdb -n -o SERIAL
echo $?
diskfault show --sysroot rack ''
echo $?
diskfault show --sysroot rack
echo $?
# what is called like a disk is not one for that; a node that has gone still names its drive
mkdir -p rack/srv && : >rack/srv/sdb
diskfault show --sysroot rack /srv/sdb
echo $?
diskfault show --sysroot rack /dev/sdc -n -o SERIAL
echo $?
diskfault show --sysroot rack /dev/disk/by-id/gone
echo $?
