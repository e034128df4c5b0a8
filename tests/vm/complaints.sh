# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # read by run and guest
#
# What a kernel says when something is wrong with it.
complaints='WARNING:|BUG:|Oops|UBSAN|KASAN|INFO: (task|rcu|possible)|suspicious RCU|refcount_t:|leaked'
