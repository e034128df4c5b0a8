# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# what was found is looked for literally
printf '%s\n' 'a+b.c (x) [y] {z} ^$ | \ # ~ & - end' 'key a+b.c (x) [y] {z} ^$ | \ # ~ & - is=ONE' \
	'key aabxc is=TWO' 'want a+b.c (x) [y] {z} ^$ | \ # ~ & -' |
	diskfault chase -e 'want (.*)' -e 'key {} is=(\w+)'
# twice in one expression; none at all; a repetition is no hole
printf '%s\n' 'x=x yes' 'x=y no' 'find x' | diskfault chase -e 'find (.)' -e '{}={} (\w+)'
printf '%s\n' 'last' 'aaa' 'b' | diskfault chase -e '(b)' -e '(a{3})' -e '(l\w+)'
# a group that took no part is empty
printf '%s\n' 'ab' 'b' | diskfault chase -e '(a)?b' -e '{}a(b)'
# a match begins with the line
printf '%s\n' 'no XFS (x)' 'XFS y' | diskfault chase -e 'XFS (.)'
