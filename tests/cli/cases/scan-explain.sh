# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --explain logs/textbook-reused-name.log
diskfault scan --explain logs/textbook-error-first.log
diskfault scan --explain logs/scsi-medium-error.log
diskfault scan --explain --scrub logs/textbook.log
# each fault with its serial, also if that was said only afterwards
printf '%s\n' 'sd 0:0:0:0 Attached Disk Drive' 'sd 0:0:0:0 [sda] Options' 'XFS ERROR [sda]' \
	'sd 0:0:0:0 (SERIAL=LATE001)' | diskfault scan --explain -
# also if the log ends before libata's error handling does
printf '%s\n' '[  71.300001] ata6.00: exception Emask 0x0 SAct 0x40 SErr 0x0 action 0x0' \
	'[  71.300009] ata6.00: failed command: READ FPDMA QUEUED' \
	'[  71.300020] ata6.00: cmd 60/08:30:a8:11:5c/00:00:02:00:00/40 tag 6 ncq dma 4096 in' \
	'         res 41/40:08:a8:11:5c/00:00:02:00:00/00 Emask 0x409 (media error) <F>' \
	'[  71.300031] ata6.00: status: { DRDY ERR }' \
	'[  71.300038] ata6.00: error: { UNC }' | diskfault scan --explain -
