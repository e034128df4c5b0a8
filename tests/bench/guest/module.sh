# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What tests/bench/module measures, inside its guest. Prints one number a line,
# after what it is of; the host reckons.
#
#   bash module.sh DIR RSYSLOG MODULE PART...
#
# DIR has kmsg and patterns, RSYSLOG is a root with rsyslogd in it.
set -eu

dir=$1 rsyslog=$2 module=$3
shift 3
class=/sys/class/diskfault
tmp=$(mktemp -d)

dmesg -n 1
echo on >/proc/sys/kernel/printk_devkmsg
name='' hctl=''
for d in /sys/block/sd*; do
	name=${d##*/}
	hctl=$(basename "$(readlink "$d/device")")
done

# What a server logs, none of it of a disk; and a thousandth of it of one.
for i in {1..100}; do
	cat <<-END
		<6>usb 1-$i: new high-speed USB device number $i using xhci_hcd
		<6>e1000e 0000:00:1f.$i eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx
		<5>audit: type=1400 audit(1700000000.$i:$i): apparmor="ALLOWED" operation="open" profile="/usr/sbin/x" pid=$i
		<6>device veth$i entered promiscuous mode
		<6>br-$i: port 1(veth$i) entered forwarding state
		<6>IPv6: ADDRCONF(NETDEV_CHANGE): veth$i: link becomes ready
		<4>TCP: request_sock_TCP: Possible SYN flooding on port $i. Sending cookies.  Check SNMP counters.
		<6>[UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.$i DST=192.0.2.1 LEN=40 TTL=242 PROTO=TCP SPT=$i DPT=23 SYN
		<6>perf: interrupt took too long (2$i > 2500), lowering kernel.perf_event_max_sample_rate to 79000
		<4>process '$i' launched '/bin/true' with NULL argv: empty string added
	END
done >"$tmp/ordinary"
fault="<3>critical medium error, dev $name, sector 204802 op 0x0:(READ) flags 0x1000 phys_seg 1 prio class 2"
echo "$fault" >"$tmp/fault"
{ head -n 999 "$tmp/ordinary" && echo "$fault"; } >"$tmp/mixed"
for i in {1..250}; do
	cat <<-END
		<6>sd $hctl: [$name] tag#$i FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s
		<6>sd $hctl: [$name] tag#$i Sense Key : Medium Error [current]
		<6>sd $hctl: [$name] tag#$i Add. Sense: Unrecovered read error
		<3>critical medium error, dev $name, sector $i op 0x0:(READ) flags 0x1000 phys_seg 1 prio class 2
	END
done >"$tmp/faults"

load() { insmod "$module" accept_user_records=1 "$@"; }

# Everything that was written has been read.
settle() {
	local before=-1 next=0
	[ -e $class ] || return 0
	while [ "$next" != "$before" ]; do
		before=$next
		sleep 0.3
		next=$(cat $class/records_next)
	done
}

# ----- writers ---------------------------------------------------------------

# timed WITH FILE: how long 50,000 records take, with the module or without.
timed() {
	if [ "$1" = with ]; then load replay=0; fi
	"$dir/kmsg" write 50000 "$2"
	settle
	if [ "$1" = with ]; then rmmod diskfault; fi
}

# pair WHAT FILE WITH: one ratio. Which comes first changes: what the machine
# does besides may get more or less meanwhile.
pair() {
	local with without
	if [ $((RANDOM % 2)) = 0 ]; then
		with=$(timed "$3" "$2")
		without=$(timed without "$2")
	else
		without=$(timed without "$2")
		with=$(timed "$3" "$2")
	fi
	echo "$1 $((with * 10000 / without))"
}

writers() {
	local i what
	timed without "$tmp/ordinary" >/dev/null
	for i in $(seq "${PAIRS:-21}"); do
		for what in ordinary faults; do
			pair "$what" "$tmp/$what" with
			pair "$what-control" "$tmp/$what" without
		done
	done
}

# ----- busy time -------------------------------------------------------------

# Hundredths of a second that all processors together had nothing to do, and that
# it is now.
idle() { awk '/^cpu / { print $5 + $6 }' /proc/stat; }
centiseconds() { awk '{ print int($1 * 100) }' /proc/uptime; }

start_reader() {
	case $1 in
	none) ;;
	module) load replay=0 ;;
	grep)
		dmesg -W | LC_ALL=C grep -E -f "$dir/patterns" >"$tmp/found" &
		;;
	rsyslog)
		cat >"$tmp/rsyslog.conf" <<-END
			module(load="imklog" permitnonkernelfacility="on")
			*.* $tmp/kern.log
		END
		LD_LIBRARY_PATH=$rsyslog/usr/lib/x86_64-linux-gnu \
			"$rsyslog/usr/sbin/rsyslogd" -n -M "$rsyslog/usr/lib/x86_64-linux-gnu/rsyslog" \
			-f "$tmp/rsyslog.conf" -i "$tmp/rsyslog.pid" &
		;;
	esac
	sleep 2
}

