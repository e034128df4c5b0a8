// SPDX-License-Identifier: GPL-2.0
/* Logs in JSON.  See objects.h. */

#include "late_json.h"
#include "source/objects.h"
#include "xalloc.h"

#define JSON_DEPTH	32

/* Keys under which the collectors of the world put a line of text. */
static const char *const text_keys[] = {
	"log", "message", "short_message", "_raw", "msg", "event", "@message", "line", "text",
};

static const char *const host_keys[] = { "host", "hostname", "_HOSTNAME" };
static const char *const time_keys[] = { "time", "@timestamp", "timestamp", "_time", "ts" };

bool objects_begin(struct df_span front)
{
	bool array = false;

	df_take(&front, DF_SPAN("data: "));	/* journalctl -o json-sse */
	df_take_char(&front, '\x1e');		/* journalctl -o json-seq */
	while (front.len && (df_is_blank(front.p[0]) || front.p[0] == '\n' ||
			     (!array && front.p[0] == '['))) {
		array |= front.p[0] == '[';
		front = df_span_from(front, 1);
	}
	if (!df_take_char(&front, '{'))
		return false;
	while (front.len && (df_is_blank(front.p[0]) || front.p[0] == '\n'))
		front = df_span_from(front, 1);
	return front.len && front.p[0] == '"';
}

void objects_init(struct objects *o)
{
	late_json_need();
	*o = (struct objects){ .tokener = xcheck(jsonc.json_tokener_new_ex(JSON_DEPTH)) };
}

void objects_free(struct objects *o)
{
	jsonc.json_tokener_free(o->tokener);
	fields_free(&o->fields);
	buf_free(&o->text);
	buf_free(&o->host);
}

/* ---- what an object says ---- */

static struct df_span string_of(struct json_object *value)
{
	if (!jsonc.json_object_is_type(value, json_type_string))
		return DF_SPAN("");
	return (struct df_span){ jsonc.json_object_get_string(value),
				 (size_t)jsonc.json_object_get_string_len(value) };
}

static struct df_span find_string(struct json_object *o, const char *const keys[], size_t n)
{
	struct json_object *value;

	for (size_t i = 0; i < n; i++) {
		if (jsonc.json_object_object_get_ex(o, keys[i], &value) &&
		    jsonc.json_object_is_type(value, json_type_string))
			return string_of(value);
	}
	return DF_SPAN("");
}

/* A value that is no text is an array of its bytes; of several values the first. */
static void add_array(struct objects *o, struct df_span name, struct json_object *array)
{
	size_t n = jsonc.json_object_array_length(array);

	o->text.len = 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *byte = jsonc.json_object_array_get_idx(array, i);

		if (jsonc.json_object_is_type(byte, json_type_string)) {
			fields_add(&o->fields, name, string_of(byte));
			return;
		}
		buf_putc(&o->text, (char)jsonc.json_object_get_int(byte));
	}
	fields_add(&o->fields, name, (struct df_span){ n ? o->text.p : "", o->text.len });
}

static bool take_journal(struct objects *o, struct json_object *object, struct entry *e)
{
	struct lh_entry *member;

	fields_begin(&o->fields);
	lh_foreach(jsonc.json_object_get_object(object), member) {
		struct json_object *value = lh_entry_v(member);
		const char *key = lh_entry_k(member);

		if (jsonc.json_object_is_type(value, json_type_array))
			add_array(o, df_span_of(key), value);
		else
			fields_add(&o->fields, df_span_of(key), string_of(value));
	}
	return fields_entry(&o->fields, e);
}

/* "pri": 3 or "err", and then "fac": "kern"; as the kernel and dmesg write them. */
static void put_level(struct objects *o, struct json_object *object, struct json_object *pri)
{
	struct json_object *fac;

	if (jsonc.json_object_is_type(pri, json_type_int))
		buf_printf(&o->text, "<%d>", jsonc.json_object_get_int(pri));
	else if (jsonc.json_object_object_get_ex(object, "fac", &fac))
		buf_printf(&o->text, "%s:%s: ", jsonc.json_object_get_string(fac),
			   jsonc.json_object_get_string(pri));
}

/* Seconds since boot, made what they were: six digits of fraction. */
static void put_stamp(struct objects *o, struct json_object *time)
{
	double seconds = jsonc.json_object_get_double(time);

	if (seconds >= 0 && seconds < 1e11)
		buf_printf(&o->text, "[%12.6f] ", seconds);
}

static bool take_dmesg(struct objects *o, struct json_object *object, struct prefix *p,
		       struct entry *e)
{
	struct json_object *pri, *time, *msg;
	struct df_span text;
	bool has_time = jsonc.json_object_object_get_ex(object, "time", &time);

