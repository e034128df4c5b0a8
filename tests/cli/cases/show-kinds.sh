# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault show --sysroot rack disk0 disk2 disk3 disk4 disk5 volume0
