# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault list --sysroot healthy --json --exit-status
