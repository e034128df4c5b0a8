# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# never by itself in a pipe; NO_COLOR wins over auto, always over NO_COLOR
diskfault list --sysroot rack -o CAUSE,SERIAL --color | cat -v
NO_COLOR=1 diskfault list --sysroot rack -n -o CAUSE --color=auto | cat -v
NO_COLOR=1 diskfault list --sysroot rack -n -o CAUSE --color=always | cat -v
diskfault list --sysroot rack -n -o CAUSE --color=never | cat -v
