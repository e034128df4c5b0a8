# SPDX-License-Identifier: GPL-2.0
#
# Reckons with the figures of tests/bench/module: lines of a name and a number.

{ value[$1, ++count[$1]] = $2 }

# The values of a name in order, in sorted[].
function sort_values(name,	i, j, v) {
	for (i = 1; i <= count[name]; i++) {
		v = value[name, i] + 0
		for (j = i - 1; j > 0 && sorted[j] > v; j--)
			sorted[j + 1] = sorted[j]
		sorted[j + 1] = v
	}
	return count[name]
}

function median(name,	n) {
	n = sort_values(name)
	return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

# Ranks of the interval that holds the median with 95 %: of 21 the 6th and 16th.
function low_rank(n,	p, sum, k) {
	p = 0.5 ^ n
	for (k = 0; (sum += p) <= 0.025; k++)
		p *= (n - k) / (k + 1)
	return k < 1 ? 1 : k
}

function ratio(name, what, goal,	n, low) {
	if (!count[name])
		return
	m = median(name)
	n = count[name]
	low = low_rank(n)
	printf "  %-44s %5.3f  [%5.3f, %5.3f]%s\n", what, m / 1e4,
	       sorted[low] / 1e4, sorted[n + 1 - low] / 1e4, goal
}

function busy_less_none(how, name) {
	return median(how "busy-" name) - median(how "busy-none")
}

function busy(how, name, what,	m) {
	m = busy_less_none(how, name)
	printf "  %-44s %6.2f s%s\n", what, m / 100,
	       name == "module" ? "" : sprintf("  the module is %.2f of it (goal: 0.20)", \
		busy_less_none(how, "module") / m)
}

function all_busy(how, what) {
	if (!count[how "busy-none"])
		return
	print what
	busy(how, "module", "diskfault.ko")
	busy(how, "grep", "dmesg -W | grep -E")
	busy(how, "rsyslog", "rsyslogd, imklog to a file")
}

function late(name, what,	n) {
	n = sort_values(name)
	printf "  %-44s %6.2f ms  (95 %% within %.2f ms)\n", what,
	       (sorted[int((n + 1) / 2)]) / 1e6, sorted[int(n * 0.95)] / 1e6
}

END {
	if (count["ordinary"]) {
		print "writing 50,000 records, with the module against without [95 % interval]"
		ratio("ordinary", "ordinary records", "  goal: from 1.05 at most")
		ratio("ordinary-control", "  without against without", "")
		ratio("faults", "records of failing commands", "  goal: from 1.5 at most")
		ratio("faults-control", "  without against without", "")
	}
	if (count["latency-poll"]) {
		print "from the write of a record until somebody knows, median of " count["latency-poll"]
		late("latency-poll", "poll(2) on faults/total (goal: 20 ms, and:)")
		late("latency-grep", "dmesg -W | grep --line-buffered -E")
	}
	if (count["memory-module"]) {
		print "memory"
		printf "  %-44s %6d bytes\n", "fixed: code and data", median("memory-module")
		printf "  %-44s %6d bytes\n", "fixed: what it allocates when loaded, 1 drive",
		       median("memory-table")
		printf "  %-44s %6d bytes, %d nodes of sysfs in them\n", "each drive",
		       median("memory-entry"), median("memory-knodes")
		printf "  %-44s %6d bytes\n", "each line of the log", 0
	}
	all_busy("", "processors busy for 100,000 records, less those of their writer")
	all_busy("counted-", "the same on one processor whose clock counts instructions")
}
