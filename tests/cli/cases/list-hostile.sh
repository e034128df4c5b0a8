# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2129 # one line per thing that is tried
# no byte below blank but the newline, and none above, leaves the command
diskfault list --sysroot hostile | tee table
diskfault list --sysroot hostile -o MODEL,VENDOR,NAME,THEN,HCTL,FIRST,SECTOR,MOUNTS,WWN,PATH,EVIDENCE | tee -a table
diskfault list --sysroot hostile -r -o SERIAL,MODEL,VENDOR,EVIDENCE | tee -a table
diskfault list --sysroot hostile -P -o SERIAL,MODEL,VENDOR,EVIDENCE | tee -a table
diskfault list --sysroot hostile --json | tee -a table
diskfault show --sysroot hostile sdh | tee -a table
diskfault list --sysroot hostile -n -o 'SERIAL
EVIL' 2>>table
diskfault list --sysroot hostile "$(printf 'a\033[31mb\n')" 2>>table
diskfault show --sysroot hostile "$(printf 'a\033[31m\377b')" 2>>table
diskfault scan "$(printf 'no\033[31mfile')" 2>>table
LC_ALL=C diskfault list --sysroot hostile -o SERIAL,MODEL | tee -a table
LC_ALL=C tr -d '\n\40-\176\303\244' <table | wc -c
