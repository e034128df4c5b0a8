// SPDX-License-Identifier: GPL-2.0
/* What check remembers, as JSON in a file.  See memory.h. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "late_json.h"
#include "memory.h"
#include "replace.h"
#include "xalloc.h"

#define MEMORY_FORMAT	1
#define MEMORY_MODE	0600

static char *get_text(struct json_object *o, const char *key)
{
	const char *s = jsonc.json_object_get_string(jsonc.json_object_object_get(o, key));

	return s ? xstrdup(s) : NULL;
}

static u64 get_count(struct json_object *o, const char *key)
{
	return jsonc.json_object_get_uint64(jsonc.json_object_object_get(o, key));
}

static struct number get_number(struct json_object *o, const char *key)
{
	struct number none = { 0 };

	return jsonc.json_object_object_get(o, key) ? number_of(get_count(o, key)) : none;
}

static void get_faults(struct json_object *o, const char *key, u64 *faults)
{
	struct json_object *from = jsonc.json_object_object_get(o, key);

	for (int i = 0; i < DF_CLASSES; i++)
		faults[i] = get_count(from, df_class_name((enum df_class)i));
}

static enum df_cause get_cause(struct json_object *o)
{
	const char *name = jsonc.json_object_get_string(jsonc.json_object_object_get(o, "cause"));

	for (int i = DF_CAUSE_NONE; name && i <= DF_CAUSE_DRIVE; i++)
		if (!strcmp(name, df_cause_name((enum df_cause)i)))
			return (enum df_cause)i;
	return DF_CAUSE_NONE;
}

static bool load_drive(struct memory *m, struct json_object *o)
{
	struct series s = { .key = get_text(o, "key"), .entry = get_text(o, "entry"),
			    .instance = get_count(o, "instance"),
			    .first_us = get_number(o, "first_us"),
			    .last_us = get_number(o, "last_us") };
	struct remembered r = { .serial = get_text(o, "serial"), .who = get_text(o, "who"),
				.cause = get_cause(o),
				.counted = get_count(o, "counted") };

	if (!s.key || !s.entry || !r.who) {
		free(s.key);
		free(s.entry);
		free(r.serial);
		free(r.who);
		return false;
	}
	get_faults(o, "seen", s.faults);
	get_faults(o, "faults", r.faults);
	m->series.p = xreallocarray(m->series.p, m->series.n + 1, sizeof(s));
	m->p = xreallocarray(m->p, m->series.n + 1, sizeof(r));
	m->p[m->series.n] = r;
	m->series.p[m->series.n++] = s;
	return true;
}

static bool load(struct memory *m, struct json_object *o)
{
	struct json_object *drives = jsonc.json_object_object_get(o, "drives");

	m->boot = get_text(o, "boot");
	if (get_count(o, "diskfault_check") != MEMORY_FORMAT || !m->boot ||
	    !jsonc.json_object_is_type(drives, json_type_array))
		return false;
	for (size_t i = 0; i < jsonc.json_object_array_length(drives); i++)
		if (!load_drive(m, jsonc.json_object_array_get_idx(drives, i)))
			return false;
	return true;
}

int memory_load(struct memory *m, const char *path, struct trouble *t)
{
	struct json_object *o;
	bool whole;

	*m = (struct memory){ 0 };
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	if (access(path, R_OK)) {
		trouble_set(t, "cannot read %s: %s", path, strerror(errno));
		return -1;
	}
	late_json_need();
	o = jsonc.json_object_from_file(path);
	whole = o && load(m, o);
	jsonc.json_object_put(o);
	if (whole)
		return 0;
	memory_free(m);
	trouble_set(t, "%s is damaged, or not a state of check: remove it to start anew", path);
	return -1;
}

static void put(struct json_object *o, const char *key, struct json_object *value)
{
	jsonc.json_object_object_add(o, key, xcheck(value));
}

static void put_text(struct json_object *o, const char *key, const char *s)
{
	if (s)
		put(o, key, jsonc.json_object_new_string(s));
}

static void put_faults(struct json_object *o, const char *key, const u64 *faults)
{
	struct json_object *to = xcheck(jsonc.json_object_new_object());

	for (int i = 0; i < DF_CLASSES; i++)
		put(to, df_class_name((enum df_class)i), jsonc.json_object_new_uint64(faults[i]));
	put(o, key, to);
}

static struct json_object *drive(const struct series *s, const struct remembered *r)
{
	struct json_object *o = xcheck(jsonc.json_object_new_object());

	put_text(o, "key", s->key);
	put_text(o, "serial", r->serial);
	put_text(o, "who", r->who);
	put_text(o, "cause", df_cause_name(r->cause));
	put_faults(o, "faults", r->faults);
	put(o, "counted", jsonc.json_object_new_boolean(r->counted));
	put_text(o, "entry", s->entry);
	put(o, "instance", jsonc.json_object_new_uint64(s->instance));
	put_faults(o, "seen", s->faults);
	if (s->first_us.known)
		put(o, "first_us", jsonc.json_object_new_uint64(s->first_us.value));
	if (s->last_us.known)
		put(o, "last_us", jsonc.json_object_new_uint64(s->last_us.value));
	return o;
}

static bool has_any(const u64 *faults)
{
	for (int i = 0; i < DF_CLASSES; i++)
		if (faults[i])
			return true;
	return false;
}

int memory_save(const struct memory *m, const char *path, struct trouble *t)
{
	struct json_object *o, *drives;
	const char *text;
	int ret;

	late_json_need();
	o = xcheck(jsonc.json_object_new_object());
	drives = xcheck(jsonc.json_object_new_array());
	put(o, "diskfault_check", jsonc.json_object_new_int(MEMORY_FORMAT));
	put_text(o, "boot", m->boot);
	for (size_t i = 0; i < m->series.n; i++)
		if (has_any(m->p[i].faults) || has_any(m->series.p[i].faults))
			jsonc.json_object_array_add(drives, drive(&m->series.p[i], &m->p[i]));
	put(o, "drives", drives);
	text = xcheck((void *)jsonc.json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY));
	ret = replace_file(path, text, strlen(text), MEMORY_MODE, t);
	jsonc.json_object_put(o);
	return ret;
}

/* Another boot: the module has counted nothing of what is remembered. */
static void begin_boot(struct memory *m, const char *boot)
{
	if (m->boot && !strcmp(m->boot, boot))
		return;
	free(m->boot);
	m->boot = xstrdup(boot);
	for (size_t i = 0; i < m->series.n; i++) {
		struct series *s = &m->series.p[i];

		s->instance = 0;
		memset(s->faults, 0, sizeof(s->faults));
		s->first_us = (struct number){ 0 };
		s->last_us = (struct number){ 0 };
		m->p[i].counted = false;
	}
}

