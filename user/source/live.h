/* SPDX-License-Identifier: GPL-2.0 */
/* A source that goes on while it is read: what to do when it has nothing to say. */
#ifndef SOURCE_LIVE_H
#define SOURCE_LIVE_H

#include <diskfault/platform.h>

#include "source/await.h"

enum live_pause {
	LIVE_MOMENT,		/* what belongs together has been written, most likely */
	LIVE_SILENCE,		/* what was half told will stay so */
};

struct live {
	struct await *await;
	void (*pause)(void *arg, enum live_pause pause);	/* each once per pause */
	void *arg;
	bool over;		/* it is time to end */

	/* private */
	u64 heard_ms;		/* when it said something last */
	u64 first_ms;		/* ... and first since the last moment */
	u64 looked_ms;		/* when it was last looked whether it is time to end */
	bool dry;		/* once it had nothing more to say */
	bool had_moment;
	bool had_silence;
};

void live_init(struct live *l, struct await *await,
	       void (*pause)(void *arg, enum live_pause pause), void *arg);

/* It has said something. */
void live_heard(struct live *l);

/*
 * Waits until @fd can be read (-1: nothing can be told) or half a second has gone
 * by, and it is worth to look again; false if it is time to end.
 */
bool live_wait(struct live *l, int fd);

/* The same for a moment at most, within what it is saying: that is no pause. */
bool live_wait_moment(struct live *l, int fd);

/* Has it said nothing for a moment? */
bool live_is_silent(const struct live *l);

#endif