	if (!jsonc.json_object_object_get_ex(object, "pri", &pri) ||
	    !jsonc.json_object_object_get_ex(object, "msg", &msg))
		return false;
	o->text.len = 0;
	put_level(o, object, pri);
	if (has_time && !jsonc.json_object_is_type(time, json_type_string))
		put_stamp(o, time);
	text = string_of(msg);
	buf_add(&o->text, text.p, text.len);
	*e = (struct entry){ .times = 1 };
	df_line_parse(&e->r, (struct df_span){ o->text.p, o->text.len });
	if (has_time && prefix_time(p, string_of(time), &e->r.wall_us))
		e->r.flags |= DF_REC_WALL;
	e->r.flags |= DF_REC_VERIFIED;
	return true;
}

/* The line that something else has wrapped: it bears what it bore outside. */
static bool take_wrapped(struct objects *o, struct json_object *object, struct prefix *p,
			 struct entry *e)
{
	struct df_span text = find_string(object, text_keys, DF_COUNT(text_keys));
	struct df_span host = find_string(object, host_keys, DF_COUNT(host_keys));
	struct df_span time = find_string(object, time_keys, DF_COUNT(time_keys));
	size_t nl;

	while (text.len && (text.p[text.len - 1] == '\n' || text.p[text.len - 1] == '\r'))
		text.len--;
	o->text.len = 0;
	buf_add(&o->text, text.p, text.len);
	o->host.len = 0;
	buf_add(&o->host, host.p, host.len);
	*e = (struct entry){ 0 };
	text = (struct df_span){ o->text.p, o->text.len };
	nl = df_span_find(text, DF_SPAN("\n"));
	if (!text.len || !prefix_parse(p, df_span_first(text, nl), &e->r, &e->host))
		return false;
	e->times = p->repeated;
	e->r.more = df_span_from(text, nl + 1);
	if (!e->host.len)
		e->host = (struct df_span){ o->host.p, o->host.len };
	if (!(e->r.flags & DF_REC_WALL) && prefix_time(p, time, &e->r.wall_us))
		e->r.flags |= DF_REC_WALL;
	return true;
}

static bool take_object(struct objects *o, struct df_span s, struct prefix *p, struct entry *e)
{
	struct json_object *object;
	bool taken;

	jsonc.json_tokener_reset(o->tokener);
	object = jsonc.json_tokener_parse_ex(o->tokener, s.p, (int)s.len);
	if (!jsonc.json_object_is_type(object, json_type_object)) {
		jsonc.json_object_put(object);
		return false;
	}
	if (jsonc.json_object_object_get_ex(object, "MESSAGE", NULL))
		taken = take_journal(o, object, e);
	else
		taken = take_dmesg(o, object, p, e) || take_wrapped(o, object, p, e);
	jsonc.json_object_put(object);
	return taken;
}

/* ---- where objects begin and end ---- */

static bool within_string(struct objects *o, char c)
{
	if (!o->in_string)
		return false;
	/* A newline cannot stand in one: it was cut, and the next object is whole. */
	if (o->escaped)
		o->escaped = false;
	else if (c == '\\')
		o->escaped = true;
	else if (c == '"' || c == '\n')
		o->in_string = false;
	return true;
}

/* Looks at one more byte.  True if an object ends there: it began at *@start. */
static bool look(struct objects *o, char c, size_t *start)
{
	size_t at = o->at++;

	if (within_string(o, c))
		return false;
	if (c == '"') {
		o->in_string = true;
	} else if (c == '{') {
		/* Deeper than we care: what is innermost counts. */
		if (o->depth == OBJECT_DEPTH)
			memmove(o->starts, o->starts + 1, --o->depth * sizeof(*o->starts));
		o->starts[o->depth++] = at;
	} else if (c == '}' && o->depth) {
		*start = o->starts[--o->depth];
		return true;
	}
	return false;
}

/* What has been looked at is done with, open objects and all. */
static void forget(struct objects *o, struct stretch *w)
{
	stretch_take(w, o->at);
	o->at = 0;
	o->depth = 0;
}

static u64 line_at(const struct stretch *w, size_t at)
{
	u64 line = w->line;

	for (size_t i = 0; i < at; i++)
		line += w->p[w->start + i] == '\n';
	return line;
}

bool objects_next(struct objects *o, struct stretch *w, struct prefix *p, struct entry *e)
{
	size_t start;

	for (;;) {
		struct df_span s = stretch_span(w);

		while (o->at < s.len) {
			struct df_span object;

			if (!look(o, s.p[o->at], &start))
				continue;
			object = (struct df_span){ s.p + start, o->at - start };
			if (!take_object(o, object, p, e))
				continue;
			e->line = line_at(w, start);
			forget(o, w);
			return true;
		}
		if (!o->depth)
			forget(o, w);
		if (stretch_more(w))
			continue;
		/* At the end, or an object larger than any that we can read. */
		if (w->end - w->start < STRETCH_SIZE / 2)
			return false;
		forget(o, w);
		if (!stretch_more(w))
			return false;
	}
}
