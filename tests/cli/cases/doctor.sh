# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# one line for each thing that is looked at, and what to do about it
diskfault doctor --sysroot rack
echo "$?"
# without a module it has failed, and says so in its status
mkdir -p empty/sys/block empty/etc
diskfault doctor --sysroot empty
echo "$?"
# a file of names that is wrong is told with its line
printf 'rack B12\nshelf 3\n' >empty/etc/diskfault.conf
diskfault doctor --sysroot empty --json | jq -c '.diskfault.exit_status, (.checks[] | select(.name == "config"))'
# what is for tests only is a failure on any other machine
mkdir -p rack/sys/module/diskfault/parameters
echo Y >rack/sys/module/diskfault/parameters/accept_user_records
diskfault doctor --sysroot rack | grep -A1 trust
# a ring that was chosen
mkdir -p rack/proc
echo 'root=/dev/sda1 log_buf_len=16M quiet' >rack/proc/cmdline
diskfault doctor --sysroot rack | grep ring
diskfault doctor now
