# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a log that is written while it is read, and rotated in every way there is: each
# fault is told once, none is lost
until_in() {
	timeout 60 sh -c "until [ \$(grep -c '$2' '$1') -ge ${3:-1} ]; do sleep 0.05; done" ||
		echo "no $2 in $1"
}
# line SECONDS TEXT
line() {
	printf '2026-02-16T06:44:%02d+00:00 box kernel: [%5d.000000] %s\n' "$1" "$1" "$2"
}
# err SECONDS: a fault
err() {
	line "$1" "critical medium error, dev sdc, sector $((8 * $1)) op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
}
line 0 'sd 2:0:0:0: [sdc] Attached SCSI disk' >log
err 1 >>log
: >told
: >said
diskfault scan -v --follow log >told 2>said &
scan=$!
until_in told 'total 1'
echo "it grows, also by half lines"
err 2 >>log
until_in told 'total 2'
err 3 | head -c 70 >>log
err 4 >other
err 3 | tail -c +71 >>log
until_in told 'total 3'
echo "renamed, and written to until whoever writes knows of the new one"
mv log log.1
: >log
err 4 >>log.1
until_in told 'total 4'
err 5 >>log.1
err 6 >>log
until_in told 'total 6'
until_in said anew
echo "copied, and made empty"
cp log log.0
: >log
err 7 >>log
until_in told 'total 7'
until_in said anew 2
echo "written anew, and longer than before at once"
{
	err 8
	err 9
} >log
until_in told 'total 9'
echo "gone, and there again"
rm log
err 10 >new
mv new log
until_in told 'total 10'
kill -TERM $scan
wait $scan
echo "status $?"
sed 's/medium +[1-9]/medium +N/' told | tail -n 1
awk '{ sub(/.*\+/, ""); sum += $1 } END { print sum }' told
sort -u said

echo "a record that nothing follows, and a fault without its last line"
{
	line 0 'sd 2:0:0:0: [sdc] Attached SCSI disk'
	line 1 'sd 2:0:0:0: [sdc] tag#5 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=2s'
	line 1 'sd 2:0:0:0: [sdc] tag#5 Sense Key : Medium Error [current] '
} >half.log
: >told
diskfault scan --follow half.log >told &
scan=$!
until_in told 'total 1'
kill -INT $scan
wait $scan
echo "status $?"
cat told

echo "the newest of what is there, the faults since then, the last boot"
for window in --newest=1 --since=2026-02-16T06:44:30Z --boot; do
	{
		line 0 'XFS (sdd): log I/O error -5'
		line 1 'scsi 2:0:0:0: Direct-Access     ATA      OLD              SN06 PQ: 0 ANSI: 6'
		line 2 'sd 2:0:0:0: [sdc] Attached SCSI disk'
		err 3
		line 0 'Linux version 6.1.0-18-amd64 (x@y) (gcc 12) #1 SMP Debian'
		line 1 'scsi 2:0:0:0: Direct-Access     ATA      NEW              SN06 PQ: 0 ANSI: 6'
		line 2 'sd 2:0:0:0: [sdc] Attached SCSI disk'
		err 20
		err 40
	} >boots.log
	: >told
	diskfault scan --follow --json --exit-status $window boots.log >told &
	scan=$!
	until_in told '^{.*"NEW"'
	err 50 >>boots.log
	until_in told '^{.*"NEW"' 2
	kill -INT $scan
	wait $scan
	echo "$window: status $?"
	jq -r '[.serial, .model, .cause, .faults.total, .lower_bound, (.evidence[0] | .line)] | map(tostring) | join(" ")' told
done

echo "it ends when nobody reads"
yes "$(err 1)" | head -n 100 >many.log
diskfault scan --follow --json many.log > >(head -n 1 | jq '.faults.medium >= 100') &
scan=$!
while kill -0 $scan 2>/dev/null; do
	err 2 >>many.log
	sleep 0.1
done
wait $scan
echo "status $?"
echo "what cannot be followed"
gzip -k boots.log
for wrong in boots.log.gz nosuch "--until now boots.log" "--explain boots.log" "--boot=-1 boots.log" "--sysroot rack"; do
	# shellcheck disable=SC2086 # several words
	timeout 60 diskfault scan --follow $wrong
	echo $?
done
