/* SPDX-License-Identifier: GPL-2.0 */
/* What works on this machine and what does not, and what to do about it. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "text.h"

enum verdict { VERDICT_OK, VERDICT_WARN, VERDICT_FAIL };

/* Strings are text already. */
struct check {
	const char *name;
	enum verdict verdict;
	char *text;
	char *advice;		/* NULL: nothing to do */
};

struct checks {
	struct check *p;
	size_t n;
};

/* Looks at the machine below @root ("": this one) and adds one check each. */
void doctor_look(struct checks *l, const char *root);
void checks_free(struct checks *l);

/* "OK", "WARN", "FAIL". */
const char *verdict_name(enum verdict verdict);

#endif
