# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
echo 'sdb' >rack/sys/class/diskfault/disk2/name
diskfault clear --sysroot rack sdb
echo $?
diskfault clear --sysroot rack nosuch
echo $?
diskfault clear --sysroot rack sda sdb
echo $?
diskfault clear --sysroot rack
echo $?
cat rack/sys/class/diskfault/*/clear | tr -d '\n'
