# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# what is followed besides a file of text: a pipe, JSON, containers' logs, a journal;
# the files before it are read first
PATH=$PATH:/lib/systemd
until_in() {
	timeout 60 sh -c "until [ \$(grep -c '$2' '$1') -ge ${3:-1} ]; do sleep 0.05; done" ||
		echo "no $2 in $1"
}
err() {
	echo "critical medium error, dev sdc, sector $((8 * $1)) op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2"
}
attach='sd 2:0:0:0: [sdc] Attached SCSI disk'
text() { printf '2026-02-16T06:44:%02d+00:00 box kernel: [%5d.000000] %s\n' "$1" "$1" "$2"; }
json() {
	jq -cn --arg t "$2" --arg s "$1" '{__REALTIME_TIMESTAMP: ($s + "000000"), _TRANSPORT: "kernel", PRIORITY: "3",
		SYSLOG_FACILITY: "0", SYSLOG_IDENTIFIER: "kernel", _HOSTNAME: "box", MESSAGE: $t}'
}
cri() { printf '2026-02-16T06:44:%02d.000000000Z stdout F <3>[%5d.000000] %s\n' "$1" "$1" "$2"; }
export_() {
	printf '%s\n' "__CURSOR=$1" "__REALTIME_TIMESTAMP=$((1795364863 + $1))000000" "__MONOTONIC_TIMESTAMP=${1}000000" \
		_BOOT_ID=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa _MACHINE_ID=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb \
		_TRANSPORT=kernel PRIORITY=3 SYSLOG_FACILITY=0 SYSLOG_IDENTIFIER=kernel _HOSTNAME=box "MESSAGE=$2" ''
}
# follow NAME COMMAND...: until three faults have been told, the second and third
# after the one before was; "more N" writes them
follow() {
	local name=$1 scan
	shift
	: >told
	"$@" >told 2>said 3>&- &
	scan=$!
	until_in told 'total 1'
	more 2
	until_in told 'total 2'
	more 3
	until_in told 'total 3'
	[ "$name" = pipe ] || kill -INT $scan
	[ "$name" != pipe ] || exec 3>&-
	wait $scan
	echo "$name: status $?, $(wc -l <told) told"
	cut -d' ' -f3- told
	cat said
}
for form in json cri export_; do
	{
		$form 0 "$attach"
		$form 1 "$(err 1)"
	} >$form.log
	more() { $form "$1" "$(err "$1")" >>$form.log; }
	follow $form diskfault scan --follow $form.log
	if [ $form = export_ ]; then
		systemd-journal-remote -o grows.journal export_.log 2>/dev/null
	fi
done
mkfifo pipe
exec 3<>pipe
{
	text 0 "$attach"
	text 1 "$(err 1)"
} >&3
more() { text "$1" "$(err "$1")" >&3; }
follow pipe diskfault scan --follow pipe
# pipes that say nothing, and one that nobody writes to: it is time to end
ends() {
	local name=$1 scan
	shift
	: >said
	"$@" 2>said <&0 &
	scan=$!
	until_in said following
	kill -INT $scan
	wait $scan
	echo "$name: status $?"
}
mkfifo silent nobody
exec 4<>silent
ends "nobody writes" diskfault scan -v --follow nobody
ends "silent" diskfault scan -v --follow silent
ends "silent, standard input" diskfault scan -v --follow - <silent
text 1 "$(err 1)" >before.log
ends "silent, after a file" diskfault scan -v --follow before.log silent | sed 's/.* - sdc -:/sdc -:/'
head -c 1000 grows.journal >&4
diskfault scan --follow silent
echo "a journal: status $?"
exec 4>&-
# a journal: it holds three faults, and a fourth comes
: >told
diskfault scan --follow --journal=grows.journal >told &
scan=$!
until_in told 'total 3'
export_ 4 "$(err 4)" | systemd-journal-remote -o grows.journal - 2>/dev/null
until_in told 'total 4'
kill -INT $scan
wait $scan
echo "journal: status $?"
cut -d' ' -f3- told
# a history: what was rotated is read, the last file followed
text 0 "$attach" | gzip >kern.log.2.gz
text 1 "$(err 1)" >kern.log.1
: >kern.log
more() { text "$1" "$(err "$1")" >>kern.log; }
follow history diskfault scan --follow kern.log kern.log.1 kern.log.2.gz
