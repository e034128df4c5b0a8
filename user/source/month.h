/* SPDX-License-Identifier: GPL-2.0 */
/* Months, as dmesg -T and journalctl spell them in the language of the user. */
#ifndef SOURCE_MONTH_H
#define SOURCE_MONTH_H

#include <diskfault/text.h>

/* Takes "Oct", "Okt", "oct.", "10月" off @s.  1 to 12, or 0: it is none. */
int month_take(struct df_span *s);

#endif
