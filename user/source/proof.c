// SPDX-License-Identifier: GPL-2.0
/* The dictionary of a record as proof of its text.  See proof.h. */
#include "source/proof.h"

bool proof_agrees(struct df_span text, struct df_span device)
{
	struct df_span at = text, address;
	size_t len;

	if (!df_take(&at, DF_SPAN("sd ")) && !df_take(&at, DF_SPAN("scsi ")))
		return true;
	if (!at.len || !df_is_digit(at.p[0]))
		return true;
	len = df_span_find(at, DF_SPAN(": "));
	if (len == at.len)
		return true;
	address = df_span_first(at, len);
	return df_take(&device, DF_SPAN("+scsi:")) && df_span_equal(device, address);
}
