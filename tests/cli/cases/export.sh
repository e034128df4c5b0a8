# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# metrics that those who read them take: promtool, and a strict reader of OpenMetrics
command -v promtool >/dev/null || { echo 'needs promtool'; exit 77; }
/usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || { echo 'needs python3-prometheus-client'; exit 77; }
cat >read.py <<'END'
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
n = len([s for f in text_string_to_metric_families(sys.stdin.read()) for s in f.samples])
print("samples" if n else "nothing")
END
# two drives of one serial, one without: no two samples may be the same
echo ZC1A0B2C >rack/sys/class/diskfault/disk0/serial
rm rack/sys/class/diskfault/disk2/serial
for tree in rack hostile healthy; do
	diskfault export --sysroot $tree >out || echo "status $?"
	promtool check metrics <out && /usr/bin/python3 read.py <out && tail -n 1 out
	diskfault export --sysroot $tree --scrub >scrubbed
	promtool check metrics <scrubbed && /usr/bin/python3 read.py <scrubbed
	diskfault export --sysroot $tree --textfile $tree.prom || echo "status $?"
	promtool check metrics <$tree.prom && grep -c counter$ $tree.prom
	diff <(grep -v '^#' out) <(grep -v '^#' $tree.prom) && stat -c %a $tree.prom
done
grep -c ZC1A scrubbed
diskfault export --sysroot rack | grep -E 'class="medium"|drive_info.*(sdb|nvme)|records|loaded|cause|timestamp'
diskfault export --sysroot hostile | grep -E 'class="io"|info'
