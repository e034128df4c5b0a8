# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the packages for Debian: what is in them, and that the command in them runs
for tool in dpkg-shlibdeps lintian; do
	command -v $tool >/dev/null || { echo "needs $tool"; exit 77; }
done
[ -z "${SAN:-}" ] || { echo 'the packages hold no sanitized command'; exit 77; }
top=$(dirname "$(readlink -f user)")
# with other flags than it was built with, everything would be built anew
if grep -qw 1 "$top/build/flags"; then export DISKFAULT_WERROR=1; fi
make -s -C "$top" deb >said 2>&1 || { cat said; exit 1; }
for package in "$top"/build/diskfault_*.deb "$top"/build/diskfault-dkms_*.deb; do
	dpkg-deb --field "$package" Package Architecture Recommends
	dpkg-deb --contents "$package" | awk '/^-/ { print $1, $2, $6 }' | sed -E 's/-[0-9.]+\//-VERSION\//' |
		grep -vE '/(kmod|include)/.*[.][ch]$'
	dpkg-deb --info "$package" | grep -oE '[0-9]+ lines +[*]? +p(re|ost)(inst|rm)' | awk '{ print $NF }'
	# who maintains it is up to who builds it
	lintian --fail-on error,warning --suppress-tags \
		bogus-mail-host,bogus-mail-host-in-debian-changelog,root-in-contact "$package" 2>&1 |
		grep -v 'root privileges'
	dpkg-deb --extract "$package" "root"
done
# what it loads when it has to is there too
for library in libarchive13 libsystemd0; do
	dpkg-deb --field "$top"/build/diskfault_*.deb Depends | grep -ow "$library"
done
root/usr/bin/diskfault list --sysroot rack -n -o SERIAL | head -n 1
grep ^ExecStart root/lib/systemd/system/*.service
gzip -dc root/usr/share/man/man8/diskfault.8.gz | cmp - user/diskfault.8
# the sources for DKMS are whole
find root/usr/src -name dkms.conf | wc -l
sources() { find kmod include -name '*.[ch]' ! -name '*.mod.c' | sort; }
diff <(cd "$top" && sources) <(cd root/usr/src/diskfault-* && sources) && echo same
