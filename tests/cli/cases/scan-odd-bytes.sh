# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# NUL, broken UTF-8, lines without end, a prefix and nothing behind it
{
	sed -n 1,7p logs/textbook.log
	printf 'a\0b\n\377\376\200\n\n\n   \n\t\n[\n<\n>\n> \n[ 1.0\n[    1.000000]\n<3>\n1,2,3,-;\n{}\n'
	printf 'Feb 30 25:61:61 x kernel: y\n9999-99-99T99:99:99Z z\n[Xxx Yyy]\n[+1]\n[ +\n'
	head -c 200000 /dev/zero | tr '\0' 'x'
	printf '\nXFS ERROR [sda]\n'
	head -c 70000 /dev/zero | tr '\0' ' '
	printf '\nXFS ERROR [sda]\0\n'
	printf 'XFS ERROR [sda]'
	head -c 70000 /dev/zero | tr '\0' ' '
} >odd.log
diskfault scan --serials odd.log
diskfault scan --explain odd.log
diskfault scan -n -o SERIAL,FAULTS - <odd.log
