# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A journal says what the log it was made of says: as a file, a directory, in each
# of journalctl's formats.
PATH=$PATH:/lib/systemd
mkdir journal
systemd-journal-remote -o journal/system.journal logs/journal-medium-error.log 2>/dev/null
findings() {
	diskfault scan --json "$@" | grep -vE '"(file|line|record|time|host)":'
}
findings logs/journal-medium-error.log >want
grep -E '"(cause|total|verified)"' want
for form in json json-pretty json-sse json-seq export; do
	journalctl -q --file journal/system.journal -o $form >$form.log
	findings $form.log | cmp - want && echo "$form: the same"
done
findings --journal=journal/system.journal | cmp - want && echo "file: the same"
findings --journal=journal | cmp - want && echo "directory: the same"
findings journal/system.journal | cmp - want && echo "argument: the same"
diskfault scan -n --journal=journal
# the text formats lose who said it
journalctl -q --file journal/system.journal -o short-monotonic >short.log
findings short.log | grep -E '"(cause|total|verified)"'
# a line that only looks like a driver's bears no device, or another
for device in '' '_KERNEL_DEVICE=+scsi:9:9:9:9' '_KERNEL_DEVICE=+scsi:2:0:0:0'; do
	printf '%s\n' __CURSOR=x __REALTIME_TIMESTAMP=1795364863000000 _TRANSPORT=kernel PRIORITY=6 \
		SYSLOG_FACILITY=0 'MESSAGE=sd 2:0:0:0: [sdc] tag#5 Sense Key : Medium Error [current]' \
		$device '' >forged.log
	diskfault scan --json forged.log | grep -E '"verified"'
	echo "strict: $(diskfault scan --strict -n forged.log)"
done
# two machines of one name, whose records alternate: each has its own sdc; and one
# that is called otherwise from then on is the same
for other in box other; do
	for i in 1 2 3; do
		for id in a b; do
			host=box
			[ "$i" = 1 ] || [ "$id" = b ] || host=$other
			text="sd 2:0:0:0: [sdc] Attached SCSI disk"
			[ $i = 1 ] || text="critical medium error, dev sdc, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
			printf '%s\n' __CURSOR=x __REALTIME_TIMESTAMP=179536486$i"000000" "_MACHINE_ID=${id}0000000000000000000000000000000" \
				_HOSTNAME=$host "_BOOT_ID=${id}0000000000000000000000000000000" _TRANSPORT=kernel PRIORITY=3 SYSLOG_FACILITY=0 \
				SYSLOG_IDENTIFIER=kernel "MESSAGE=$text" ''
		done
	done >alike.log
	diskfault scan --json alike.log | jq -r '.findings[] | [.host, .names[0], .faults.medium] | map(tostring) | join(" ")'
done
# not there, damaged, empty
diskfault scan --journal=nosuch
echo $?
head -c 100 journal/system.journal >cut.journal
diskfault scan --journal=cut.journal
echo $?
mkdir empty
diskfault scan --journal=empty
echo $?
