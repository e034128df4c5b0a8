# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# each new fault is told once: not those from before, nor what a module that is
# loaded anew has read again
class=rack/sys/class/diskfault
# until_in FILE TEXT [LINES]: until so many lines have the text
until_in() {
	timeout 20 sh -c "until [ \$(grep -c '$2' '$1') -ge ${3:-1} ]; do sleep 0.1; done" ||
		echo "no $2 in $1"
}
# fault CLASS COUNT TOTAL LAST: one more fault of the drive sdb
fault() {
	echo "$4" >$class/disk1/last_fault
	echo "$2" >"$class/disk1/faults/$1"
	echo "$3" >$class/disk1/faults/total
}

diskfault watch --sysroot rack -v >told 2>said &
watch=$!
until_in said watching
fault medium 6 9 2095.000001
until_in told '+2'
fault xfs_io 4 10 2096.000001
until_in told '+1'

# loaded anew: another directory, and the old records are read again
mv $class gone
until_in said unloaded
cp -a gone anew
mv anew $class
fault medium 7 11 2097.000001
until_in told 'medium +1'

kill -TERM $watch
wait $watch
echo "status $?"
cat told
cat said
