/* SPDX-License-Identifier: GPL-2.0 */
/* The log of the running kernel: /dev/kmsg from its oldest record to its newest. */
#ifndef SOURCE_KMSG_H
#define SOURCE_KMSG_H

#include "message.h"
#include "text.h"

#define KMSG_PATH	"/dev/kmsg"

struct kmsg {
	int fd;
	char *buf;
};

int kmsg_open(struct kmsg *k, struct trouble *t);
void kmsg_close(struct kmsg *k);

/*
 * The next record, as prefix_parse_kmsg() takes it.  Returns 1, 0 when there is
 * none at the moment, -EPIPE if records were overwritten before they were read
 * (go on with the next call), or another negative errno.
 */
int kmsg_next(struct kmsg *k, struct df_span *record);

#endif
