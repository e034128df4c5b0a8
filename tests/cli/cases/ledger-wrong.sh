# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# a ledger that is none, is not there, is of the future, or holds what it should not
echo 'this is no ledger, though it is long enough to be taken for one' >none.db
diskfault history --ledger none.db
echo "status $?"
diskfault record --ledger none.db
echo "status $?"
diskfault record --ledger nosuch/deep/ledger.db
echo "status $?"
diskfault history --ledger nosuch.db
echo "status $?"
diskfault history --since soon
echo "status $?"
diskfault history a b
echo "status $?"
diskfault record a
echo "status $?"
diskfault record --sysroot hostile --ledger evil.db -v 2>said &
recorder=$!
timeout 20 sh -c 'until grep -qs following said; do sleep 0.1; done'
kill -INT $recorder
wait $recorder
echo "record ended with $?"
diskfault history --ledger evil.db -o SERIAL,NAME,MODEL,EVIDENCE,FAULTS | tee shown
diskfault history --ledger evil.db --json | jq -r '.findings[0].serial' | tee -a shown
LC_ALL=C tr -d '\n\40-\176\303\244' <shown | wc -c
