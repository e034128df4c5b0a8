// SPDX-License-Identifier: GPL-2.0
/* A source that goes on while it is read.  See live.h. */
#include <time.h>

#include "source/live.h"

#define MOMENT_MS	100
#define SILENCE_MS	1000	/* as long as the gap in the stamps that says the same */
#define LOOK_MS		500	/* between two looks that nothing asked for */

static u64 now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

void live_init(struct live *l, struct await *await,
	       void (*pause)(void *arg, enum live_pause pause), void *arg)
{
	u64 now = now_ms();

	*l = (struct live){ .await = await, .pause = pause, .arg = arg };
	l->heard_ms = now;
	l->first_ms = now;
	l->looked_ms = now;
}

static void have_moment(struct live *l)
{
	l->had_moment = true;
	l->pause(l->arg, LIVE_MOMENT);
}

/* While there is always more: who waits for news, or for the end, does not wait for that. */
static void look_up(struct live *l, u64 now)
{
	struct pollfd fds[AWAIT_FDS];
	bool woken;

	l->looked_ms = now;
	if (!await_poll(l->await, fds, AWAIT_FDS, 0, &woken))
		l->over = true;
	else if (l->dry && !l->had_moment && now - l->first_ms >= SILENCE_MS)
		have_moment(l);
}

void live_heard(struct live *l)
{
	u64 now = now_ms();

	if (now - l->looked_ms >= MOMENT_MS)
		look_up(l, now);
	l->heard_ms = now;
	if (l->had_moment)
		l->first_ms = now;
	l->had_moment = false;
	l->had_silence = false;
}

bool live_is_silent(const struct live *l)
{
	return now_ms() - l->heard_ms >= MOMENT_MS;
}

/* Tells of the pauses that are due; how long until the next one is, or a look. */
static int take_pauses(struct live *l)
{
	u64 now = now_ms();
	u64 quiet_ms = now - l->heard_ms;

	if (!l->had_moment && now - l->first_ms < MOMENT_MS)
		return (int)(MOMENT_MS - (now - l->first_ms));
	if (!l->had_moment)
		have_moment(l);
	if (l->had_silence)
		return LOOK_MS;
	if (quiet_ms < SILENCE_MS)
		return quiet_ms + LOOK_MS < SILENCE_MS ? LOOK_MS : (int)(SILENCE_MS - quiet_ms);
	l->had_silence = true;
	l->pause(l->arg, LIVE_SILENCE);
	return LOOK_MS;
}

static bool wait_for(struct live *l, int fd, int ms)
{
	struct pollfd fds[AWAIT_FDS + 1];
	bool woken;

	fds[AWAIT_FDS] = (struct pollfd){ .fd = fd, .events = POLLIN };
	if (!l->over && !await_poll(l->await, fds, AWAIT_FDS + 1, ms, &woken))
		l->over = true;
	return !l->over;
}

bool live_wait(struct live *l, int fd)
{
	l->dry = true;
	return wait_for(l, fd, take_pauses(l));
}

bool live_wait_moment(struct live *l, int fd)
{
	return wait_for(l, fd, MOMENT_MS);
}
