# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a result that nobody got is no result
[ -w /dev/full ] || { echo 'no /dev/full here'; exit 77; }
diskfault list --sysroot rack >/dev/full
echo $?
diskfault list --sysroot rack --json >/dev/full
echo $?
diskfault scan --serials logs/textbook.log >/dev/full
echo $?
diskfault --help >/dev/full
echo $?
