# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A library that is loaded only when something has to be read by it, and cannot be:
# one sentence for that, and all else is read.
mkdir broken
touch broken/libarchive.so.13 broken/libsystemd.so.0
export LD_LIBRARY_PATH=$PWD/broken
scan() {
	diskfault scan --serials "$@" 2>&1 | sed "s,$PWD/,,"
	echo "${PIPESTATUS[0]}"
}
tar -cf logs.tar logs/textbook.log
scan logs.tar logs/textbook.log
mkdir journal
scan --journal=journal logs/textbook.log
scan --journal=journal --since 2026-01-01
# the same of what is compressed; what nothing can be said without ends it
touch broken/libz.so.1 broken/libjson-c.so.5
gzip -c logs/textbook.log >textbook.log.gz
scan textbook.log.gz logs/textbook.log
diskfault scan --json logs/textbook.log 2>&1 | sed "s,$PWD/,,"
echo "${PIPESTATUS[0]}"
