# SPDX-License-Identifier: GPL-2.0
#
# Completion of diskfault(8) for fish. Subcommands, options and columns are asked
# of the command itself, so that they are never other ones.

# The drives that the module knows, by serial and by name.
function __diskfault_disks
    diskfault list --all -q -P -o SERIAL,NAME 2>/dev/null |
        string replace -rf '^SERIAL="([^"\\\\ ]*)" NAME="([^"\\\\]*)"$' '$1\n$2' | string match -r '.+'
end

function __diskfault_commands
    diskfault --help 2>/dev/null | string replace -rf '^  ([a-z]+) .*  +([A-Z].*)' '$1\t$2'
end

# The subcommand that was typed, or list.
function __diskfault_command
    set -l words (commandline -opc)
    if set -q words[2]; and not string match -q -- '-*' $words[2]
        echo $words[2]
    else
        echo list
    end
end

# Options in "diskfault SUBCOMMAND --help", where two may share a line.
function __diskfault_options
    diskfault (__diskfault_command) --help 2>/dev/null |
        sed -E 's/^(.{40})(  (-.,|   ) --)/\1\n\2/' |
        string replace -rf '^  (?:-[a-zA-Z],|   ) (--[a-z-]+)\S*(?: \S+)? +(.*)' '$1\t$2'
end

function __diskfault_columns
    diskfault list -H 2>/dev/null | string replace -r ' .*' ''
end

function __diskfault_after
    contains -- (commandline -opc)[-1] $argv
end

function __diskfault_first
    test (count (commandline -opc)) -eq 1
end

function __diskfault_takes
    contains -- (__diskfault_command) $argv; and not __diskfault_first
end

set -l files --ledger --state --textfile --sysroot
set -l columns -o --output
set -l disks --ignore --forget

complete -c diskfault -f
complete -c diskfault -n "__diskfault_first" -a '(__diskfault_commands)'
complete -c diskfault -n "string match -q -- '-*' (commandline -ct)" -a '(__diskfault_options)'
complete -c diskfault -n "__diskfault_after $columns" -a '(__diskfault_columns)'
complete -c diskfault -n "__diskfault_after $disks" -a '(__diskfault_disks)'
complete -c diskfault -n "__diskfault_after $files" -F
complete -c diskfault -n "__diskfault_takes scan chase" -F
complete -c diskfault -n "__diskfault_takes show watch clear history locate" -a '(__diskfault_disks)'
complete -c diskfault -n "__diskfault_takes locate" -a 'on off'
