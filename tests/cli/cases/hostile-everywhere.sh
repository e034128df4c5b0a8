# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Serial, model, label, volume group, mount point and file that lie: whatever the
# command and the format, nobody is hurt who reads it.
command -v promtool >/dev/null || { echo 'needs promtool'; exit 77; }
# shellcheck disable=SC2016,SC1003 # not to be expanded, and no escape
evil='$(id)`id`"'\''|;<&>%s%n{}= \\'$'\t\033[31m\r\n\377\302\233\342\200\256'
class=hostile/sys/class/diskfault/disk7
put() { mkdir -p "${1%/*}" && printf '%s\n' "$2" >"$1"; }
for file in serial vendor model rev; do put $class/$file "$file$evil"; done
put $class/name sdh
put $class/names_then sdh
put $class/hctl 1:0:0:0
put $class/wwid "naa.$evil"
put $class/evidence "critical medium error, dev sdh, sector 8 $evil"
put $class/cause drive
put $class/first_fault 5.000000
put $class/last_fault 5.000000
put hostile/proc/stat 'btime 1700000000'
put hostile/proc/sys/kernel/hostname "host$evil"
put hostile/sys/class/dmi/id/product_serial "chassis$evil"
put hostile/sys/class/dmi/id/product_name "product$evil"
mkdir -p hostile/var/lib hostile/sys/block/sdh/holders hostile/sys/block/dm-5/slaves
ln -s ../../dm-5 hostile/sys/block/sdh/holders/dm-5
ln -s ../../sdh hostile/sys/block/dm-5/slaves/sdh
put hostile/sys/block/dm-5/dev 253:5
put hostile/sys/block/dm-5/dm/name "vg-$evil"
put hostile/sys/block/dm-5/dm/uuid "LVM-$evil"
printf '36 22 253:5 / /mnt/\\040"\\012\\033[31m\377| rw - xfs /dev/dm-5 rw\n' >hostile/proc/self/mountinfo
printf 'E:ID_FS_LABEL=%s\nE:ID_FS_TYPE=%s\n' "$evil" "$evil" >hostile/run/udev/data/b253:5
mkdir -p hostile/dev
printf '%s\n' '6,1,1000000,-;sd 1:0:0:0: [sdh] Attached SCSI disk' \
	'3,2,5000000,-;critical medium error, dev sdh, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2' \
	"3,3,6000000,-;critical medium error, dev $evil" >hostile/dev/kmsg

# what each reader makes of it
harmless() {
	# valid UTF-8, and no control byte but the newline, none that turns text around
	iconv -f UTF-8 -t UTF-8 <"$1" >/dev/null || echo "not UTF-8: $1"
	LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]' "$1" &&
		echo "control bytes: $1" && cat -v "$1"
}
as_table() { awk 'END { print NR " lines" }' out; }
as_json() { jq -e . out >/dev/null && echo 'JSON'; }
as_lines() { jq -e -c . out | wc -l; }
as_pairs() { grep -cvE '^([A-Z-]+="([^"\\]|\\.)*"( |$))+$' out; }
as_ticket() { LC_ALL=C grep -cE '.{79}|[^ -~]' out; }
as_metrics() { promtool check metrics <out && echo metrics; }
as_plugin() { awk -F'|' 'NF != 2 || NR > 1 { print "not a line of a plugin" } END { print NR " line" }' out; }
try() {
	local as=$1
	shift
	timeout 60 diskfault "$@" --sysroot hostile >out 2>err
	local status=$? said=$*
	said=${said//"$evil"/EVIL}
	echo "status $status: diskfault ${said//"$columns"/...}: $($as | tr '\n' ' ')"
	harmless out
	harmless err
}
columns=$(diskfault list -H | sed 's/ .*//' | paste -sd,)
try as_table list
try as_table list -o "$columns"
try as_table list -r -o "$columns"
try as_pairs list -P -o "$columns"
try as_json list --json
try as_ticket show sdh
try as_json show sdh --json
try as_pairs show sdh -P -o "$columns"
try as_table show "$evil"
try as_table scan
try as_json scan --json
try as_table scan --explain
try as_table scan --serials
try as_pairs scan -P
try as_plugin check
try as_metrics export
try as_table doctor
try as_json doctor --json
try as_table locate sdh on --dry-run
rm -f said
diskfault record --sysroot hostile -v 2>said &
until grep -qs following said; do sleep 0.1; done
kill $!
wait $!
harmless said
try as_table history
try as_json history --json
try as_pairs history -P -o "$columns"
# one object, one line, one row for a fault that comes
for as in as_lines:--json as_table:-v as_pairs:-P; do
	rm -f out said
	diskfault watch -v ${as#*:} --sysroot hostile >out 2>said &
	until grep -qs watching said; do sleep 0.1; done
	n=$(($(cat $class/faults/total) + 1))
	echo $((n - 1)) 1<>$class/faults/medium
	echo $n 1<>$class/faults/total
	until [ -s out ]; do sleep 0.1; done
	kill $!
	wait $!
	echo "watch ${as#*:}: $(${as%:*})"
	harmless out
	harmless said
done
