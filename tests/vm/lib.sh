# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What guest tests are written with. A test runs as root in a guest, with the
# disks of its machine attached, the kernel's log cleared and the module not
# loaded. It ends with fail or skip, or has passed; it leaves no mounts.
set -euo pipefail

# shellcheck disable=SC2034 # tests use these
class=/sys/class/diskfault
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
diskfault=$top/build/diskfault
tmp=$(mktemp -d)

# The last line a test prints is its reason.
fail() {
	printf '%s\n' "$*"
	exit 1
}
skip() {
	printf '%s\n' "$*"
	exit 77
}
trap 'printf "%s\n" "line $LINENO: failed: $BASH_COMMAND"' ERR
set -E

# eq WHAT GOT WANTED
eq() { [ "$2" = "$3" ] || fail "$1 is \"$2\", not \"$3\""; }
ge() { [ "$2" -ge "$3" ] || fail "$1 is $2, less than $3"; }

# wait_for WHAT COMMAND...: until COMMAND succeeds; a fact, never a guess.
wait_for() {
	local what=$1 patience=$((30 * ${PATIENCE:-1}))
	local end=$((SECONDS + patience))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || fail "waited $patience s in vain for: $what"
		sleep 0.1
	done
}

# shellcheck disable=SC2120 # parameters are for some tests
load() { insmod "$MODULE" "$@" || fail "insmod $* failed"; }
unload() { rmmod diskfault || fail 'rmmod diskfault failed'; }

# A kernel with DEBUG_KOBJECT_RELEASE lets go of the bus of scsi_debug seconds after
# the module, which holds it, is gone, and dies of that. There only its host goes and
# comes back, and guest has the next test begin with another boot.
rmmod_scsi_debug() {
	case $(uname -r) in
	*-diskfault-debug) echo -1 >/sys/bus/pseudo/drivers/scsi_debug/add_host ;;
	*) rmmod scsi_debug ;;
	esac
}
modprobe_scsi_debug() {
	if [ -e /sys/bus/pseudo/drivers/scsi_debug/add_host ]; then
		echo 1 >/sys/bus/pseudo/drivers/scsi_debug/add_host
	else
		modprobe scsi_debug "$@"
	fi
}

# can WHAT COMMAND...: does this kernel have WHAT, as COMMAND finds out? The debug
# kernels lack some of what Debian's have; what is not tried for it is said.
can() {
	local what=$1
	shift
	"$@" && return
	case $(uname -r) in
	*-diskfault-*) echo "not tried, this kernel has none: $what" ;;
	*) fail "this kernel has no $what" ;;
	esac
	return 1
}

# ----- disks -----------------------------------------------------------------

# Few processes here: in an emulated guest, starting one takes its time.

