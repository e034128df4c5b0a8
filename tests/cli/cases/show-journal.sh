# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# where the kernel's ring has not all lines that tell of the faults, the journal has
PATH=$PATH:/lib/systemd
boot=0123456789abcdef0123456789abcdef
medium='critical medium error, dev sdj, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2'
# journal_entry BOOT MONOTONIC TEXT
journal_entry() {
	printf '%s\n' "__REALTIME_TIMESTAMP=$((1700000000000000 + $2))" "__MONOTONIC_TIMESTAMP=$(($2 + 500))" \
		"_BOOT_ID=$1" _MACHINE_ID=00000000000000000000000000000001 _HOSTNAME=store7 \
		_TRANSPORT=kernel PRIORITY=3 SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel \
		"_SOURCE_MONOTONIC_TIMESTAMP=$2" "MESSAGE=$3" ''
}
# shellcheck disable=SC2059 # the format is ours
{
	# of another boot, at a time that this one has had too
	journal_entry "${boot/0/f}" 812500000 "$(printf "$medium" 11)"
	journal_entry $boot 812000001 "$(printf "$medium" 204800)"
	journal_entry $boot 821000000 "$(printf "$medium" 204801)"
	journal_entry $boot 830250000 "$(printf "$medium" 204802)"
} >entries
mkdir -p shelf/var/log/journal/00000000000000000000000000000001 shelf/proc/sys/kernel/random
systemd-journal-remote -o shelf/var/log/journal/00000000000000000000000000000001/system.journal \
	entries 2>/dev/null
echo 01234567-89ab-cdef-0123-456789abcdef >shelf/proc/sys/kernel/random/boot_id
sectors() { diskfault show --sysroot shelf "$@" --json | jq -c '.findings[0].evidence[] | [.time, (.text | match("sector [0-9]+").string)]'; }
echo 'the ring has the last line only'
# shellcheck disable=SC2059
printf "3,106,830250000,-;$medium\n" 204802 >shelf/dev/kmsg
sectors sdj
echo 'there is no ring'
rm shelf/dev/kmsg
sectors sdj
echo 'nor anything else of this boot in the journal'
echo fedcba98-7654-3210-fedc-ba9876543210 >shelf/proc/sys/kernel/random/boot_id
sectors sdj
echo 'nor a boot that is known'
rm shelf/proc/sys/kernel/random/boot_id
sectors sdj
