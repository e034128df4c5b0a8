// SPDX-License-Identifier: GPL-2.0
/* Prints what the sieve looks for, as one regular expression for ripgrep. */
#include <stdio.h>
#include <string.h>

#include "source/sieve.h"

static void print_literal(const char *literal)
{
	for (const char *p = literal; *p; p++) {
		if (*p == '#')
			fputs("[0-9]", stdout);
		else if (strchr("[](){}.+*?|^$\\", *p))
			printf("\\%c", *p);
		else
			putchar(*p);
	}
}

int main(void)
{
	for (size_t i = 0; sieve_literal(i); i++) {
		if (i)
			putchar('|');
		print_literal(sieve_literal(i));
	}
	putchar('\n');
	return 0;
}
