# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the manual has every option of the command and none besides; so has each synopsis
commands=$(diskfault --help | sed -nE 's/^  ([a-z]+) .*/\1/p' | grep -v '^diskfault$')
# two may share a line
options_of() { diskfault "$1" --help | grep -oE '  (-.,|   ) --[a-z-]+'; }
for command in $commands; do
	options_of "$command" | tr -d ', ' | grep -oE -- '--.*|^-[^-]'
done | sed -E 's/^-+//' | sort -u >in-help
sed -nE '/^\.Ss Options/,/^\.Ss Causes/s/^\.It (.*)/\1/p' user/diskfault.8 |
	grep -oE 'Fl (-[a-z-]+|[a-zA-Z])' | sed -E 's/^Fl -?//' | sort -u >in-manual
diff in-help in-manual && wc -l <in-help

for command in $commands; do
	options_of "$command" | sed -nE 's/^  -(.), .*/\1/p; s/^      --([a-z-]+).*/\1/p' |
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
# the completions know the same
subcommands=$(echo "$commands" | sort)
options=$(options_of scan | grep -oE -- '--.*' | sort)
columns=$(diskfault list -H | sed 's/ .*//' | sort)

# shellcheck source=/dev/null
. user/completion/diskfault
in_bash() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_diskfault
	printf '%s\n' "${COMPREPLY[@]}" | sort
}
# what zsh would be told: its own widgets need a terminal
in_zsh() {
	# shellcheck disable=SC2016 # zsh expands it
	zsh -f -c 'compadd() { [[ $1 == -a ]] && print -l -- ${(P)2} || print -l -- "$@" }
		_describe() { print -l -- ${${(P)2}%%:*} }
		_files() { print files }
		words=("$@") CURRENT=$# && source user/completion/_diskfault' zsh "$@" |
		grep -vx -- -- | sort
}
in_fish() {
	# shellcheck disable=SC2016 # fish expands it
	fish --no-config -c 'source user/completion/diskfault.fish; complete -C $argv[1]' "$*" |
		sed 's/\t.*//' | sort
}
for shell in bash zsh fish; do
	command -v $shell >/dev/null || { echo "needs $shell"; exit 77; }
	diff <(in_$shell diskfault '') <(echo "$subcommands") &&
		diff <(in_$shell diskfault scan -- | grep -- ^--) <(echo "$options") &&
		diff <(in_$shell diskfault list -o '') <(echo "$columns") &&
		in_$shell diskfault locate x o | grep -x on && echo $shell
done
