# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# one drive only, in each format; it ends when nobody reads any more
class=rack/sys/class/diskfault
count=100
# more faults of both drives, until the watcher has told one
more() {
	timeout 20 sh -c 'until grep -qs watching said; do sleep 0.1; done'
	: >said
	while kill -0 "$1" 2>/dev/null; do
		count=$((count + 1))
		echo $count >$class/disk2/faults/total
		echo $count >$class/disk1/faults/medium
		echo $count >$class/disk1/faults/total
		sleep 0.2
	done
}

diskfault watch --sysroot rack --json --exit-status -v ZC1A0B2C 2>said > >(head -n 1 >json) &
more $!
wait $!
echo "status $?"
jq -r '.serial, .kind, (.faults | has("total"))' json
diff <(jq keys json) <(diskfault list --sysroot rack --json | jq '.findings[0] | keys') &&
	echo 'the keys of list'

diskfault watch --sysroot rack -P -o SERIAL,CAUSE -v sdb 2>said > >(head -n 1) &
more $!
diskfault watch --sysroot rack --scrub -v sdb 2>said > >(head -n 1 | sed 's/+[0-9]* .at.*/+N/') &
more $!

diskfault watch --sysroot rack nosuch
echo "status $?"
echo sdb >$class/disk2/name
echo 0 | tee $class/disk[12]/faults/* >/dev/null
diskfault watch --sysroot rack sdb
echo "status $?"
diskfault watch --sysroot bare sdb
echo "status $?"
