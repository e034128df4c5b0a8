# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a part of a log: by time, by boot, by number; who is who may be said before it
log() {
	awk -v boot="$1" -v day="$2" 'BEGIN {
		stamp = day "T%02d:%02d:%02d+00:00 box kernel: [%5d.000000] "
		printf stamp "Linux version 6.1.0-18-amd64 (x@y) (gcc 12) #1 SMP Debian\n", 0, 0, 0, 0
		for (i = 0; i < 3; i++) {
			printf stamp "scsi 2:0:%d:0: Direct-Access     ATA      DISK%-12s SN06 PQ: 0 ANSI: 6\n", 0, 0, 5, 5, i, boot i
			printf stamp "sd 2:0:%d:0: [sd%c] Attached SCSI disk\n", 0, 0, 6, 6, i, 97 + i
		}
		for (i = 0; i < 20000; i++) {
			t = 60 + i * 4
			printf stamp "usb 1-%d: new high-speed USB device number %d using xhci_hcd\n", t / 3600, t / 60 % 60, t % 60, t, i % 7, i
			if (i % 5000 == 4999)
				printf stamp "critical medium error, dev sd%c, sector %d op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\n", t / 3600, t / 60 % 60, t % 60, t, 97 + i / 5000 % 3, 8 * i
		}
	}'
}
{
	log A 2023-03-01
	log B 2023-03-02
	log C 2023-03-03
} >three.log
list="diskfault scan -o NAME,MODEL,FAULTS,FIRST,LAST"
echo "all:"
$list three.log
for window in "--since=2023-03-03T20:00Z" "--since=2023-03-02T15:00Z --until=2023-03-02T23:59:59Z" \
	"--until=2023-03-01T06:00Z" "--boot" "--boot=-1" "--boot=-2" "--newest=1" "--newest=4"; do
	echo "$window:"
	# shellcheck disable=SC2086 # several words
	$list $window three.log
	# shellcheck disable=SC2086
	$list $window - <three.log >from-file
	# shellcheck disable=SC2086,SC2002 # a pipe cannot be read backwards
	cat three.log | $list $window - >from-pipe
	# (the newest of a pipe are counted over all of it)
	[[ $window == --newest* ]] || cmp from-file from-pipe
done
echo "explained:"
diskfault scan --explain --since=2023-03-03T20:00Z three.log
diskfault scan --explain --boot=-2 three.log
echo "given up first, and told last of what had failed before:"
printf 'Jun  8 03:1%s\n' \
	'0:00 shed kernel: ata7.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen' \
	'0:00 shed kernel: ata7.00: failed command: FLUSH CACHE EXT' \
	'0:00 shed kernel: ata7.00: cmd ea/00:00:00:00:00/00:00:00:00:00/a0 tag 9' \
	'0:00 shed kernel:          res 40/00:01:00:00:00/00:00:00:00:00/40 Emask 0x4 (timeout)' \
	'0:00 shed kernel: ata7: hard resetting link' \
	'1:05 shed kernel: ata7: reset failed, giving up' \
	'1:05 shed kernel: ata7.00: disabled' \
	'1:05 shed kernel: ata7: EH complete' >late.log
diskfault scan -o NAME,FAULTS,EVIDENCE late.log
diskfault scan --json late.log | grep -A3 '"\(first\|last\)": {' | grep record
# how much of it is read: to the attach line of the drive that failed, or nothing
for since in 2023-03-03T20:00Z 2023-03-03T22:14:17Z; do
	diskfault scan -v --since=$since three.log 2>&1 >/dev/null | awk -v size="$(wc -c <three.log)" '
		/from the end/ { print "looked at a " (4 * $NF < 3 * size ? $NF < 2 * 262144 ? "little" : "part" : "lot") }
		/were read/ { print "read a " (4 * $8 < 3 * size ? $8 < 262144 ? "little" : "part" : "lot") }'
done
echo "wrong:"
diskfault scan --since=soon three.log
diskfault scan --boot=1 three.log
diskfault scan --boot=-7 three.log
diskfault scan --newest=0 three.log
diskfault scan --boot --since=today three.log
diskfault scan --since=tomorrow --until=today three.log
diskfault scan --since=today logs/textbook.log
