# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# nothing that names a drive is left
diskfault list -a --sysroot rack --scrub -o SERIAL,WWN,NAME,PATH,CANDIDATES,EVIDENCE
diskfault list -a --sysroot rack --scrub --json | grep -cE 'ZC1A0B2C|WCC4N0123456|a1b2c3d4|6001405|S4EWNX'
diskfault show --sysroot rack --scrub sdb
