# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# the line of a plugin, as the guidelines for plugins have it
cat >guidelines.pl <<'END'
my @l = <STDIN>;
@l == 1 or die "not one line\n";
my ($text, $data, $more) = split /\|/, $l[0];
defined $more and die "more than one |\n";
$text =~ /^DISKFAULT (OK|WARNING|CRITICAL|UNKNOWN) - \S/ or die "text: $text";
if (defined $data) {
	$data =~ s/^ //;
	chomp $data;
	my $range = qr/(@?(-?[\d.]+|~)?:?(-?[\d.]+)?)?/;
	for (split / /, $data) {
		/^[^='" ]+=(-?[\d.]+)(s|us|ms|%|B|KB|MB|TB|c)?;$range;$range;(-?[\d.]+)?(;(-?[\d.]+)?)?$/
			or die "data: $_\n";
	}
}
length($l[0]) < 4096 or die "too long\n";
print "a plugin's line\n";
END
try() {
	diskfault check "$@" >line
	echo "status $?"
	cat line
	perl guidelines.pl <line
}
try --sysroot rack
try --sysroot healthy
try --sysroot hostile
try --sysroot bare
# thresholds
try --sysroot rack -c all=0
try --sysroot rack -w all=0 -c all=0,total=7
try --sysroot rack -w all=0 -c all=0,total=8
try --sysroot rack -w io=7,timeout=2,transport=3,offline=2,xfs_corruption=2 -c medium=5
# drives that are left out, also by the configuration
try --sysroot rack --ignore ZC1A0B2C --scrub
mkdir -p rack/etc
echo 'ignore ZC1A0B2C' >rack/etc/diskfault.conf
try --sysroot rack
echo 'ignore' >rack/etc/diskfault.conf
try --sysroot rack
rm rack/etc/diskfault.conf
# a bar would end the text
printf 'A|B\n' >rack/sys/class/diskfault/disk1/serial
try --sysroot rack
# whatever is wrong is no drive
for wrong in '-w nosuch=1' '-w medium' '-c medium=x' '-c medium=1,' '-w =1' '--bogus' 'sdb' '--forget X'; do
	# shellcheck disable=SC2086 # options are words
	diskfault check --sysroot rack $wrong
	echo "status $?"
done
diskfault check --sysroot rack >/dev/full
echo "status $?"
