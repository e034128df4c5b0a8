# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# each gets a sentence, the others are read all the same
mkdir dir
printf 'LPKSHHRH\0\0\0\0' >a.journal
diskfault scan --serials nosuch.log dir logs/textbook.log a.journal
echo $?
diskfault scan --serials --exit-status nosuch.log logs/textbook.log
echo $?
[ "$(id -u)" -eq 0 ] || exit 0
cp logs/textbook.log secret.log
chmod 0 secret.log
chmod 755 . .. && setpriv --reuid=65534 --clear-groups diskfault scan secret.log