# read_serial NAME: sets serial to that of a SCSI disk, as the drive tells it. The
# page is 00 80 00 LENGTH SERIAL; a drive that comes or goes has an empty one.
read_serial() {
	local page
	mapfile -d '' -t page <"/sys/block/$1/device/vpd_pg80" || return 1
	[ ${#page[@]} -gt 2 ] || return 1
	serial=${page[2]:1}
	serial=${serial// /}
} 2>/dev/null

serial_of() {
	local serial
	read_serial "$1" && echo "$serial"
}

# The kernel name of the disk with this serial, now: it can be opened, too, which
# is a moment later than it can be seen.
disk_of() {
	local d serial
	for d in /sys/block/sd*; do
		d=${d##*/}
		if read_serial "$d" && [ "$serial" = "$1" ] && [ -b "/dev/$d" ]; then
			echo "$d"
			return
		fi
	done
	return 1
}

hctl_of() {
	local d
	d=$(readlink "/sys/block/$1/device")
	echo "${d##*/}"
}

# bad_disk DRIVER ERRNO: serial of the disk behind that driver that cannot be
# read at the sector an XFS needs to be mounted.
bad_disk() {
	local bad='' b
	# shellcheck source=/dev/null
	. <(grep '^bad=' /run/diskfault-vm/conf)
	for b in $bad; do
		if [ "${b##*/}" = "$2" ] && [[ $b = */$1/*/* ]]; then
			echo "${b%/*/*/*}"
			return
		fi
	done
	fail "this machine has no bad disk on $1 with errno $2"
}

# Have XFS run into the bad sector of a disk, by name.
break_xfs() {
	mkdir -p "$tmp/mnt"
	if mount -t xfs "/dev/$1" "$tmp/mnt"; then
		umount "$tmp/mnt"
		fail "/dev/$1 could be mounted, nothing is wrong with it"
	fi
}

remove() { echo 1 >"/sys/block/$1/device/delete"; }

# monitor COMMAND...: to QEMU's monitor, where a machine has it. The disks of a
# machine are disk0, disk1, ... there, on the nodes b0, b1, ...; their adapters
# virtio-scsi-0 and the like.
monitor() {
	local p
	for p in /sys/class/virtio-ports/*; do
		if attr_is "$p/name" org.diskfault.monitor; then
			echo "$*" >"/dev/${p##*/}"
			return
		fi
	done
	fail 'this machine has no monitor'
}

# plug ID ADAPTER TARGET NODE SERIAL [PROPERTY=VALUE,...]: a drive comes.
plug() {
	monitor "device_add scsi-hd,id=$1,bus=$2.0,channel=0,scsi-id=$3,lun=0,drive=$4,share-rw=on,serial=$5,rerror=report,werror=report${6:+,$6}"
	wait_for "the disk $5" disk_of "$5"
}

disk_gone() { ! disk_of "$1"; }

# pull ID SERIAL: a drive goes.
pull() {
	monitor "device_del $1"
	wait_for "the disk $2 to go" disk_gone "$2"
}

# Of a drive that is not there yet.
random_serial() {
	local serial
	while serial=ZZ$(shuf -n 1 -i 10000-99999) && disk_of "$serial" >/dev/null; do :; done
	echo "$serial"
}

# rescan SERIAL [HCTL]: find the removed disk again, on its host if that is
# known; link by link, AHCI takes seconds for each host.
rescan() {
	local h
	for h in /sys/class/scsi_host/host*; do
		if [ $# -lt 2 ] || [ "${h##*host}" = "${2%%:*}" ]; then echo '- - -' >"$h/scan"; fi
	done
	wait_for "the disk $1 to come back" disk_of "$1"
}

# ----- what the module shows -------------------------------------------------

# entry_with KIND FILE VALUE: the first entry of a kind whose file says this.
entry_with() {
	local e value
	for e in "$class/$1"*; do
		if read -r value <"$e/$2" && [ "$value" = "$3" ]; then
			echo "$e"
			return
		fi
	done
	return 1
} 2>/dev/null

# The entry of the drive with this serial, of the volume with this name.
entry_of() { entry_with disk serial "$1"; }
named_volume() { entry_with volume name "$1"; }

# Entries with faults, one a line.
faulty() {
	local e total
	for e in "$class"/disk* "$class"/volume*; do
		if [ -e "$e" ] && read -r total <"$e/faults/total" && [ "$total" -gt 0 ]; then
			echo "$e"
		fi
	done
}

has_entry() { entry_of "$1" >/dev/null; }
attr_is() { local v && read -r v <"$1" && [ "$v" = "$2" ]; }
attr_over() { local v && read -r v <"$1" && [ "$v" -gt "$2" ]; }
has_faults() { attr_over "$1/faults/$2" $((${3:-1} - 1)); }

# Every record that is in the ring now has been read.
wait_settled() {
	local last
	# dd reads to the end of the ring, and fails there.
	last=$({ dd if=/dev/kmsg iflag=nonblock bs=8192 2>/dev/null || :; } |
		sed -nE 's/^[0-9]+,([0-9]+),.*/\1/p' | tail -n 1)
	[ -z "$last" ] || wait_for "record $last to be read" attr_over $class/records_next "$last"
}

# silent N: the last record is more than N whole seconds old.
silent() {
	local last now
	last=$(dmesg | sed -n '$s/^\[ *\([0-9]*\)\..*/\1/p')
	read -r now </proc/uptime
	[ $((${now%%.*} - ${last:-0})) -gt "$1" ]
}

# Each record was read, skipped or lost; sets those numbers. They are published
# together once per drain, and between two reads of ours there may be one.
balance() {
	local next i
	for i in {1..50}; do
		next=$(cat $class/records_next)
		first=$(cat $class/records_first)
		read=$(cat $class/records_read)
		skipped=$(cat $class/records_skipped)
		lost=$(cat $class/records_lost)
		[ "$next" != "$(cat $class/records_next)" ] || break
		[ "$i" -lt 50 ] || fail 'the counters do not come to rest'
		sleep 0.1
	done
	echo "read $read, skipped $skipped, lost $lost"
	eq 'read + skipped + lost' $((read + skipped + lost)) $((next - first))
}

# ordinary_lines N: a file of that many lines, and leave to write them to /dev/kmsg.
# write_lines [N]: write them, or so many, as fast as one process can; each write
# is one record.
ordinary_lines() {
	local i
	for ((i = 0; i < $1; i++)); do echo 'a line of nobody of thirty-one.'; done >"$tmp/lines"
	echo on >/proc/sys/kernel/printk_devkmsg
	hush
}
# shellcheck disable=SC2120
write_lines() { dd if="$tmp/lines" bs=32 ${1:+"count=$1"} of=/dev/kmsg status=none; }

# Read the sector of a drive that cannot be read.
read_bad() {
	if dd if="/dev/$1" of=/dev/null bs=512 skip=204802 count=1 iflag=direct status=none 2>/dev/null; then
		fail "sector 204802 of $1 can be read"
	fi
}

# ----- storms ----------------------------------------------------------------

# An emulated console takes its time for each line. What a kernel has to say of
# itself still comes there, and the ring may lose it; a WARNING does not, but
# leaves a taint, at which guest looks.
hush() { dmesg -n err; }

# start_storm N: N writers log as fast as they can, lines that are nobody's among
# those that look like faults, until stop_storm.
start_storm() {
	local i
	for ((i = 0; i < 1000; i++)); do
		printf '%s\n' 'a line of nobody of thirty-one.' 'sd 0:0:0:0: [sda] tag#1 FAILED.'
	done >"$tmp/storm"
	echo on >/proc/sys/kernel/printk_devkmsg
	storm=()
	for ((i = 0; i < $1; i++)); do
		while :; do dd if="$tmp/storm" bs=32 of=/dev/kmsg status=none; done &
		storm+=($!)
	done
}

stop_storm() {
	kill "${storm[@]}"
	wait "${storm[@]}" 2>/dev/null || :
	storm=()
}

# ----- what the command says -------------------------------------------------

# json FILTER [DISKFAULT-ARG...]: a value out of `diskfault list --json`.
json() {
	local filter=$1
	shift
	[ $# -gt 0 ] || set -- list
	"$diskfault" "$@" --json >"$tmp/json" || fail "diskfault $* --json failed with status $?"
	jq -r "$filter" "$tmp/json" || fail "diskfault $* --json is not what it should be: $(cat "$tmp/json")"
}

# ----- the acceptance test ---------------------------------------------------

# fault_test DRIVER ERRNO: one disk of many breaks under XFS, and diskfault
# names it: at once, and after it was removed, and never another.
fault_test() {
	local serial name hctl entry total rest
	serial=$(bad_disk "$1" "$2")
	name=$(disk_of "$serial")
	hctl=$(hctl_of "$name")

	# shellcheck disable=SC2119
	load
	wait_for "an entry with serial $serial" has_entry "$serial"
	entry=$(entry_of "$serial")
	eq 'hctl' "$(cat "$entry/hctl")" "$hctl"
	eq 'name' "$(cat "$entry/name")" "$name"
	eq 'faults before' "$(cat "$entry/faults/total")" 0
	eq 'cause before' "$(cat "$entry/cause")" none

	break_xfs "$name"
	wait_for 'xfs_io to be counted' has_faults "$entry" xfs_io
	wait_settled
	eq 'entries with faults' "$(faulty)" "$entry"
	found "$serial" "$name" "$hctl" true "$@"

	remove "$name"
	wait_for 'present to be 0' attr_is "$entry/present" 0
	wait_settled
	found "$serial" "$name" "$hctl" false "$@"

	# The log alone knows no serial of a real drive; it must not name any
	# other than this one.
	dmesg >"$tmp/log"
	rest=$("$diskfault" scan --serials "$tmp/log" | grep -vxF "$serial" || :)
	[ -z "$rest" ] || fail "scan names another drive: $rest"
	rest=$(json '[.findings[] | select(.faults.total > 0) | .names_then[]] | unique | join(" ")' scan "$tmp/log")
	eq 'the name in the log' "$rest" "$name"

	# Back on the bus it is the same drive, with the same faults.
	total=$(cat "$entry/faults/total")
	rescan "$serial" "$hctl"
	wait_for 'present to be 1' attr_is "$entry/present" 1
	eq 'faults after the return' "$(cat "$entry/faults/total")" "$total"
	unload
}

# found SERIAL NAME HCTL PRESENT DRIVER ERRNO: that, and nothing else, is found.
found() {
	local got xfs_io medium cause
	got=$(json '[.findings[] | select(.faults.total > 0)] | length, (.[0] |
		.serial, (.names_then | join(" ")), (.hctl | join(" ")), .present,
		.faults.xfs_io, .faults.medium, .cause)')
	mapfile -t got <<<"$got"
	eq 'findings with faults' "${got[0]}" 1
	eq 'serial' "${got[1]}" "$1"
	eq 'names_then' "${got[2]}" "$2"
	eq 'hctl' "${got[3]}" "$3"
	eq 'present' "${got[4]}" "$4"
	xfs_io=${got[5]} medium=${got[6]} cause=${got[7]}
	ge 'xfs_io' "$xfs_io" 1
	# QEMU's AHCI answers every error with ABRT: there it is never the medium.
	if [ "$6" = 61 ] && [ "$5" != ahci ]; then
		ge 'medium' "$medium" 1
		eq 'cause' "$cause" drive
	else
		[ "$cause" != drive ] || fail 'cause is drive, for an aborted command'
	fi
}
