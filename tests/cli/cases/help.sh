# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault --help
for command in list show scan chase clear; do
	diskfault "$command" --help
	diskfault "$command" -h | awk 'length > 80 || NR > 40'
done
