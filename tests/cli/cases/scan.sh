# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2002 # cat makes the pipe that is tested
diskfault scan logs/textbook.log
diskfault scan logs/textbook.log --serials
diskfault scan --serials - <logs/textbook.log
cat logs/textbook.log | diskfault scan -n -o SERIAL,NAME -
diskfault scan logs/scsi-medium-error.log -o NAME,MODEL,VENDOR,HCTL,CAUSE,FAULTS,XFS,IO,MEDIUM,FIRST,LAST,SECTOR,THEN