stop_reader() {
	case $1 in
	none) ;;
	module) rmmod diskfault ;;
	grep)
		pkill -x dmesg
		wait
		[ -s "$tmp/found" ] || echo 'grep found nothing' >&2
		;;
	rsyslog)
		pkill -x rsyslogd
		wait
		[ -s "$tmp/kern.log" ] || echo 'rsyslogd wrote nothing' >&2
		rm -f "$tmp/kern.log"
		;;
	esac
}

# 100,000 records in ten seconds, and what the reader still does of them in the
# five after.
busy() {
	local i reader before began after ended cpus
	cpus=$(nproc)
	for i in $(seq "${ROUNDS:-5}"); do
		for reader in none module grep rsyslog; do
			start_reader $reader
			began=$(centiseconds)
			before=$(idle)
			"$dir/kmsg" pace 100000 "$tmp/mixed" 10000 >/dev/null
			while [ $(($(centiseconds) - began)) -lt 2000 ]; do sleep 0.5; done
			after=$(idle)
			ended=$(centiseconds)
			echo "${COUNTED:+counted-}busy-$reader $(((ended - began) * cpus - (after - before)))"
			stop_reader $reader
		done
	done
}

# ----- latency ---------------------------------------------------------------

latency() {
	local total i
	load
	settle
	total=$(echo $class/disk*/faults/total)
	for i in {1..10}; do
		"$dir/kmsg" latency 20 "$tmp/fault" "$total" | sed 's/^/latency-poll /'
		dmesg -W | LC_ALL=C grep --line-buffered -E -f "$dir/patterns" |
			{
				sleep 1
				"$dir/kmsg" latency 20 "$tmp/fault" - | sed 's/^/latency-grep /'
				pkill -x dmesg
			}
	done
	rmmod diskfault
}

# ----- memory ----------------------------------------------------------------

slab() { awk '/^[a-z]/ { n += $3 * $4 } END { print n }' /proc/slabinfo; }
slab_of() { awk -v n="$1" '$1 == n { print $3 }' /proc/slabinfo; }
# What is too big for a slab cache is a part of this too.
unreclaimable() { awk '/^SUnreclaim/ { print $2 * 1024 }' /proc/meminfo; }

memory() {
	local n before knodes
	for _ in {1..5}; do
		before=$(unreclaimable)
		load
		settle
		echo "memory-table $(($(unreclaimable) - before))"
		echo "memory-module $(cat /sys/module/diskfault/coresize)"
		rmmod diskfault
	done
	modprobe scsi_debug dev_size_mb=8 num_tgts=16 max_luns=16 no_uld=1 virtual_gb=1
	n=0
	while [ "$n" -lt 256 ]; do n=$(find /sys/bus/scsi/devices/ -name '*:*:*:*' | wc -l); done
	for _ in {1..5}; do
		echo 3 >/proc/sys/vm/drop_caches
		before=$(slab) knodes=$(slab_of kernfs_node_cache)
		load
		settle
		n=$(find $class/ -name 'disk*' | wc -l)
		echo "memory-entry $((($(slab) - before) / n))"
		echo "memory-knodes $((($(slab_of kernfs_node_cache) - knodes) / n))"
		rmmod diskfault
		sleep 1
	done
}

for part; do $part; done
