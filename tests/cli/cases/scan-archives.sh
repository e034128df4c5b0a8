# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What is compressed says what the plain log says, whatever its name, from a file
# and from a pipe, in several members, with the zeros of a tape behind it.
log=logs/lab-3.log
diskfault scan --json "$log" | grep -v '"file":' >plain
same() {
	grep -v '"file":' | cmp - plain && echo "$1: the same"
}
lines=$(wc -l <"$log")
head -n $((lines / 2)) "$log" >one
tail -n +$((lines / 2 + 1)) "$log" >two
for pack in gzip xz lzma zstd bzip2 lz4; do
	$pack -c <"$log" >packed
	cp packed messages.gz
	diskfault scan --json messages.gz | same "$pack"
	cat packed | diskfault scan --json - | same "$pack, piped"
	{ $pack -c <one; $pack -c <two; head -c 4096 /dev/zero; } >members
	diskfault scan --json members | same "$pack, two members"
done
