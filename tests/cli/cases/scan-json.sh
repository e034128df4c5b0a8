# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --json --exit-status logs/textbook.log
