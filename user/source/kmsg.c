// SPDX-License-Identifier: GPL-2.0
/* The log of the running kernel.  See kmsg.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "source/kmsg.h"
#include "xalloc.h"

#define RECORD_MAX	(32 * 1024)	/* the kernel makes 8 KiB at most */

int kmsg_open(struct kmsg *k, struct trouble *t)
{
	*k = (struct kmsg){ .fd = open(KMSG_PATH, O_RDONLY | O_NONBLOCK | O_CLOEXEC) };
	if (k->fd >= 0) {
		k->buf = xcalloc(RECORD_MAX, 1);
		return 0;
	}
	if (errno == EPERM || errno == EACCES)
		trouble_set(t, "only root may read " KMSG_PATH
			    " here (kernel.dmesg_restrict is 1); be root, or name a file");
	else
		trouble_set(t, "cannot read the kernel's log (" KMSG_PATH "): %s; name a file",
			    strerror(errno));
	return -1;
}

void kmsg_close(struct kmsg *k)
{
	close(k->fd);
	free(k->buf);
}

int kmsg_next(struct kmsg *k, struct df_span *record)
{
	ssize_t n;

	do {
		n = read(k->fd, k->buf, RECORD_MAX);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	if (n > 0 && k->buf[n - 1] == '\n')
		n--;
	*record = (struct df_span){ k->buf, (size_t)n };
	return n > 0;
}
