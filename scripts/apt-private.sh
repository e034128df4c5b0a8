# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# An apt of our own: Debian packages of any suite, through the mirror that this
# machine's apt already uses, checked by apt's own signatures, without reading
# or changing what is installed here, and without root.
#
# The caller sets cache, and defines cannot() for what cannot be had.

# shellcheck disable=SC2034 # the caller's
debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Sets uri, own: the mirror that this machine takes Debian itself from, and the
# suite it takes.
# shellcheck disable=SC2016 # apt expands these
apt_mirror() {
	local line
	type apt-get dpkg-deb >/dev/null 2>&1 || cannot 'this machine has no apt'
	line=$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)' \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1) || line=
	[ -n "$line" ] ||
		cannot 'apt has no lists of a Debian mirror on this machine; run apt-get update'
	IFS='|' read -r uri own <<<"$line"
	own=${own%%-*}
	[ -f "$debian_keyring" ] || cannot "$debian_keyring is missing; run scripts/setup"
}

# Prints where this machine takes the security suite of its own release from.
# shellcheck disable=SC2016 # apt expands these
apt_security() {
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' "Release: $1-security" | head -n 1
}

# apt_private SUITE...: sets apt_opts, and fetches the lists; of the architecture in
# apt_private_arch, if that is set.
apt_private() {
	local arch=${apt_private_arch:-$(dpkg --print-architecture)} suite sec
	local dir=${cache:?}/apt/$1${apt_private_arch:+-$arch}
	mkdir -p "$dir"/{lists/partial,archives/partial}
	apt_mirror
	for suite; do
		printf 'deb [signed-by=%s] %s %s main\n' "$debian_keyring" "$uri" "$suite"
		if [ "$suite" = "$own" ]; then
			sec=$(apt_security "$suite")
			[ -z "$sec" ] ||
				printf 'deb [signed-by=%s] %s %s-security main\n' "$debian_keyring" "$sec" "$suite"
		fi
	done >"$dir/sources.list"
	: >"$dir/status"
	apt_opts=(
		-q -o Dir::Etc::SourceList="$dir/sources.list"
		-o Dir::Etc::SourceParts=/dev/null
		-o Dir::Etc::Preferences=/dev/null
		-o Dir::Etc::PreferencesParts=/dev/null
		-o Dir::State="$dir" -o Dir::State::Lists="$dir/lists"
		-o Dir::State::status="$dir/status"
		-o Dir::Cache="$dir" -o Dir::Cache::Archives="$dir/archives"
		-o APT::Sandbox::User="" -o Acquire::Retries=3
		-o Acquire::Languages=none -o APT::Default-Release=
		-o Debug::NoLocking=1
		-o APT::Architecture="$arch" -o APT::Architectures="$arch"
	)
	apt-get "${apt_opts[@]}" update >"$dir/log" 2>&1 || {
		cat "$dir/log" >&2
		cannot "this machine's mirror does not serve $*"
	}
}
