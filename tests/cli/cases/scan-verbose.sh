# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What reads like a line about a disk and is of no known format is shown, also
# where the sieve would have passed it over.
log() {
	echo '[    1.000000] usb 1-1: new high-speed USB device number 2 using xhci_hcd'
	echo '[    2.000000] foo: I/O error of a kind that nobody has seen'
	echo '[    3.000000] sd 0:0:0:0: [sda] Attached SCSI disk'
	echo '[    4.000000] ata3.00: a word that libata does not say'
}
log | diskfault scan -v -n -o NAME -
log | diskfault scan -n -o NAME -
