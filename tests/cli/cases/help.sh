# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault --help
# each fits a screen, and has an example
too_big() { awk 'length > 80 || NR > 24 { print "too big: " $0 }'; }
diskfault --help | too_big
for command in $(diskfault --help | sed -nE 's/^  ([a-z]+) .*/\1/p' | grep -v '^diskfault$'); do
	diskfault "$command" --help
	diskfault "$command" -h | too_big
	diskfault "$command" -h | grep -A1 '^Examples:' | grep -q "^  .*diskfault $command" ||
		echo "$command has no example"
done
