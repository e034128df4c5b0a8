/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Work that takes long: the user sees how far it is, and may end it early.  One
 * such work at a time.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#include "text.h"

/*
 * From here to patience_end() a first SIGINT or SIGTERM is only noted; a second
 * one ends the program.  @what: for the line on the terminal.
 */
void patience_begin(const char *what);
void patience_end(void);

/* Has the user had enough?  True ever after. */
bool patience_lost(void);

/*
 * @done of @all bytes (0: nobody knows of how many).  Shown on stderr if that is a
 * terminal, and the work has taken more than a second.
 */
void patience_show(u64 done, u64 all);

#endif
