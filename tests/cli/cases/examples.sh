# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Every example of the manual pages, and of each subcommand's help, works as it
# stands there, on a machine with such a drive; below another root.
commands=$(diskfault --help | sed -nE 's/^  ([a-z]+) .*/\1/p' | grep -v '^diskfault$')

# The commands among the examples of diskfault(8), one a line.
in_manual() {
	awk '/^\.Sh/ { mine = $2 == "EXAMPLES"; next }
	     mine && sub(/^(\.Dl )?[#$] /, "") { print; next }
	     mine && /^ +-/' user/diskfault.8 | sed -E 's/\\e/\\/g'
}
in_help() {
	for command in $commands ''; do
		# shellcheck disable=SC2086 # none, for all together
		diskfault $command --help | sed -n '/^Examples:/,/^$/s/^  //p'
	done | sed -E 's/([^ ])  +.*/\1/'
}
joined() { sed -E ':a; /\\$/ { N; s/\\\n *//; ba }'; }
in_manual | joined >manual
in_help | joined >help

# sdk is a drive of the shelf, and has the serial and the link of the examples.
rename() { find shelf -type f -exec grep -lZ "$1" {} + | xargs -0 sed -i "s/$1/$2/g"; }
rename ZS203181 ZC1A0B2C
mkdir -p shelf/dev/disk/by-id shelf/var/lib/diskfault
touch shelf/dev/sdk
ln -s ../../sdk shelf/dev/disk/by-id/wwn-0x5000c500a1b2c3d4
class=shelf/sys/class/diskfault/disk10
for file in first last; do echo 700.000001 >$class/${file}_fault; done
echo drive >$class/cause
# As the module has it: never empty, and the sum last.
fail() {
	local n=$(($(cat $class/faults/total) + 1))
	echo $n 1<>$class/faults/medium
	echo $n 1<>$class/faults/total
}
fail
echo "btime $(($(date +%s) - 1000))" >shelf/proc/stat
# logs of a machine that is off, and the journal of one that is on
mkdir -p root/var/log root/var/lib/diskfault root/var/lib/prometheus/node-exporter root/srv journal
head -n 3 logs/module-line.log >kern.log.2
sed -n '4,5p' logs/module-line.log >kern.log.1
tail -n +6 logs/module-line.log >kern.log
cp kern.log.1 kern.log root/var/log
tee old.log <logs/textbook.log >root/var/log/old.log
PATH=$PATH:/lib/systemd
awk '{ match($0, /\] /); printf "__REALTIME_TIMESTAMP=1795364863%06d\n", NR
	print "__MONOTONIC_TIMESTAMP=" 1000000 * NR "\n_BOOT_ID=0123456789abcdef0123456789abcdef"
	print "_TRANSPORT=kernel\nPRIORITY=6\nSYSLOG_FACILITY=0\nSYSLOG_IDENTIFIER=kernel\n_HOSTNAME=store7"
	print "MESSAGE=" substr($0, RSTART + 2) "\n" }' logs/module-line.log |
	systemd-journal-remote -o journal/system.journal - 2>/dev/null
journalctl() { command journalctl -q -D journal "${@/-k/--no-pager}"; }
# no systemd runs here: the unit it is asked for is there
systemctl() { [ -e "user/${!#}.service.in" ]; }

# Those that go on until they are interrupted: until they have told of a fault.
endless() {
	local pid
	: | tee told >said
	command diskfault "$@" -v --sysroot shelf >told 2>said &
	pid=$!
	until grep -qE 'watching|following' said; do sleep 0.1; done
	fail
	[ "$1" = record ] || until [ -s told ]; do sleep 0.1; done
	kill $pid
	cat told
	wait $pid
}
# It tells first of what the log holds already.
followed() {
	local pid
	: >told
	command diskfault "$@" >told &
	pid=$!
	until [ -s told ]; do sleep 0.1; done
	kill $pid
	cat told
	wait $pid
}
diskfault() {
	case "$1 $*" in
	*--follow*) followed "$@" ;;
	"watch "* | "record "*) endless "$@" ;;
	"chase "* | "scan "*) command diskfault "$@" ;;
	*) command diskfault "$@" --sysroot shelf ;;
	esac
}

diskfault record
while IFS= read -r example <&3; do
	# shellcheck disable=SC2001 # a class of two
	eval "$(sed "s# /\(var\|srv\)/# $PWD/root/\1/#g" <<<"$example")" >out 2>err
	echo "status $?, $([ -s out ] && echo something || echo nothing): $example"
	grep -v 'watching\|following' err
done 3< <(cat manual help)
echo "of the manual: $(wc -l <manual), of the help: $(wc -l <help)"

# diskfault.conf(5): the file, and where the drive is then
mkdir -p shelf/etc
sed -n '/^\.Sh EXAMPLES/,/^\.Ed/p' user/diskfault.conf.5 | grep -vE '^(\.|A server)' >shelf/etc/diskfault.conf
rename 0x500304801234567f 0x50030480090a1b3f
diskfault show sda | grep -A1 location
sed -n '/^The drive in the first bay/,/^\.Dq/s/^\.Dq //p' user/diskfault.conf.5
