// SPDX-License-Identifier: GPL-2.0
/* An input in blocks, by several threads.  See blocks.h. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "source/blocks.h"
#include "xalloc.h"

#define NEAR		(4 * 1024)	/* behind a block: enough for nearly all records */
#define FAR		(LINES_RECORD_MAX + NEAR)	/* ... and for any */
#define AHEAD		1024		/* behind a record: the rest of a broken line */
#define HITS_MAX	8192
#define THREADS_MAX	4
#define SLOTS		(THREADS_MAX + 4)
#define SMALL		4	/* blocks that are not worth a thread */
#define BACK_SIZE	(BLOCK_SIZE / 2)	/* going back, which may end at any of them */
#define STACK_SIZE	(512 * 1024)	/* what is played keeps little there */
#define TOGETHER	(16 * 1024)	/* records this near are read together */
#define TICK_NS		100000000L

/* ---- one block ---- */

static void block_init(struct block *b)
{
	*b = (struct block){ 0 };
	b->memory = xmalloc(BLOCK_FRONT + BLOCK_SIZE + FAR + 2 * SIEVE_SLACK);
	b->text = b->memory + SIEVE_SLACK + BLOCK_FRONT;
	b->hits = xmalloc(HITS_MAX * sizeof(*b->hits));
}

static void block_free(struct block *b)
{
	free(b->memory);
	free(b->hits);
}

static bool is_start(const struct block *b, ptrdiff_t at)
{
	char c = b->text[at];

	return b->text[at - 1] == '\n' && c != '\n' && !df_is_blank(c);
}

/* Begin of the line that holds the byte at @at; false if it lies out of reach. */
static bool line_start(const struct block *b, ptrdiff_t at, ptrdiff_t *start)
{
	const char *front = b->text - b->before - 1;
	const char *nl = memrchr(front, '\n', (size_t)(b->text + at - front));

	if (!nl)
		return false;
	*start = nl + 1 - b->text;
	return true;
}

/* Begin of the record that holds the byte at @at, and how many lines before. */
static bool record_start(const struct block *b, ptrdiff_t at, ptrdiff_t *start, u32 *lines)
{
	ptrdiff_t back = (ptrdiff_t)b->before + 1;

	for (*lines = 0; line_start(b, at, start); ++*lines) {
		if (is_start(b, *start))
			return true;
		at = *start - 1;
		if (at <= -back)
			break;
	}
	return false;
}

bool block_previous(const struct block *b, ptrdiff_t at, ptrdiff_t *previous)
{
	u32 lines;

	return at > -(ptrdiff_t)b->before && record_start(b, at - 1, previous, &lines);
}

/* The first record that begins at @at or behind it; b->have if none does. */
static size_t next_start(const struct block *b, size_t at)
{
	while (at < b->have && !is_start(b, (ptrdiff_t)at)) {
		const char *nl = memchr(b->text + at, '\n', b->have - at);

		at = nl ? (size_t)(nl + 1 - b->text) : b->have;
	}
	return at;
}

size_t block_next(const struct block *b, size_t at, u64 *lines)
{
	size_t next = next_start(b, at);

	*lines = 0;
	for (const char *p = b->text - 1; p < b->text + next - 1; p++) {
		p = memchr(p, '\n', (size_t)(b->text + next - 1 - p));
		if (!p)
			break;
		++*lines;
	}
	return next;
}

static void add_hit(struct block *b, size_t at, u32 line)
{
	if (b->n_hits && b->hits[b->n_hits - 1].at == at)
		return;
	if (b->n_hits == HITS_MAX)
		b->crowded = true;
	else
		b->hits[b->n_hits++] = (struct hit){ (u32)at, line };
}

/* A literal at @at: notes the record, if it begins in this block. */
static void note_record(struct block *b, size_t at, u32 line)
{
	ptrdiff_t start;
	u32 lines;

	if (record_start(b, (ptrdiff_t)at, &start, &lines) && start >= 0 &&
	    (size_t)start < b->size)
		add_hit(b, (size_t)start, line - lines);
}

static void sieve_block(struct block *b, const struct sieve *v)
{
	struct sieve_count beyond = { 0 };
	size_t at = 0, end = next_start(b, b->size);

	b->n_hits = 0;
	b->crowded = false;
	b->count = (struct sieve_count){ 0 };
	while ((at = sieve_next(v, b->text, at, b->size, &b->count)) < b->size) {
		const char *nl = memchr(b->text + at, '\n', b->size - at);

		note_record(b, at, (u32)b->count.lines);
		at = nl ? (size_t)(nl + 1 - b->text) : b->size;
	}
	/* The last record may reach beyond the block, and say there what it is about. */
	at = sieve_next(v, b->text, b->size, end, &beyond);
	if (at < end)
		note_record(b, at, (u32)(b->count.lines + beyond.lines));
}

