# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault show --sysroot rack sdb --json
