# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Whatever stands around it, what is a record is found: NUL bytes, a line of 64 MB,
# bytes that are no UTF-8, a pipe with a name, a file that ends within a line.
log=logs/textbook.log
same() {
	diskfault scan --serials "$2" | cmp - want && echo "$1"
}
diskfault scan --serials "$log" >want
{ head -c 5000000 /dev/zero; echo; cat "$log"; head -c 100000 /dev/zero; } >nul.log
same 'NUL bytes' nul.log
{ head -c 64000000 /dev/zero | tr '\0' x; echo; cat "$log"; } >long.log
same 'a long line' long.log
gzip -1 long.log
same 'a long line, compressed' long.log.gz
{ printf '\377\376\200 \303(\n'; cat "$log"; printf '\360\237\n'; } >bytes.log
same 'no UTF-8' bytes.log
head -c 3000000 /dev/urandom | cat - "$log" | sed '1s/^/x/' >random.log
diskfault scan --serials random.log >/dev/null && echo 'random bytes'
mkfifo pipe
cat "$log" >pipe &
same 'a named pipe' pipe
{ cat "$log"; printf 'XFS ERROR [sd'; } >ends.log
same 'cut within a line' ends.log
printf '{"MESSAGE": "XFS ERROR [sda]", "_TRANSPORT": "kern' >cut.json
diskfault scan -n cut.json && echo 'JSON, cut'
yes '{"log":{' | head -c 3000000 >deep.json
diskfault scan -n deep.json && echo 'JSON, deep'
printf '__CURSOR=x\nMESSAGE\n\377\377\377\377\377\377\377\177short' >cut.export
diskfault scan -n cut.export && echo 'export, cut'
: >empty
diskfault scan -n empty && echo 'empty'
