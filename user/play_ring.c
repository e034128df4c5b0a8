// SPDX-License-Identifier: GPL-2.0
/* The log of the running kernel played into a scan.  See play_ring.h. */
#include <errno.h>
#include <poll.h>

#include "play_ring.h"
#include "source/clock.h"
#include "source/devices.h"
#include "source/kmsg.h"
#include "source/prefix.h"
#include "xalloc.h"

struct ring {
	struct scan *scan;
	struct live *live;	/* or NULL */
	struct kmsg k;
	bool attached;		/* nothing was logged since the disks were looked at */
	struct prefix prefix;
	u64 next;		/* number of the next record; 0: any */
	bool has_boot;
	s64 boot_us;
};

static void feed(struct ring *ring, struct df_span bytes)
{
	struct df_record r;
	u64 seq;

	if (!prefix_parse_kmsg(&ring->prefix, bytes, &r, &seq))
		return;
	if (ring->next && seq > ring->next)
		scan_lost(ring->scan, seq - ring->next);
	ring->next = seq + 1;
	if (ring->has_boot) {
		r.wall_us = ring->boot_us + (s64)r.time_us;
		r.flags |= DF_REC_WALL;
	}
	scan_record(ring->scan, &r, DF_SPAN(""), seq);
}

/* To its end; 0 or a negative errno. */
static int read_all(struct ring *ring)
{
	struct df_span bytes;
	int ret;

	while ((ret = kmsg_next(&ring->k, &bytes)) > 0 || ret == -EPIPE) {
		if (ring->live && ring->live->over)
			return 0;
		if (ring->live)
			live_heard(ring->live);
		ring->attached = false;
		/* (a record that was overwritten is missing in the numbers) */
		if (ret > 0)
			feed(ring, bytes);
	}
	return ret;
}

/* Not if the log says more by now: it may be another that is there. */
static void attach(void *arg, const struct df_identity *id)
{
	struct ring *ring = arg;
	struct pollfd p = { .fd = ring->k.fd, .events = POLLIN };

	if (!ring->live || poll(&p, 1, 0) <= 0)
		scan_attach(ring->scan, id);
}

static bool is_time_to_attach(const struct ring *ring)
{
	return !ring->attached && (!ring->live || live_is_silent(ring->live));
}

static int read_ring(struct ring *ring)
{
	int ret;

	do {
		ret = read_all(ring);
		if (!ret && is_time_to_attach(ring)) {
			devices_each("", attach, ring);
			ring->attached = true;
		}
	} while (!ret && ring->live && live_wait(ring->live, ring->k.fd));
	return ret;
}

int play_ring(struct scan *s, struct live *live, struct trouble *t)
{
	struct ring ring = { .scan = s, .live = live };
	int ret;

	if (kmsg_open(&ring.k, t))
		return -1;
	ring.has_boot = clock_boot("", &ring.boot_us);
	prefix_init(&ring.prefix, 0);
	scan_source(s, KMSG_PATH, SCAN_RING);
	ret = read_ring(&ring);
	kmsg_close(&ring.k);
	prefix_free(&ring.prefix);
	if (ret < 0)
		trouble_set(t, "cannot read the kernel's log to its end: %s", strerror(-ret));
	return ret < 0 ? -1 : 0;
}
