# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault list --sysroot rack -n -o SERIAL --exit-status
echo $?
diskfault list --sysroot healthy --exit-status -v
echo $?
