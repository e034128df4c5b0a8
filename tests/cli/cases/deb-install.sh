# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the package with the command, installed and purged below a root of its own; what
# systemd has to say of its unit
for tool in dpkg systemd-analyze dpkg-shlibdeps; do
	command -v $tool >/dev/null || { echo "needs $tool"; exit 77; }
done
[ -z "${SAN:-}" ] || { echo 'the packages hold no sanitized command'; exit 77; }
[ "$(id -u)" = 0 ] || { echo 'only root can install'; exit 77; }
top=$(dirname "$(readlink -f user)")
if grep -qw 1 "$top/build/flags"; then export DISKFAULT_WERROR=1; fi
make -s -C "$top" deb >said 2>&1 || { cat said; exit 1; }

mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
touch root/var/lib/dpkg/status
# what it needs is not installed there
install() { dpkg --root="$PWD/root" --force-depends --log=/dev/null "$@" >said 2>&1 || cat said; }
files() { (cd root && find . -path ./var/lib/dpkg -prune -o -print | sort); }
files >before
install -i "$top"/build/diskfault_*.deb
root/usr/bin/diskfault list --sysroot rack -n -o SERIAL | head -n 1
# the units that it refers to are systemd's own
cp -rn /lib/systemd/system root/lib/systemd/
systemd-analyze verify --man=no --root="$PWD/root" diskfault-record.service && echo 'a unit'
find root/lib/systemd/system -mindepth 1 ! -name 'diskfault*' -delete
install --purge diskfault
files | diff before - && echo 'nothing is left'
