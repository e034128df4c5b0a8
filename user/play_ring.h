/* SPDX-License-Identifier: GPL-2.0 */
/* The log of the running kernel (see kmsg.h) played into a scan. */
#ifndef PLAY_RING_H
#define PLAY_RING_H

#include "message.h"
#include "scan.h"
#include "source/live.h"

/*
 * All of it, then the disks that this machine has, and with @live (or NULL) what comes
 * behind.  Returns 0, or -1 if it could not be read to its end; then @t says why.
 */
int play_ring(struct scan *s, struct live *live, struct trouble *t);

#endif
