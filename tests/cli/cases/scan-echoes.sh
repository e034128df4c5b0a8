# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# what two files say alike counts once: hard links, copies, compressed copies, two
# logs of one machine, two dumps of one ring; what one file says twice counts twice
log=logs/scsi-medium-error.log
total() {
	diskfault scan --json "$@" | sed -n 's/^ *"total": //p'
}
cp "$log" copy.log
ln copy.log link.log
gzip -c "$log" >copy.log.1.gz
echo "alone: $(total "$log")"
echo "named twice: $(total "$log" "$log")"
echo "hard link: $(total copy.log link.log)"
echo "copy: $(total "$log" copy.log copy.log.1.gz)"
head -n 11 "$log" >earlier.log
echo "two dumps: $(total earlier.log "$log")"
echo "from a pipe: $(total - copy.log <"$log")"
sed 's/^.*: \[ *\([0-9.]*\)\] /Nov 22 16:00:00 vm kernel: [\1] /' "$log" >kern.log
{ echo 'Nov 22 15:59:59 vm cron[1]: (root) CMD (true)'; cat kern.log; } >syslog
echo "kern.log and syslog: $(total kern.log syslog)"
sed 's/ vm / other /' kern.log >other.log
echo "another machine: $(total kern.log other.log | tr '\n' ' ')"
echo 'Nov 22 16:00:00 vm kernel: I/O error, dev sdb, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2' >once
cat once once >twice
echo "the same second: $(total twice), and one of them elsewhere: $(total once twice), $(total twice once)"
