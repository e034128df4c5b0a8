# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault scan --explain logs/textbook-reused-name.log
diskfault scan --explain logs/textbook-error-first.log
diskfault scan --explain logs/scsi-medium-error.log
diskfault scan --explain --scrub logs/textbook.log
# each fault with its serial, also if that was said only afterwards
printf '%s\n' 'sd 0:0:0:0 Attached Disk Drive' 'sd 0:0:0:0 [sda] Options' 'XFS ERROR [sda]' \
	'sd 0:0:0:0 (SERIAL=LATE001)' | diskfault scan --explain -
