# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --strict --serials logs/textbook.log
diskfault scan --strict --serials logs/prefix-dmesg.log
diskfault scan --strict -n -o NAME logs/forged.log
diskfault scan --json logs/forged.log | grep -E '"(records_refused|verified)"'
