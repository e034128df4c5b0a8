# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# ^C while a pipe is read: what was found so far, and that it is not all
mkfifo pipe
set -m # or a job in the background would ignore it
diskfault scan --serials - <pipe >out 2>err &
scan=$!
exec 3>pipe
# More than is ever held unplayed: when the last byte could be written, much has been.
for _ in $(seq 40); do
	cat logs/textbook.log
	yes 'nothing of interest' | head -c 100000
done >&3
kill -INT "$scan"
wait "$scan"
echo "status $?"
exec 3>&-
cat out err
