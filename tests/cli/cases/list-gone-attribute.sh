# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# an entry that goes away while it is read, and attributes that have no value
rm rack/sys/class/diskfault/disk1/*_fault rack/sys/class/diskfault/disk1/last_[ns]* rack/sys/class/diskfault/disk1/wwid
rm -r rack/sys/class/diskfault/disk2/* rack/sys/class/diskfault/records_*
mkdir rack/sys/class/diskfault/disk9x rack/sys/class/diskfault/power rack/sys/class/diskfault/disk
diskfault list --sysroot rack
diskfault list --sysroot rack -a --json | head -n 13
