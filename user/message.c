// SPDX-License-Identifier: GPL-2.0
/* Messages on stderr.  See message.h. */
#include <stdarg.h>
#include <stdio.h>

#include "message.h"
#include "text.h"
#include "xalloc.h"

static int verbosity;
static bool is_quiet;

void message_setup(int verbose, bool quiet)
{
	verbosity = verbose;
	is_quiet = quiet;
}

__attribute__((format(printf, 1, 0)))
static void say(const char *fmt, va_list ap)
{
	char *raw = vformat(fmt, ap);
	char *safe = safe_text(df_span_of(raw), SAFE_ESCAPED);

	/* What was found so far stands before what is said about it. */
	fflush(stdout);
	fprintf(stderr, "diskfault: %s\n", safe);
	free(safe);
	free(raw);
}

void error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void warning(const char *fmt, ...)
{
	va_list ap;

	if (is_quiet)
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void note(const char *fmt, ...)
{
	va_list ap;

	if (!verbosity)
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void trouble_set(struct trouble *t, const char *fmt, ...)
{
	va_list ap;

	if (t->text)
		return;
	va_start(ap, fmt);
	t->text = vformat(fmt, ap);
	va_end(ap);
}

void trouble_free(struct trouble *t)
{
	free(t->text);
	t->text = NULL;
}

bool error_trouble(struct trouble *t)
{
	if (!t->text)
		return false;
	error("%s", t->text);
	trouble_free(t);
	return true;
}
