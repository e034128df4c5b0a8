/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The dictionary of a record (SUBSYSTEM=, DEVICE=) as proof of its text.  The
 * kernel adds it to what a driver says of a device, and no user can: a text that
 * only looks like a driver's has none, or another.
 */
#ifndef SOURCE_PROOF_H
#define SOURCE_PROOF_H

#include "text.h"

/*
 * False if @text is worded as a SCSI device's ("sd 6:0:0:0: ...") and @device, the
 * DEVICE of its dictionary, empty if there is none, is not that device.
 */
bool proof_agrees(struct df_span text, struct df_span device);

#endif
