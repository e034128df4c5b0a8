# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault --sysroot bare
echo $?
diskfault show --sysroot bare sda
echo $?
diskfault clear --sysroot bare sda
echo $?
diskfault -V --sysroot bare
# on a machine without the module, and this directory is in no sysroot
[ -e /sys/class/diskfault ] || diskfault list 2>&1 | cat
