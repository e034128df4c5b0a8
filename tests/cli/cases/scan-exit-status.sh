# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --serials --exit-status logs/textbook.log
echo $?
diskfault scan --exit-status logs/quiet-machine.log
echo $?
diskfault scan -v logs/quiet-machine.log
diskfault scan logs/quiet-machine.log
: >empty.log
diskfault scan --json empty.log
