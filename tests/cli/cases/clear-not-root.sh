# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
[ "$(id -u)" -eq 0 ] || { echo 'needs root to become somebody else'; exit 77; }
chmod 200 rack/sys/class/diskfault/*/clear
chmod 755 . .. && chown -R 0:0 .
setpriv --reuid=65534 --clear-groups diskfault clear --sysroot rack sdb
