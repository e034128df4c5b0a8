# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# files are one history in the order in which they were written: by their stamps,
# by their rotation where there are none, and whatever the order of the arguments
log=logs/textbook.log
mkdir plain stamped other
# bare lines: the rotation alone tells (the error stands in the newest file)
split -n l/3 --numeric-suffixes=1 "$log" part
mv part01 plain/syslog.2
mv part02 plain/syslog.1
mv part03 plain/syslog
gzip plain/syslog.2
diskfault scan --serials "$log" >want
diskfault scan --serials plain/syslog plain/syslog.1 plain/syslog.2.gz | cmp - want && echo rotation
diskfault scan --serials plain | cmp - want && echo directory
# stamps tell, whatever the names say
head -n 3 logs/prefix-rsyslog-iso.log >stamped/b.log
tail -n +4 logs/prefix-rsyslog-iso.log | xz >stamped/a.log.xz
diskfault scan --serials stamped/a.log.xz stamped/b.log
# dates in names
head -n 3 logs/prefix-kmsg.log >other/messages-20240107
tail -n +4 logs/prefix-kmsg.log >other/messages
diskfault scan --serials other/messages other/messages-20240107
# not logs: passed over in a directory, and it says so if nothing else is there
mkdir none
cp "$log" none/notes.txt
mkfifo none/syslog
diskfault scan none
echo $?
