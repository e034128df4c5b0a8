# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the ledger: every fault once, over restarts, reloads, reboots and other names
class=rack/sys/class/diskfault
mkdir -p rack/proc/sys/kernel/random rack/var/lib
echo boot1 >rack/proc/sys/kernel/random/boot_id
rm -r $class/disk[2-9] $class/volume*
show="diskfault history --sysroot rack"
# set_faults COUNT FIRST LAST [XFS]: the counters of sdb
set_faults() {
	echo 0 | tee $class/disk1/faults/* >/dev/null
	echo "${4:-0}" >$class/disk1/faults/xfs_io
	echo "$1" >$class/disk1/faults/medium
	echo "$2" >$class/disk1/first_fault
	echo "$3" >$class/disk1/last_fault
	echo $(($1 + ${4:-0})) >$class/disk1/faults/total
}
# the recorder, while COMMAND is run
recorded() {
	local recorder
	rm -f said
	diskfault record --sysroot rack -v 2>said &
	recorder=$!
	timeout 20 sh -c 'until grep -qs "following\|waiting\|ledger" said; do sleep 0.1; done'
	"$@"
	kill -TERM $recorder
	wait $recorder
	echo "record ended with $?"
}
total() { $show -n -r -o FAULTS,MEDIUM; }

$show
echo "status $?"
set_faults 3 10.000000 20.000000 1
recorded true
total
recorded true
total
recorded set_faults 5 10.000000 30.000000 1
total
# loaded anew while nobody looked, and again under another name
rm -rf old && cp -a $class new && mv $class old && mv new $class
set_faults 5 10.000000 30.000000 1
recorded true
total
echo boot2 >rack/proc/sys/kernel/random/boot_id
set_faults 0 '' ''
echo sdq >$class/disk1/name
recorded set_faults 1 7000.000000 7000.000000
$show -o SERIAL,NAME,THEN,HCTL,CAUSE,FAULTS,MEDIUM,XFS,FIRST,LAST
$show ZC1A0B2C -o NAME,FAULTS,FIRST,LAST
$show --json | jq -c '.diskfault.source, (.findings[] | [.serial, .present, .names_then, .faults.total])'
$show --since '2023-11-14 23:00' -n -o NAME,FAULTS
$show --until '2023-11-14 23:00' -n -o NAME,FAULTS
$show --scrub -n -o SERIAL,NAME
$show --exit-status -q -n -o NAME nosuch
echo "status $?"
stat -c %a rack/var/lib/diskfault/ledger.db
