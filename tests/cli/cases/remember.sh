# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# what was bad stays bad until somebody has said so
class=rack/sys/class/diskfault
mkdir -p rack/proc/sys/kernel/random
echo boot1 >rack/proc/sys/kernel/random/boot_id
rm -r $class/disk[2-9] $class/volume*
try() {
	echo "$1:"
	shift
	diskfault check --sysroot rack --state state "$@" >line
	echo "status $?"
	sed 's/ |.*//' line
}
# set COUNT FIRST LAST: the counters of sdb
set_faults() {
	echo 0 | tee $class/disk1/faults/* >/dev/null
	echo "$1" | tee $class/disk1/faults/medium >$class/disk1/faults/total
	echo "$2" >$class/disk1/first_fault
	echo "$3" >$class/disk1/last_fault
}
reload() { rm -rf old && cp -a $class new && mv $class old && mv new $class; }

set_faults 3 10.000000 20.000000
try 'three faults'
stat -c %a state
try 'again'
reload
set_faults 0 '' ''
try 'loaded anew, and the old records are lost'
set_faults 1 30.000000 30.000000
try 'one more'
set_faults 0 '' ''
try 'cleared'
set_faults 2 40.000000 41.000000
try 'two more'
echo boot2 >rack/proc/sys/kernel/random/boot_id
reload
set_faults 0 '' ''
try 'another boot'
set_faults 1 5.000000 5.000000
try 'and one more'
mv $class/disk1 gone
reload
try 'loaded anew without it'
try 'forgotten' --forget ZC1A0B2C
try 'stays so'
try 'nothing to forget' --forget ZC1A0B2D
mv gone $class/disk1
echo '{ "diskfault_check": 1, "dri' >state
set_faults 0 '' ''
try 'damaged'
set_faults 1 50.000000 50.000000
try 'damaged, but bad'
cat state
diskfault check --sysroot rack --state nosuch/state | sed 's/ |.*//'
echo "status ${PIPESTATUS[0]}"
