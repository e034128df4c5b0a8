# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# without the module that is what the metrics say; a file is whole or as it was
diskfault export --sysroot bare
echo "status $?"
mkdir dir
echo old >dir/old.prom
diskfault export --sysroot rack --textfile nosuch/x.prom
echo "status $?"
diskfault export --sysroot rack --textfile dir
echo "status $?"
ls dir
(ulimit -f 1 && trap '' XFSZ && diskfault export --sysroot rack --textfile dir/old.prom)
echo "status $?"
ls dir && cat dir/old.prom
diskfault export --sysroot rack sdb
echo "status $?"
diskfault export --sysroot rack >/dev/full
echo "status $?"
