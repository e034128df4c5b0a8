# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a narrow terminal cuts what can be spared, never what tells drives apart; a
# pipe and a wide one get it all
columns=SERIAL,NAME,HCTL,MODEL,SLOT,CAUSE,FAULTS,MOUNTS
on_terminal() {
	TERM=xterm script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r'
}
list="diskfault list --sysroot shelf --color=never -o $columns"
$list >all
head -n 3 all
for cols in 200 80 30; do
	on_terminal $cols "$list" >got
	echo "$cols columns: the longest line has $(wc -L <got)"
	cmp -s got all && echo 'it is all there'
	head -n 3 got
	# the serial, and the names, whole
	join <(awk '{ print $1, $2 }' all | sort) <(awk '{ print $1, $2 }' got | sort) | wc -l
done
on_terminal 30 "$list --raw" | head -n 2
on_terminal 30 "$list --pairs" | head -n 1
