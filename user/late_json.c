// SPDX-License-Identifier: GPL-2.0
/* json-c.  See late_json.h. */
#include "late_json.h"

#define LIBRARY		"libjson-c.so.5"

LATE_NEEDED(LIBRARY, "json", "What is in JSON, or is to be");

struct late_json jsonc;

static const char *const names[] = { JSON_FUNCTIONS(LATE_NAME) };

void late_json_need(void)
{
	late_need(LIBRARY, names, DF_COUNT(names), &jsonc);
}
