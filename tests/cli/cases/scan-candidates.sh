# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the drive that may lie under a volume, as it is told by itself; with the lines of both
cat >md.log <<'END'
Feb  2 21:40:00 den kernel: SCSI device sdb: 490234752 512-byte hdwr sectors (251000 MB)
Feb  2 21:40:00 den kernel: Attached scsi disk sdb at scsi1, channel 0, id 0, lun 0
Feb  2 21:40:07 den kernel: SCSI error : <1 0 0 0> return code = 0x8000002
Feb  2 21:40:07 den kernel: Current sdb: sense = 70  3
Feb  2 21:40:07 den kernel: end_request: I/O error, dev sdb, sector 734103
Feb  2 21:40:07 den kernel: I/O error in filesystem ("md0") meta-data dev md0 block 0xb3397       ("xfs_trans_read_buf") error 5 buf count 8192
END
diskfault scan --json md.log | jq -c '.findings[] | [.names, .cause, [.candidates[] | [.name, .faults, .cause]], [.evidence[] | [.line, .text]]]'
