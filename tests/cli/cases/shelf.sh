# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a shelf behind an expander, on two paths
diskfault list --sysroot shelf
diskfault show --sysroot shelf sdj
# a volume: the drives below it, each once
diskfault show --sysroot shelf dm-100 | tail -n 8
# one that has gone: where it was when it was last there, from the log
diskfault show --sysroot shelf ZS205400 | grep slot
# its address is taken by another now: nothing is told
mkdir -p shelf/sys/class/scsi_device/0:0:17:0 shelf/sys/class/scsi_device/1:0:17:0
diskfault show --sysroot shelf ZS205400 | grep slot
# no line is wider than 78 characters, none has anything but ASCII
diskfault show --sysroot shelf sdj sdr dm-100 sda sdb | LC_ALL=C grep -cE '.{79}|[^ -~]'
# the same for programs
diskfault show --sysroot shelf sdj --json | jq -c '.machine, (.findings[0] | .bay, .holds, .mounts, .neighbours)'
diskfault show --sysroot shelf dm-100 --json | jq -c '.findings[0].candidates'
# what people call the places
mkdir -p shelf/etc
printf '%s\n' '# our names' 'rack B12' 'enclosure 0x500304801234567F "shelf 3"  # by its id' \
	'slot 0x500304801234567f 9 "row 2, left"' >shelf/etc/diskfault.conf
diskfault list --sysroot shelf -o SERIAL,SLOT,LOCATION
diskfault show --sysroot shelf sdj | grep location
# what is wrong is told with its line, once, and nothing else fails
printf '%s\n' 'rack B12' 'slot 1 2' >shelf/etc/diskfault.conf
diskfault list --sysroot shelf -o SERIAL,LOCATION
printf 'rack "B12\n' >shelf/etc/diskfault.conf
diskfault show --sysroot shelf sdj | grep -c location
printf 'rack B\000\n' >shelf/etc/diskfault.conf
diskfault show --sysroot shelf sdj | grep -c location
