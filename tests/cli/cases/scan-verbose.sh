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
# what drivers say of themselves when all is well is none of that
i=0
while read -r line; do
	printf '[%5d.000000] %s\n' $((i++)) "$line"
done <<'END' | diskfault scan -v -
md: bind<sda1>
md: md0: resync done.
md/raid1:md0: active with 2 out of 2 mirrors
device-mapper: ioctl: 4.48.0-ioctl (2023-03-01) initialised: dm-devel@lists.linux.dev
device-mapper: verity: sha256 using implementation "sha256-avx2"
device-mapper: crypt: xts(aes) using implementation "xts-aes-aesni"
nvme nvme0: pci function 0000:01:00.0
nvme nvme0: 8/0/0 default/read/poll queues
nvme nvme1: creating 16 I/O queues.
nvme nvme1: rescanning namespaces.
END