static int read_at(int fd, char *to, size_t n, u64 at, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t ret = pread(fd, to + *got, n - *got, (off_t)(at + *got));

		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return errno;
		if (!ret)
			break;
		*got += (size_t)ret;
	}
	return 0;
}

/* Sets what lies outside the bytes that are there. */
static void frame_block(struct block *b)
{
	if (!b->at)
		b->text[-1] = '\n';
	else if (!b->before)
		b->text[-1] = '\0';
	if (b->before)
		b->text[-(ptrdiff_t)b->before - 1] = b->at == b->before ? '\n' : '\0';
	memset(b->text + b->have, 0, SIEVE_SLACK);
}

static int extend(struct block *b, const struct bytes *in, u64 end)
{
	u64 at = (u64)in->begin + b->at + b->have;
	size_t room = b->size + FAR - b->have, got;
	int err;

	if (room > end - (b->at + b->have))
		room = (size_t)(end - (b->at + b->have));
	err = read_at(in->fd, b->text + b->have, room, at, &got);
	b->have += got;
	return err;
}

/*
 * Reads the block of @size bytes at @at of a plain file that ends at @end.  0, or an
 * errno.  The file may have become shorter: then it has less.
 */
static int read_block(struct block *b, const struct bytes *in, u64 at, size_t size, u64 end)
{
	size_t wanted = size + NEAR, got;
	int err;

	if (wanted > end - at)
		wanted = (size_t)(end - at);
	b->at = at;
	b->before = at < BLOCK_FRONT ? (size_t)at : BLOCK_FRONT;
	err = read_at(in->fd, b->text - b->before, b->before + wanted,
		      (u64)in->begin + at - b->before, &got);
	b->have = got > b->before ? got - b->before : 0;
	b->size = b->have < size ? b->have : size;
	frame_block(b);
	if (!err && b->have > b->size && next_start(b, b->size) + AHEAD > b->have) {
		err = extend(b, in, end);
		frame_block(b);
	}
	return err;
}

void block_lines(struct lines *l, const struct block *b, ptrdiff_t at, u64 number)
{
	lines_within(l, b->text + at, (size_t)((ptrdiff_t)b->have - at), number);
}

/* ---- many of them ---- */

struct crew {
	struct bytes *in;
	struct blocks_how how;
	struct blocks_done *done;
	u64 end;			/* of a plain file */
	u64 to;				/* no block of it begins there or behind */
	size_t block_size;
	u64 n_blocks;			/* of it, up to there */
	bool backward;
	struct block slots[SLOTS];
	size_t n_slots;

	pthread_mutex_t lock;		/* of all below */
	pthread_cond_t changed;		/* for those who work */
	pthread_cond_t over;		/* for the one who waits for them */
	u64 claimed;			/* blocks, to be read */
	u64 filled;			/* of a stream: have been read */
	u64 sifted;			/* of those: somebody sieves them, or has done it */
	u64 played;
	pthread_t reader;		/* of a stream: what decodes it stays with one core */
	bool has_reader;
	bool reading;			/* a stream is being read */
	bool playing;
	bool ended;			/* nothing is left to claim */
	bool stopped;			/* nobody wants more */
	unsigned int working;
};

static struct block *slot(struct crew *w, u64 n)
{
	return &w->slots[n % w->n_slots];
}

/* Reads until @n bytes are there; false at the end of the stream. */
static bool fill_up(struct crew *w, struct block *b, size_t n)
{
	while (b->have < n) {
		size_t got = bytes_read(w->in, b->text + b->have, n - b->have);

		if (!got)
			return false;
		b->have += got;
	}
	return true;
}

/* The next block of a stream begins with what was read behind the last one. */
static void read_stream(struct crew *w, u64 n, struct block *b)
{
	const struct block *last = n ? slot(w, n - 1) : NULL;
	bool more;

	b->at = last ? last->at + last->size : 0;
	b->before = last ? BLOCK_FRONT : 0;
	if (last && last->before + last->size < BLOCK_FRONT)
		b->before = last->before + last->size;
	b->have = last ? last->have - last->size : 0;
	if (last)
		memcpy(b->text - b->before, last->text + last->size - b->before,
		       b->before + b->have);
	more = fill_up(w, b, BLOCK_SIZE + NEAR);
	if (more && next_start(b, BLOCK_SIZE) + AHEAD > b->have)
		more = fill_up(w, b, BLOCK_SIZE + FAR);
	b->size = more ? BLOCK_SIZE : b->have;
	frame_block(b);
}

static bool is_plain(const struct crew *w)
{
	return w->in->kind == BYTES_PLAIN;
}

enum job {
	JOB_NONE,
	JOB_READ,		/* and sieve, if it is a plain file */
	JOB_SIEVE,
};

