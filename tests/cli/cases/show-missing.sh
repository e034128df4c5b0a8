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
