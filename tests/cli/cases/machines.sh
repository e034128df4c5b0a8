# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# other machines than a rack: a server with an array a member short, a laptop, a VM
for machine in server laptop vm; do
	diskfault list --sysroot $machine -o SERIAL,SERIAL-SOURCE,NAME,SLOT,CAUSE,HOLDS,MOUNTS,CANDIDATES
done
diskfault show --sysroot server sdb | sed -n '1,8p;/holds/,/mounted/p;/must stay/,$p'
diskfault show --sysroot server nvme1n1 | sed -n '/slot/,/known from/p'
diskfault doctor --sysroot server
diskfault show --sysroot laptop nvme0n1 | sed -n '1,/mounted/p'
diskfault show --sysroot vm loop0 vdb
