# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# every tracked drive, with all that the machine knows of it
diskfault list -a --sysroot rack -o SERIAL,SERIAL-SOURCE,NAME,HCTL,SIZE,WWN,SLOT,ENCLOSURE,PRESENT
diskfault list -a --sysroot rack -o serial,path,mounts,candidates
