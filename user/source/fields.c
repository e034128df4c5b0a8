// SPDX-License-Identifier: GPL-2.0
/* An entry of a journal.  See fields.h. */
#include "source/fields.h"
#include "source/proof.h"

#define MESSAGE_MAX	(64 * 1024)
#define NAME_MAX_BYTES	256

void fields_begin(struct fields *f)
{
	f->message.len = 0;
	f->host.len = 0;
	f->boot.len = 0;
	f->machine.len = 0;
	f->device.len = 0;
	f->priority = (struct number){ 0 };
	f->facility = (struct number){ 0 };
	f->wall_us = (struct number){ 0 };
	f->mono_us = (struct number){ 0 };
	f->source_mono_us = (struct number){ 0 };
	f->from_kernel = false;
	f->from_other = false;
	f->tagged = false;
}

void fields_free(struct fields *f)
{
	buf_free(&f->message);
	buf_free(&f->host);
	buf_free(&f->boot);
	buf_free(&f->machine);
	buf_free(&f->device);
}

static void set_text(struct buf *to, struct df_span value, size_t most)
{
	to->len = 0;
	buf_add(to, value.p, value.len < most ? value.len : most);
}

static void set_number(struct number *to, struct df_span value)
{
	u64 n;

	if (df_take_dec(&value, &n) && !value.len)
		*to = number_of(n);
}

static void add_text(struct fields *f, struct df_span name, struct df_span value)
{
	if (df_span_equal(name, DF_SPAN("MESSAGE")))
		set_text(&f->message, value, MESSAGE_MAX);
	else if (df_span_equal(name, DF_SPAN("_HOSTNAME")))
		set_text(&f->host, value, NAME_MAX_BYTES);
	else if (df_span_equal(name, DF_SPAN("_BOOT_ID")))
		set_text(&f->boot, value, NAME_MAX_BYTES);
	else if (df_span_equal(name, DF_SPAN("_MACHINE_ID")))
		set_text(&f->machine, value, NAME_MAX_BYTES);
	else if (df_span_equal(name, DF_SPAN("_KERNEL_DEVICE")))
		set_text(&f->device, value, NAME_MAX_BYTES);
	else if (df_span_equal(name, DF_SPAN("SYSLOG_IDENTIFIER")))
		f->tagged = df_span_equal(value, DF_SPAN("kernel"));
}

void fields_add(struct fields *f, struct df_span name, struct df_span value)
{
	if (df_span_equal(name, DF_SPAN("_TRANSPORT"))) {
		f->from_kernel = df_span_equal(value, DF_SPAN("kernel"));
		f->from_other = !f->from_kernel;
	} else if (df_span_equal(name, DF_SPAN("PRIORITY"))) {
		set_number(&f->priority, value);
	} else if (df_span_equal(name, DF_SPAN("SYSLOG_FACILITY"))) {
		set_number(&f->facility, value);
	} else if (df_span_equal(name, DF_SPAN("__REALTIME_TIMESTAMP"))) {
		set_number(&f->wall_us, value);
	} else if (df_span_equal(name, DF_SPAN("__MONOTONIC_TIMESTAMP"))) {
		set_number(&f->mono_us, value);
	} else if (df_span_equal(name, DF_SPAN("_SOURCE_MONOTONIC_TIMESTAMP"))) {
		set_number(&f->source_mono_us, value);
	} else {
		add_text(f, name, value);
	}
}

static struct df_span span_of(const struct buf *b)
{
	return (struct df_span){ b->len ? b->p : "", b->len };
}

static void add_stamps(const struct fields *f, struct df_record *r)
{
	/* The kernel's own stamp; that of journald is of when it read the record. */
	struct number mono = f->source_mono_us.known ? f->source_mono_us : f->mono_us;

	if (mono.known) {
		r->time_us = mono.value;
		r->flags |= DF_REC_MONO;
	}
	if (f->wall_us.known && f->wall_us.value <= INT64_MAX) {
		r->wall_us = (s64)f->wall_us.value;
		r->flags |= DF_REC_WALL;
	}
}

static void add_level(const struct fields *f, struct df_record *r)
{
	if (f->priority.known && f->priority.value <= DF_LEVEL_DEBUG) {
		r->level = (u8)f->priority.value;
		r->flags |= DF_REC_LEVEL;
	}
	if (f->facility.known && f->facility.value <= UINT16_MAX) {
		r->facility = (u16)f->facility.value;
		r->flags |= DF_REC_FACILITY;
	}
}

static struct df_span without_tail(struct df_span s)
{
	while (s.len && (df_is_blank(s.p[s.len - 1]) || s.p[s.len - 1] == '\n'))
		s.len--;
	return s;
}

bool fields_entry(const struct fields *f, struct entry *e)
{
	struct df_span message = without_tail(span_of(&f->message));
	size_t nl = df_span_find(message, DF_SPAN("\n"));

	/* Where nothing is said of the way it came, the name has to do. */
	if (f->from_other || (!f->from_kernel && !f->tagged))
		return false;
	*e = (struct entry){
		.host = span_of(&f->host),
		.boot = span_of(&f->boot),
		.machine = span_of(&f->machine),
		.times = 1,
	};
	e->r.text = without_tail(df_span_first(message, nl));
	e->r.more = df_span_from(message, nl + 1);
	add_stamps(f, &e->r);
	add_level(f, &e->r);
	if (f->from_kernel && proof_agrees(e->r.text, span_of(&f->device)))
		e->r.flags |= DF_REC_VERIFIED;
	return true;
}
