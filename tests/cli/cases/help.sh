# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault --help
diskfault --help | awk 'length > 80 || NR > 26'
for command in $(diskfault --help | sed -nE 's/^  ([a-z]+) .*/\1/p' | grep -v '^diskfault$'); do
	diskfault "$command" --help
	diskfault "$command" -h | awk 'length > 80 || NR > 40'
done
