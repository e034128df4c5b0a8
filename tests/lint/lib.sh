# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # the checks read what is set here
#
# What the checks share: they are sourced into it, stand at the top of the
# tree, and end with `exit $wrong`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

wrong=0

# Say in one sentence what is wrong and where.
bad() {
	printf '%s\n' "$*"
	wrong=1
}

# A check that cannot be made has failed: skipping it would look like passing.
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || {
			echo "$tool is not installed: run scripts/setup"
			exit 1
		}
	done
}

# files PATTERN...: what is in the tree or is about to be (not ignored), one a
# line. A tree without git, from a tarball, may hold what was built besides.
# A pattern is a shell one and crosses slashes: '*.c' finds all of them.
files() {
	local name pattern
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files -co --exclude-standard
	else
		find . -type f -printf '%P\n' | grep -vE \
			'^build/|\.(o|ko|mod|mod\.c|a)$|(^|/)(\..*\.cmd|modules\.order|Module\.symvers)$'
	fi | sort -u | while IFS= read -r name; do
		[ -f "$name" ] || continue
		for pattern; do
			# shellcheck disable=SC2053 # it is meant as a pattern
			if [[ $name == $pattern ]]; then
				printf '%s\n' "$name"
				break
			fi
		done
	done
}

# Those of the files that a #! line says are for the shell.
shell_scripts() {
	files '*' | while IFS= read -r name; do
		if [[ $name == *.sh ]] || head -c 64 "$name" | head -n 1 |
			grep -qaE '^#! *(/usr)?/bin/(env +)?(ba|da)?sh\b'; then
			printf '%s\n' "$name"
		fi
	done
}
