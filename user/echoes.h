/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What several files say alike: kern.log and syslog, a copy, two dumps of one ring.
 * A record that another file has told of the same moment is an echo; one that the
 * same file tells again happened again.
 */
#ifndef ECHOES_H
#define ECHOES_H

#include <diskfault/line.h>

struct echo;

struct echoes {
	struct echo *p;
	size_t n;
};

/*
 * @machine: what tells machines apart; @source: what tells files apart, above 0.
 * Memory is bounded: beyond some 30,000 records about disks nothing is an echo.
 */
bool echoes_heard(struct echoes *l, const struct df_record *r, u64 machine, u32 source);
void echoes_free(struct echoes *l);

#endif