static bool may_read(const struct crew *w)
{
	if (w->ended || w->reading || w->claimed - w->played >= w->n_slots)
		return false;
	/* Who is alone does not read ahead: a pipe may have no more for hours. */
	if (w->working == 1 && w->sifted < w->filled)
		return false;
	return !w->has_reader || pthread_equal(w->reader, pthread_self());
}

static void begin_reading(struct crew *w)
{
	w->claimed++;
	if (is_plain(w)) {
		w->ended = w->claimed == w->n_blocks;
		return;
	}
	w->reading = true;
	w->reader = pthread_self();
	w->has_reader = true;
}

/* What to do next, and to which block.  Called with the lock held; it waits. */
static enum job claim(struct crew *w, u64 *n)
{
	for (;;) {
		if (w->stopped)
			return JOB_NONE;
		if (may_read(w)) {
			*n = w->claimed;
			begin_reading(w);
			return JOB_READ;
		}
		if (w->sifted < w->filled) {
			*n = w->sifted++;
			return JOB_SIEVE;
		}
		if (w->ended && !w->reading)
			return JOB_NONE;
		pthread_cond_wait(&w->changed, &w->lock);
	}
}

static void read_plain(struct crew *w, u64 n, struct block *b)
{
	u64 at = w->how.from + (w->backward ? w->n_blocks - 1 - n : n) * w->block_size;
	size_t size = w->to - at < w->block_size ? (size_t)(w->to - at) : w->block_size;
	int err = read_block(b, w->in, at, size, w->end);

	sieve_block(b, w->how.sieve);
	pthread_mutex_lock(&w->lock);
	w->ended |= err || (!w->backward && b->size < size);
	if (err)
		w->done->err = err;
	b->ready = true;
	if (err && w->backward) {
		/* Nobody knows what there is before it: all of this is of no use. */
		w->stopped = true;
		pthread_cond_broadcast(&w->changed);
	}
}

/* With the lock held at its end, as the others. */
static void do_job(struct crew *w, enum job what, u64 n)
{
	struct block *b = slot(w, n);

	if (what == JOB_SIEVE) {
		sieve_block(b, w->how.sieve);
		pthread_mutex_lock(&w->lock);
		b->ready = true;
	} else if (is_plain(w)) {
		read_plain(w, n, b);
	} else {
		read_stream(w, n, b);
		pthread_mutex_lock(&w->lock);
		w->ended |= b->have == b->size;
		w->reading = false;
		w->filled++;
		pthread_cond_broadcast(&w->changed);
	}
}

/* Plays what is ready, in order, unless another thread is at it. */
static void play(struct crew *w)
{
	while (!w->playing && !w->stopped && w->played < w->claimed && slot(w, w->played)->ready) {
		struct block *b = slot(w, w->played);
		bool more;

		w->playing = true;
		pthread_mutex_unlock(&w->lock);
		more = w->how.play(w->how.arg, b, w->done->count.lines);
		pthread_mutex_lock(&w->lock);
		w->done->count.lines += b->count.lines;
		w->done->count.records += b->count.records;
		w->done->bytes = b->at + b->size;
		b->ready = false;
		w->played++;
		w->playing = false;
		w->stopped |= !more;
		pthread_cond_broadcast(&w->changed);
		if (w->stopped)
			pthread_cond_signal(&w->over);
	}
}

static void *work(void *arg)
{
	struct crew *w = arg;
	enum job next;
	u64 n;

	pthread_mutex_lock(&w->lock);
	while ((next = claim(w, &n)) != JOB_NONE) {
		pthread_mutex_unlock(&w->lock);
		do_job(w, next, n);
		play(w);
	}
	w->working--;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void work_alone(struct crew *w)
{
	w->working = 1;
	work(w);
}

/*
 * Until all is played, or nobody wants more.  False if a thread had to be left
 * behind, which waits for a pipe that says nothing.
 */
static bool watch(struct crew *w)
{
	struct timespec until;
	bool left = false;

	pthread_mutex_lock(&w->lock);
	while (w->working && !left) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += TICK_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&w->over, &w->lock, &until);
		if (w->how.stop && w->how.stop(w->how.arg)) {
			w->stopped = true;
			pthread_cond_broadcast(&w->changed);
			left = !w->playing && w->reading;
		}
	}
	pthread_mutex_unlock(&w->lock);
	return !left;
}

static unsigned int cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return (unsigned int)CPU_COUNT(&set);
}

static unsigned int choose_threads(const struct crew *w)
{
	unsigned int n = w->how.threads ? w->how.threads : cores();

	if (is_plain(w) && !w->how.threads && w->n_blocks < SMALL)
		return 0;
	return n < THREADS_MAX ? n : THREADS_MAX;
}

/*
 * True if all have ended.  What reads a file comes to an end, and need not be watched:
 * this thread works as well.
 */
