// SPDX-License-Identifier: GPL-2.0
/*
 * Writes to the kernel log and takes the time; for tests/bench/module, in its
 * guest.
 *
 *	kmsg write COUNT FILE		COUNT records, the lines of FILE in turn, as
 *					fast as they go; prints how long it took, in ns
 *	kmsg pace COUNT FILE RATE	the same, RATE of them in a second
 *	kmsg latency COUNT FILE ATTR	for each record, how long until poll(2) wakes
 *					on the attribute ATTR, in ns
 *	kmsg latency COUNT FILE -	... until something can be read from stdin
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINES	4096
#define BATCH	100		/* records between two looks at the clock */
#define PATIENCE 10000		/* ms */

static char *line[LINES];
static int lines;
static int kmsg;

static unsigned long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static void sleep_until(unsigned long long then)
{
	struct timespec ts = { then / 1000000000, then % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static void read_lines(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t size = 0;

	if (!f)
		err(1, "%s", path);
	while (lines < LINES && getline(&line[lines], &size, f) > 0) {
		lines++;
		size = 0;
	}
	if (!lines)
		errx(1, "%s: is empty", path);
	fclose(f);
}

static void write_record(int n)
{
	const char *text = line[n % lines];

	if (write(kmsg, text, strlen(text)) < 0)
		err(1, "/dev/kmsg");
}

static void write_all(int count, unsigned long long rate)
{
	unsigned long long began = now();
	int i;

	for (i = 0; i < count; i++) {
		if (rate && i % BATCH == 0)
			sleep_until(began + i * 1000000000ull / rate);
		write_record(i);
	}
	printf("%llu\n", (now() - began));
}

/*
 * Waits for what the record just written leads to, and takes note of it.  Returns
 * when it came.
 */
static unsigned long long wait_for_news(int fd, short event)
{
	struct pollfd p = { .fd = fd, .events = event };
	char buf[4096];
	unsigned long long then;
	ssize_t n;

	if (poll(&p, 1, PATIENCE) != 1)
		errx(1, "nothing came of a record within %d s", PATIENCE / 1000);
	then = now();
	if (event == POLLPRI)
		n = pread(fd, buf, sizeof(buf), 0);
	else
		n = read(fd, buf, sizeof(buf));
	if (n <= 0)
		errx(1, "who should tell has ended");
	return then;
}

static void measure_latency(int count, const char *path)
{
	short event = strcmp(path, "-") ? POLLPRI : POLLIN;
	int fd = event == POLLPRI ? open(path, O_RDONLY) : STDIN_FILENO;
	unsigned long long began;
	char buf[64];
	int i;

	if (fd < 0 || (event == POLLPRI && read(fd, buf, sizeof(buf)) < 0))
		err(1, "%s", path);
	for (i = 0; i < count; i++) {
		/* Not in step with any tick. */
		sleep_until(now() + 50000000 + rand() % 50000000);
		began = now();
		write_record(i);
		printf("%llu\n", (wait_for_news(fd, event) - began));
	}
}

int main(int argc, char **argv)
{
	if (argc < 4)
		errx(2, "see the head of kmsg.c");
	kmsg = open("/dev/kmsg", O_WRONLY);
	if (kmsg < 0)
		err(1, "/dev/kmsg");
	read_lines(argv[3]);
	if (!strcmp(argv[1], "write"))
		write_all(atoi(argv[2]), 0);
	else if (!strcmp(argv[1], "pace") && argc == 5)
		write_all(atoi(argv[2]), strtoull(argv[4], NULL, 10));
	else if (!strcmp(argv[1], "latency") && argc == 5)
		measure_latency(atoi(argv[2]), argv[4]);
	else
		errx(2, "see the head of kmsg.c");
	return 0;
}