/* The same module had counted faults of @s, and now @f is as if it had not. */
static bool was_cleared(const struct series *s, const struct remembered *r,
			const struct finding *f, u64 instance)
{
	if (s->instance != instance || !r->counted)
		return false;
	return !f->total || (s->last_us.known && f->first.mono_us.known &&
			     f->first.mono_us.value > s->last_us.value);
}

static void describe(struct remembered *r, const struct finding *f, const char *key)
{
	free(r->serial);
	free(r->who);
	r->serial = f->serial ? xstrdup(f->serial) : NULL;
	r->who = f->serial ? xstrdup(f->serial) :
		 xstrdup(f->names.n ? f->names.p[0] : f->entry ? f->entry : key);
}

static void update_drive(struct memory *m, const struct finding *f, u64 instance)
{
	size_t before = m->series.n;
	struct series *s = series_get(&m->series, f, instance);
	struct growth g = series_growth(s, f);
	struct remembered *r;

	if (m->series.n > before) {
		m->p = xreallocarray(m->p, m->series.n, sizeof(*m->p));
		m->p[before] = (struct remembered){ 0 };
	}
	r = &m->p[s - m->series.p];
	if (was_cleared(s, r, f, instance))
		memset(r->faults, 0, sizeof(r->faults));
	for (int i = 0; i < DF_CLASSES; i++)
		r->faults[i] += g.faults[i];
	r->counted = f->total > 0;
	r->there = true;
	if (f->cause > r->cause || !has_any(r->faults))
		r->cause = f->cause;
	describe(r, f, s->key);
	series_take(s, f, instance);
}

void memory_update(struct memory *m, const struct findings *l, u64 instance, const char *boot)
{
	begin_boot(m, boot);
	for (size_t i = 0; i < l->n; i++)
		update_drive(m, &l->p[i], instance);
	/* An entry goes away when its faults have been cleared. */
	for (size_t i = 0; i < m->series.n; i++)
		if (!m->p[i].there && m->p[i].counted && m->series.p[i].instance == instance)
			memset(m->p[i].faults, 0, sizeof(m->p[i].faults));
}

bool memory_forget(struct memory *m, const char *serial)
{
	bool found = false;

	for (size_t i = 0; i < m->series.n; i++) {
		if (strcmp(m->p[i].who, serial) != 0)
			continue;
		memset(m->p[i].faults, 0, sizeof(m->p[i].faults));
		m->p[i].cause = DF_CAUSE_NONE;
		found = true;
	}
	return found;
}

void memory_free(struct memory *m)
{
	for (size_t i = 0; i < m->series.n; i++) {
		free(m->p[i].serial);
		free(m->p[i].who);
	}
	free(m->p);
	free(m->boot);
	series_free(&m->series);
	*m = (struct memory){ 0 };
}
