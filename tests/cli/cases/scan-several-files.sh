# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# one history, in the order given; lines are counted in each
head -n 7 logs/textbook.log >old.log
tail -n +8 logs/textbook.log >new.log
diskfault scan --serials old.log new.log
diskfault scan --explain old.log new.log
diskfault scan --serials new.log old.log
