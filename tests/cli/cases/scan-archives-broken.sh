# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Of a truncated archive all that can be decoded is read, and of a damaged one all
# that stands before the damage.  One sentence, and 1.
{ cat logs/textbook.log; seq 100000 | sha256sum; seq 100000; } >log
for pack in gzip xz zstd lz4; do
	$pack -c <log >packed
	size=$(stat -c %s packed)
	head -c $((size - 5)) packed >cut.log
	diskfault scan --serials cut.log
	echo "$pack, cut: $?"
	{ head -c $((size * 3 / 4)) packed; printf '%0200d' 0; tail -c $((size / 4 - 200)) packed; } >bad.log
	diskfault scan --serials bad.log
	echo "$pack, damaged: $?"
	{ cat packed; echo 'this is no archive'; } >tail.log
	diskfault scan --serials tail.log
	echo "$pack, with more behind it: $?"
done
