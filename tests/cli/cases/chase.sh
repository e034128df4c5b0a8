# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2002 # cat makes the pipe that is tested
try() { diskfault chase -e 'XFS ERROR (\[sd[a-z]+\])' -e '(sd \S+) {}.*' -e '{} \(SERIAL=([^)]*)\)' "$@"; }
try logs/textbook.log
try <logs/textbook.log
cat logs/textbook.log | try -
try --explain logs/textbook.log
cat logs/textbook-same-drive-returns.log | try
cat logs/textbook-same-drive-returns.log | try --serials
try --exit-status logs/textbook.log >/dev/null
echo $?
try --exit-status -v logs/lab-1.log
echo $?
: >empty
try empty
printf '\n' | try
# one expression is a chain of one
diskfault chase -e 'sd \S+ \(SERIAL=(\w+)\)' logs/textbook.log
# from where stdin stands
{ read -r _; diskfault chase -e '(.*)'; } <<'END'
first
second
third
END