static bool work_together(struct crew *w, unsigned int n)
{
	unsigned int others = n - is_plain(w), begun = 0;
	pthread_t threads[THREADS_MAX];
	pthread_attr_t attr;
	bool all = true;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	w->working = n;
	while (begun < others && !pthread_create(&threads[begun], &attr, work, w))
		begun++;
	pthread_attr_destroy(&attr);
	pthread_mutex_lock(&w->lock);
	w->working -= others - begun;
	pthread_mutex_unlock(&w->lock);
	if (is_plain(w))
		work(w);
	else if (!begun)
		work_alone(w);
	else
		all = watch(w);
	while (begun--) {
		if (all)
			pthread_join(threads[begun], NULL);
		else
			pthread_detach(threads[begun]);
	}
	return all;
}

static struct crew *new_crew(struct bytes *in, const struct blocks_how *how, u64 to,
			     size_t block_size, struct blocks_done *done)
{
	struct crew *w = xcalloc(1, sizeof(*w));

	w->in = in;
	w->how = *how;
	w->done = done;
	w->end = (u64)(in->size - in->begin);
	w->to = to < w->end ? to : w->end;
	w->block_size = block_size;
	if (how->from < w->to)
		w->n_blocks = (w->to - how->from + block_size - 1) / block_size;
	w->ended = is_plain(w) && !w->n_blocks;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	pthread_cond_init(&w->over, NULL);
	return w;
}

/* False if nobody wants more. */
static bool run(struct crew *w)
{
	unsigned int threads = choose_threads(w);
	bool more;

	w->n_slots = !threads ? 1 : w->backward ? threads + 1 : threads + 4;
	for (size_t i = 0; i < w->n_slots; i++)
		block_init(&w->slots[i]);
	if (!threads)
		work_alone(w);
	else if (!work_together(w, threads))
		return false;	/* what it waits with stays */
	more = !w->stopped;
	for (size_t i = 0; i < w->n_slots; i++)
		block_free(&w->slots[i]);
	free(w);
	return more;
}

/* ---- what was sieved before ---- */

/* How many of the notes, the last blocks, begin at @from or behind it. */
static size_t count_noted(const struct blocks_how *how, const struct bytes *in)
{
	size_t n = 0;

	if (in->kind == BYTES_PLAIN && notes_hold(how->notes, in))
		while (n < how->notes->n && how->notes->p[n].at >= how->from)
			n++;
	return n;
}

/* How many of @n hits stand near the first of them. */
static size_t count_near(const struct hit *hits, size_t n)
{
	size_t near = 1;

	while (near < n && hits[near].at - hits[0].at < TOGETHER)
		near++;
	return near;
}

/* Those records alone, as a block; its first line is that of the first. */
static int read_hits(struct block *b, const struct bytes *in, u64 at, const struct hit *hits,
		     size_t n)
{
	size_t size = hits[n - 1].at - hits[0].at + 1;
	int err = read_block(b, in, at + hits[0].at, size, (u64)(in->size - in->begin));

	b->n_hits = 0;
	for (size_t i = 0; i < n && hits[i].at - hits[0].at < b->size; i++)
		b->hits[b->n_hits++] = (struct hit){ hits[i].at - hits[0].at,
						     hits[i].line - hits[0].line + 1 };
	return err;
}

/* The records that pass.  False if nobody wants more. */
static bool play_note(const struct bytes *in, const struct blocks_how *how,
		      const struct note *note, struct block *b, struct blocks_done *done)
{
	const struct hit *hits = how->notes->hits + note->first;
	size_t n;

	for (size_t left = note->n_hits; left; left -= n) {
		n = count_near(hits, left);
		done->err = read_hits(b, in, note->at, hits, n);
		if (done->err || !b->n_hits ||
		    !how->play(how->arg, b, done->count.lines + hits[0].line - 1))
			return false;
		hits += n;
	}
	done->count.lines += note->count.lines;
	done->count.records += note->count.records;
	done->bytes = note->at + note->size;
	return true;
}

/* ---- all of them ---- */

void blocks_run(struct bytes *in, const struct blocks_how *how, struct blocks_done *done)
{
	size_t n = count_noted(how, in);
	u64 to = n ? how->notes->p[n - 1].at : UINT64_MAX;
	struct block b;

	*done = (struct blocks_done){ .bytes = how->from };
	if (!run(new_crew(in, how, to, BLOCK_SIZE, done)) || !n || done->err)
		return;
	block_init(&b);
	while (n && play_note(in, how, &how->notes->p[n - 1], &b, done))
		n--;
	block_free(&b);
}

void blocks_run_backward(struct bytes *in, const struct blocks_how *how,
			 struct blocks_done *done)
{
	struct crew *w = new_crew(in, how, UINT64_MAX, BACK_SIZE, done);

	*done = (struct blocks_done){ 0 };
	w->backward = true;
	run(w);
}
