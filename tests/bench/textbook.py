#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The textbook's pair of coroutines, as it would be written in Python: one walks
a log backwards and is sent the next expression, the other knows the order of
things. Prints the serials, as "diskfault scan --serials" does."""
import re
import sys


def match_regex(filename, regex):
    with open(filename, errors="replace") as file:
        lines = file.readlines()
    for line in reversed(lines):
        match = re.match(regex, line)
        if match:
            regex = yield match.groups()[0]


def get_serials(filename, before):
    """before: what the collector puts in front of each line."""
    matcher = match_regex(filename, before + r"XFS ERROR (\[sd[a-z]+\])")
    try:
        device = next(matcher)
        while True:
            bus = matcher.send(before + r"(sd \S+) {}.*".format(re.escape(device)))
            yield matcher.send(before + r"{} \(SERIAL=([^)]*)\)".format(re.escape(bus)))
            device = matcher.send(before + r"XFS ERROR (\[sd[a-z]+\])")
    except StopIteration:
        return


for serial in get_serials(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""):
    print(serial)
