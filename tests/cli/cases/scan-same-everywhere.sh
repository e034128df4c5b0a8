# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Each log of the corpus says the same when it is compressed, comes through a pipe,
# is split as by logrotate and named in the wrong order, or lies in a journal.
PATH=$PATH:/lib/systemd
findings() {
	diskfault scan --json "$@" 2>&1 | grep -vE '"(file|line|record|records_read|time|host)":'
}
compare() {
	cmp -s - want || echo "$name: differs $1"
}
split_log() {
	local total half
	total=$(wc -l <"$1") half=$((total / 2))
	# rows of one record stay together, as logrotate leaves them
	while [ $half -lt "$total" ] && sed -n "$((half + 1))p" "$1" | grep -q '^[[:blank:]]'; do
		half=$((half + 1))
	done
	head -n $half "$1" >messages.1
	tail -n +$((half + 1)) "$1" >messages
}
# what journald makes of "dmesg -x"
to_export() {
	perl -ne 'BEGIN { @l{qw(emerg alert crit err warn notice info debug)} = 0 .. 7 }
		next unless /^kern *:(\w+) *: \[ *(\d+)\.(\d{6})\] (.*)/;
		my ($level, $us, $text) = ($l{$1}, $2 * 1000000 + $3, $4);
		print "__CURSOR=$.\n__REALTIME_TIMESTAMP=", 1795364863000000 + $us,
			"\n__MONOTONIC_TIMESTAMP=", $us + 100, "\n_BOOT_ID=", "a" x 32,
			"\n_MACHINE_ID=", "b" x 32, "\n_HOSTNAME=vm\n_TRANSPORT=kernel\n",
			"SYSLOG_FACILITY=0\nPRIORITY=$level\n_SOURCE_MONOTONIC_TIMESTAMP=$us\n";
		print "_KERNEL_DEVICE=+scsi:$1\n" if $text =~ /^(?:sd|scsi) (\d+:\d+:\d+:\d+): /;
		print "MESSAGE=$text\n\n"' "$1"
}
logs=0 journals=0
for log in logs/*.log; do
	name=${log##*/}
	case $name in
	prefix-* | journal-*) continue ;;
	esac
	findings "$log" >want
	gzip -c "$log" >packed
	findings packed | compare compressed
	zstd -qc "$log" | findings - | compare 'compressed and piped'
	# a mailer breaks lines anywhere, and nobody rotates a mail
	if [[ $name != mail-* ]]; then
		split_log "$log"
		findings messages messages.1 | compare split
	fi
	logs=$((logs + 1))
	# only logs that hold nothing else can be compared
	grep -qvE '^(kern *:[a-z]* *: \[ *[0-9]+\.|#)' "$log" && continue
	rm -f log.journal
	to_export "$log" >fields
	systemd-journal-remote -o log.journal fields >/dev/null 2>&1
	diskfault scan -r -n -o HCTL,NAME,CAUSE,FAULTS,XFS,IO,MEDIUM "$log" >want
	diskfault scan -r -n -o HCTL,NAME,CAUSE,FAULTS,XFS,IO,MEDIUM --journal=log.journal |
		compare 'in a journal'
	journals=$((journals + 1))
done
[ $logs -gt 20 ] && [ $journals -gt 3 ] && echo 'enough logs compared'
