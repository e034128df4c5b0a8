/* SPDX-License-Identifier: GPL-2.0 */
/* From the clock of the log to the one on the wall. */
#ifndef SOURCE_CLOCK_H
#define SOURCE_CLOCK_H

#include "text.h"

/*
 * When the clock of the log was zero, in microseconds since 1970; false if the
 * recorded machine below @root does not tell.  Off by the time that the machine
 * was suspended since.
 */
bool clock_boot(const char *root, s64 *boot_us);

#endif
