# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the manual has every option of the command and none besides; so has each synopsis
for command in list show scan chase doctor clear; do
	diskfault "$command" --help | grep -oE '^  (-.,|   ) --[a-z-]+' | tr -d ', ' | grep -oE -- '--.*|^-[^-]'
done | sed -E 's/^-+//' | sort -u >in-help
sed -nE '/^\.Ss Options/,/^\.Ss Causes/s/^\.It (.*)/\1/p' user/diskfault.8 |
	grep -oE 'Fl (-[a-z-]+|[a-zA-Z])' | sed -E 's/^Fl -?//' | sort -u >in-manual
diff in-help in-manual && wc -l <in-help

for command in list show scan chase doctor clear; do
	diskfault "$command" --help | sed -nE 's/^  -(.), .*/\1/p; s/^      --([a-z-]+).*/\1/p' |
		sort >in-help
	awk -v command="$command" '
		/^\.Sh DESCRIPTION/ { exit }
		/^\.(Op )?Cm / { mine = $NF == command }
		/Fl / && mine { sub(/.*Fl /, ""); print }' user/diskfault.8 |
		sed -E 's/^-([a-z-]+).*/long \1/; s/^([a-zA-Z]) Ar .*/\1/' |
		awk '$1 == "long" { print $2; next }
		     { for (i = 1; i <= length($1); i++) print substr($1, i, 1) }' | sort >in-synopsis
	diff in-help in-synopsis && echo "$command"
done
# every column of the command
diskfault list -H | wc -l
# the completion knows the same
# shellcheck source=/dev/null
. user/completion/diskfault
COMP_WORDS=(diskfault scan --e) COMP_CWORD=2
_diskfault
echo "${COMPREPLY[@]}"
COMP_WORDS=(diskfault '') COMP_CWORD=1
_diskfault
echo "${COMPREPLY[@]}"
COMP_WORDS=(diskfault list -o SER) COMP_CWORD=3
_diskfault
echo "${COMPREPLY[@]}"
