# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# bytes of any kind in the log, and lines made to be slow to match
printf 'v \033[31m\377\0z\nw \033[31m\377\0z\n' >log
diskfault chase -e 'w (.*)' -e 'v ({})' log
{ printf 'b\n'; head -c 60000 /dev/zero | tr '\0' 'a'; printf 'b\nc x\n'; } >log
diskfault chase -e '(c) x' -e '((a+)+)$' log
echo $?
# longer than a line may be: its begin counts
{ printf 'one\n'; printf 'two '; head -c 300000 /dev/zero | tr '\0' 'y'; printf '\nthree\n'; } >log
diskfault chase -e '(\w+)' log | cut -c 1-20
diskfault chase -e '(\w+)(?: y*)?$' log | cut -c 1-20
