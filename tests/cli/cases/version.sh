# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault --version --sysroot rack
diskfault scan -V --sysroot rack
