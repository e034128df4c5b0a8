# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
diskfault list --sysroot rack -r -o SERIAL,HCTL,MODEL,FAULTS,SLOT
diskfault list --sysroot rack -P -o SERIAL,HCTL,MODEL,FAULTS,SLOT,MOUNTS
diskfault list --sysroot rack -n -o SERIAL,CAUSE
