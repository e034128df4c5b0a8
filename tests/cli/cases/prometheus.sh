# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Prometheus, by way of node_exporter and the file, has each fault under its serial
# and class, whatever the serial is made of.
for tool in prometheus promtool prometheus-node-exporter jq; do
	command -v $tool >/dev/null || { echo "needs $tool"; exit 77; }
done
[ -z "${SAN:-}" ] || { echo 'the file is the same with sanitizers'; exit 77; }

mkdir collected
diskfault export --sysroot rack --textfile collected/rack.prom
diskfault list --sysroot rack --json >rack.json
ports=(0 0)
children=()
trap 'kill "${children[@]}" 2>/dev/null' EXIT

# start N NAME COMMAND...: with PORT for a port of its own that nobody has
start() {
	local n=$1 name=$2 try
	shift 2
	for try in {1..20}; do
		ports[n]=$((20000 + RANDOM % 10000))
		"${@//PORT/${ports[n]}}" 2>"$name.said" >&2 &
		children[n]=$!
		until grep -qsiE 'listening on|ready to receive' "$name.said"; do
			kill -0 "${children[n]}" 2>/dev/null || continue 2
			sleep 0.1
		done
		return
	done
	echo "$name does not start after $try tries: $(tail -n 1 "$name.said")"
	exit 1
}
start 0 exporter prometheus-node-exporter --web.listen-address=127.0.0.1:PORT \
	--collector.disable-defaults --collector.textfile --collector.textfile.directory="$PWD/collected"
cat >prometheus.yml <<END
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: node
    static_configs: [ { targets: [ '127.0.0.1:${ports[0]}' ] } ]
END
start 1 prometheus prometheus --config.file=prometheus.yml --storage.tsdb.path=tsdb \
	--web.listen-address=127.0.0.1:PORT
query() { promtool query instant -o json "http://127.0.0.1:${ports[1]}" "$1"; }
scraped() { [ "$(query "$1" | jq length)" != 0 ]; }

until scraped 'diskfault_faults_total{serial="ZC1A0B2C"}'; do sleep 0.2; done
query 'diskfault_faults_total{serial!=""} > 0' |
	jq -r '.[] | [.metric.serial, .metric.class, .value[1]] | @tsv' | sort >asked
jq -r '.findings[] | select(.serial) | .serial as $s | .faults | to_entries[] |
	select(.key != "total" and .value > 0) | [$s, .key, .value] | @tsv' rack.json | sort >counted
diff counted asked && echo 'the same faults' && grep ZC1A asked
query 'diskfault_drive_info{serial="ZC1A0B2C"}' | jq -r '.[].metric | .model + " at " + .slot'

# the file is replaced as a whole, by one of a machine that lies in every field
diskfault export --sysroot hostile --textfile collected/rack.prom
evil=$(diskfault list --sysroot hostile --json | jq -r '.findings[0].serial')
until scraped 'diskfault_faults_total{serial=~".*EVIL.*"}'; do sleep 0.2; done
query 'diskfault_faults_total > 0' | jq -r '.[].metric | .serial, .class' >asked
printf '%s\n' "$evil" io | diff - asked && echo 'the same serial'
grep error exporter.said || :
