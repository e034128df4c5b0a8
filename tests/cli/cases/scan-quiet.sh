# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --serials logs/textbook-vague-serials.log
diskfault scan --serials -q logs/textbook-vague-serials.log
