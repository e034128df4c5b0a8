# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Words to describe machines with: each prints lines of a tree, see README. The
# paths are those that the kernel makes.

# module LOST SUPPRESSED: the class of the module, but for its entries.
module() {
	local f
	for f in records_first records_skipped records_refused entries_evicted; do
		printf 'sys/class/diskfault/%s\t0\n' "$f"
	done
	printf 'sys/class/diskfault/version\t0.1.0\nsys/class/diskfault/records_read\t%d\n' $((5000 - $1))
	printf 'sys/class/diskfault/records_next\t5000\nsys/class/diskfault/records_lost\t%d\n' "$1"
	printf 'sys/class/diskfault/records_suppressed\t%d\n' "$2"
	printf 'proc/stat\tbtime 1700000000\n'
}

# entry NAME KEY=VALUE...: one of its entries; CLASS=N are counters.
entry() {
	local dir=sys/class/diskfault/$1 word key total=0
	local -A counts=()
	shift
	for word; do
		key=${word%%=*}
		case $key in
		xfs_io | xfs_corruption | xfs_shutdown | medium | hardware | transport | timeout | io | offline | fs_other)
			counts[$key]=${word#*=}
			total=$((total + ${word#*=}))
			;;
		*) printf '%s/%s\t%s\n' "$dir" "$key" "${word#*=}" ;;
		esac
	done
	for key in xfs_io xfs_corruption xfs_shutdown medium hardware transport timeout io offline fs_other; do
		printf '%s/faults/%s\t%d\n' "$dir" "$key" "${counts[$key]:-0}"
	done
	printf '%s/faults/total\t%d\n%s/clear\t\n' "$dir" "$total" "$dir"
}

# block DEVICE-DIR NAME NUMBER SECTORS: a disk below the device, or a virtual one.
block() {
	local dir=$1/block/$2 up
	printf '%s/dev\t%s\n%s/size\t%s\n%s/holders/\n%s/slaves/\n' "$dir" "$3" "$dir" "$4" "$dir" "$dir"
	up=${1#sys/}
	printf 'sys/block/%s -> ../%s/block/%s\nsys/dev/block/%s -> ../../%s/block/%s\n' "$2" "$up" "$2" \
		"$3" "$up" "$2"
	case $1 in
	*/virtual) ;;
	*) printf '%s/device -> ../../../%s\n' "$dir" "${1##*/}" ;;
	esac
}

# scsi DEVICE-DIR VENDOR MODEL SERIAL WWN: what a SCSI device tells of itself.
scsi() {
	printf '%s/type\t0\n%s/vendor\t%s\n%s/model\t%s\n%s/rev\tA1\n' "$1" "$1" "$2" "$1" "$3" "$1"
	printf '%s/wwid\tnaa.%s\n%s/ioerr_cnt\t0x3\n%s/iotmo_cnt\t0x0\n' "$1" "$5" "$1" "$1"
	printf '%s/vpd_pg80\t\\x00\\x80\\x00\\x%02x%s\n' "$1" ${#4} "$4"
	printf 'sys/class/scsi_device/%s -> ../../%s/scsi_device/%s\n' "${1##*/}" "${1#sys/}" "${1##*/}"
	printf '%s/scsi_device/%s/device -> ../../../%s\n' "$1" "${1##*/}" "${1##*/}"
}

# stands LOWER-DIR UPPER-NAME: the links between a device and a volume on it.
stands() {
	local up
	# shellcheck disable=SC2001 # for each part of the path
	up=$(sed 's#[^/][^/]*#..#g' <<<"$1")
	printf '%s/holders/%s -> %s/../sys/devices/virtual/block/%s\n' "$1" "$2" "$up" "$2"
	printf 'sys/devices/virtual/block/%s/slaves/%s -> ../../../../../%s\n' "$2" "${1##*/}" "${1#sys/devices/}"
}

# disk_name N: sda for 0, sdaa for 26.
disk_name() {
	local n=$(($1 + 1)) name=''
	while [ $n -gt 0 ]; do
		n=$((n - 1))
		name=$(printf '%b' "\\x$(printf %x $((97 + n % 26)))")$name
		n=$((n / 26))
	done
	echo "sd$name"
}
