# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the error stands 30 MB below the lines that tell who it is
{
	sed -n 1,7p logs/textbook.log
	yes '[  100.000000] unrelated log messages, again and again and again' | head -n 450000
	sed -n 8p logs/textbook.log
} >far.log
diskfault scan --serials far.log
diskfault scan --explain far.log
diskfault chase -e 'XFS ERROR (\[sd[a-z]+\])' -e '(sd \S+) {}.*' -e '{} \(SERIAL=([^)]*)\)' far.log
