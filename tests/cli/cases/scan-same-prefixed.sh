# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Each log of the corpus that dmesg wrote says the same as another collector writes
# it, and when it is one of several machines that share a file.
findings() {
	diskfault scan --json "$@" 2>&1 |
		grep -vE '"(file|line|record|records_read|time|monotonic_us|host|verified|text)":'
}
# Where a form has whole seconds alone, only who and why.
who() {
	diskfault scan -r -n -o HCTL,NAME,CAUSE "$@" 2>&1 | sort
}
# The log as each of them has it, in a file of the form's name.
written() {
	perl -MPOSIX=strftime -ne 'BEGIN { %f = (
			ctime => sub { strftime("[%a %b %e %H:%M:%S %Y] ", @_) },
			rfc3164 => sub { strftime("%b %e %H:%M:%S vm kernel: ", @_) },
			"rfc3164-stamp" => sub { strftime("%b %e %H:%M:%S vm kernel: ", @_) . $stamp },
			remote => sub { strftime("%b %e %H:%M:%S 192.0.2.9 ", @_) },
			rfc5424 => sub { iso(@_) . "$us+00:00 vm kernel - - - " },
			"short-iso" => sub { iso(@_) . "+0000 vm kernel: " },
			"short-precise" => sub { strftime("%b %e %H:%M:%S$us vm kernel: ", @_) },
			"short-monotonic" => sub { "${stamp}vm kernel: " },
			"no-hostname" => sub { "${stamp}kernel: " },
			cri => sub { iso(@_) . "${us}Z stdout F $stamp" },
			docker => sub { "{\"log\":\"$stamp" },
			quoted => sub { "> > $stamp" },
			grep => sub { strftime("/var/log/kern.log:%b %e %H:%M:%S vm kernel: ", @_) . $stamp } );
			open $out{$_}, ">", $_ or die for keys %f }
		sub iso { strftime("%Y-%m-%dT%H:%M:%S", @_) }
		($stamp, $s, $us, $text) = /^(\[ *(\d+)(\.\d{6})\])(?:\[ *[TC]\d+\])? (.*)/ or die;
		$stamp .= " ";
		@when = gmtime(1700000000 + $s);
		for (keys %f) {
			$t = $text;
			$t =~ s/["\\]/\\$&/g, $t .= "\\n\",\"stream\":\"stdout\",\"time\":\"1\"}" if $_ eq "docker";
			print {$out{$_}} $f{$_}->(@when), $t, "\n";
		}' "$1"
}
compare() {
	cmp -s - "$2" || echo "$name: differs as $1"
}
logs=0
for log in logs/*.log; do
	name=${log##*/}
	# of no other form, and of one line each
	grep -qvE '^\[ *[0-9]+\.[0-9]{6}\](\[ *[TC][0-9]+\])? ' "$log" && continue
	[[ $name == *-monotonic.log ]] && continue
	findings "$log" >want
	who "$log" >short.want
	written "$log"
	for form in rfc3164-stamp rfc5424 short-precise short-monotonic no-hostname cri docker quoted grep; do
		findings $form | compare $form want
	done
	for form in ctime rfc3164 remote short-iso; do
		who $form | compare $form short.want
	done
	logs=$((logs + 1))
	sed "s/ vm kernel: / vm$((logs % 8)) kernel: /" rfc3164-stamp >shared.$logs
done
# eight machines at a time, their lines by turns
for ((i = 1; i + 7 <= logs; i += 8)); do
	for ((k = i; k < i + 8; k++)); do
		who shared.$k
	done | sort >short.want
	name=shared.$i
	paste -d '\n' $(seq -f 'shared.%g' $i $((i + 7))) | grep . >other
	who other | compare 'one of several' short.want
done
[ $logs -gt 20 ] && echo 'enough logs compared'
