// SPDX-License-Identifier: GPL-2.0
/* Waiting until somebody says to end.  See await.h. */
#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "source/await.h"

enum { FD_SIGNAL, FD_OUT };

void await_open(struct await *a, int out)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	a->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	a->out = out;
}

void await_close(struct await *a)
{
	if (a->signals >= 0)
		close(a->signals);
	a->signals = -1;
}

bool await_poll(const struct await *a, struct pollfd *fds, size_t n, int ms, bool *woken)
{
	int ready;

	fds[FD_SIGNAL] = (struct pollfd){ .fd = a->signals, .events = POLLIN };
	/* Of a pipe without a reader, POLLERR is told unasked. */
	fds[FD_OUT] = (struct pollfd){ .fd = a->out };
	ready = poll(fds, n, ms);
	*woken = ready > 0;
	if (ready < 0)
		return errno == EINTR || errno == EAGAIN;
	return !fds[FD_SIGNAL].revents && !(fds[FD_OUT].revents & (POLLERR | POLLNVAL));
}
