# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
try() { diskfault chase "$@" logs/textbook.log; echo $?; }
try -e 'XFS'
try -e '(XFS'
try -e '({})'
try -e '(x)' -e '{}'
try -e '(x)' -e '({}'
diskfault chase -e '(x)' nosuch.log
echo $?
diskfault chase -e '(x)' .
echo $?
