# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # read by run and guest
#
# What a kernel says when something is wrong with it.
complaints='WARNING:|BUG:|Oops|UBSAN|KASAN|INFO: (task|rcu|possible)|suspicious RCU|refcount_t:|ODEBUG disabled|leaked'

# limit_of FILE: seconds that a test may take, if it has a limit of its own.
limit_of() { sed -n 's/^# limit: *//p' "$1"; }

# complaint: the first one in the kernel log that is read. A stock kernel races
# with itself in many places, so of KCSAN's reports only those count whose stack
# has us in it; and not that the scheduler looks at the flags of a task, without a
# mark, while the task changes its own: memalloc_noio_save() does, inlined in us.
# Nor that whoever reads the ring of printk, by kmsg_dump_get_line() as by any other
# way, reads what a writer changes: it looks afterwards whether that was so.
complaint() {
	awk '
		BEGIN {
			ring = "(_?prb|desc|data)_[a-z_]+"
			others = "kthread_is_per_cpu|in " ring " / " ring "$"
		}
		/BUG: KCSAN/ { kcsan = $0; ours = 0; theirs = $0 ~ others; next }
		kcsan && /\[diskfault\]/ && !theirs { ours = 1 }
		kcsan && /==========/ { if (ours) print kcsan; kcsan = "" }
		{ print }
		END { if (kcsan && ours) print kcsan }
	' | grep -aE -m1 "$complaints"
}

# tainted: what taint a complaint has left, if any: a bad page, a death, a warning,
# a lockup. A module from outside the tree leaves others.
tainted() {
	local taint
	read -r taint </proc/sys/kernel/tainted
	[ $((taint & (1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))) -ne 0 ] && echo "$taint"
}
