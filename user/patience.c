// SPDX-License-Identifier: GPL-2.0
/* Work that takes long.  See patience.h. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "patience.h"
#include "xalloc.h"

#define FIRST_MS	1000
#define NEXT_MS		200
#define WIDTH		40	/* of the name that is shown */

static volatile sig_atomic_t lost;
static struct sigaction before_int, before_term;
static char *name;
static u64 next_ms;
static bool shown;

static void note_signal(int number)
{
	(void)number;
	lost = 1;
}

static u64 now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

void patience_begin(const char *what)
{
	struct sigaction noted = { .sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND };

	name = safe_text(df_span_first(df_span_of(what), WIDTH), SAFE_RAW);
	next_ms = now_ms() + FIRST_MS;
	shown = false;
	sigaction(SIGINT, &noted, &before_int);
	sigaction(SIGTERM, &noted, &before_term);
}

void patience_end(void)
{
	sigaction(SIGINT, &before_int, NULL);
	sigaction(SIGTERM, &before_term, NULL);
	if (shown)
		fputs("\r\033[K", stderr);
	free(name);
	name = NULL;
}

bool patience_lost(void)
{
	return lost;
}

void patience_show(u64 done, u64 all)
{
	u64 now = now_ms();

	if (now < next_ms || !isatty(STDERR_FILENO))
		return;
	next_ms = now + NEXT_MS;
	shown = true;
	if (all)
		fprintf(stderr, "\r\033[K%s: %llu %%", name,
			(unsigned long long)(done * 100 / all));
	else
		fprintf(stderr, "\r\033[K%s: %llu MB", name, (unsigned long long)(done / 1000000));
}
