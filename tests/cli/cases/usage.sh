# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# one sentence and status 2, each
try() { diskfault "$@"; echo "$?"; }
try observe
try ''
try --bogus
try list --since yesterday
try list sda
try list -e x
try list -o
try list --json=3
try list -o NOSUCH
try list -o ''
try list -o SERIAL,
try list -Z
try list --json -n
try list --json -o SERIAL
try list -r -P
try list -v -q
try list --color=blue
try show
try scan --serials --json
try scan --serials --explain
try scan --explain -n
try scan --serials --scrub
try scan --sysroot rack logs/textbook.log
try chase
try chase --json -e '(x)'
try chase -e '(x)' one two
try clear
