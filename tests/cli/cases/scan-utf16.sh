# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A log that a shell of Windows has saved (ssh host dmesg > dmesg.txt) is UTF-16.  It
# says what it said before, from a file and from a pipe; what is broken in it harms
# only itself.
findings() {
	diskfault scan --json "$@" 2>&1 | grep -v '"file":'
}
same() {
	findings - | cmp - plain && echo "$1: the same"
}
log=logs/lab-3.log
findings "$log" >plain
sed 's/$/\r/' "$log" >windows
{ printf '\xff\xfe'; iconv -f UTF-8 -t UTF-16LE windows; } >little
{ printf '\xfe\xff'; iconv -f UTF-8 -t UTF-16BE "$log"; } >big
same 'little-endian' <little
cat little | same 'little-endian, piped'
same 'big-endian' <big
findings little | cmp - plain && echo 'a file: the same'
dd if=little bs=77 status=none | same 'in odd pieces'
# halves of pairs, and half a character at the end
{ printf '\xff\xfe#\0\x00\xd8\n\0\x00\xdc\n\0\x3d\xd8\x00\xde\n\0'; tail -c +3 little; printf 'x'; } >odd
diskfault scan -r -n -o NAME,CAUSE,FAULTS "$log" >want
diskfault scan -r -n -o NAME,CAUSE,FAULTS odd | cmp - want && echo 'broken characters: the same'
printf '\xff\xfe' | diskfault scan -n - && echo 'nothing in it: nothing found'
diskfault scan --follow little
echo "status $?"
