// SPDX-License-Identifier: GPL-2.0
/* Findings as JSON: every key always there, missing values null, arrays never. */
#include <stdio.h>

#include <diskfault/version.h>

#include "late_json.h"
#include "output/output.h"
#include "xalloc.h"

static const char *const source_names[] = {
	[FROM_SYSFS] = "sysfs",
	[FROM_SCAN] = "scan",
	[FROM_LEDGER] = "ledger",
};

#define JSON_FORMAT	1

/* @key: a literal, that @to does not have yet. */
static void put(struct json_object *to, const char *key, struct json_object *value)
{
	jsonc.json_object_object_add_ex(to, key, value,
				  JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT);
}

static struct json_object *text(const char *s)
{
	return s ? xcheck(jsonc.json_object_new_string(s)) : NULL;
}

static struct json_object *count(u64 n)
{
	return xcheck(jsonc.json_object_new_uint64(n));
}

static struct json_object *number(struct number n)
{
	return n.known ? count(n.value) : NULL;
}

static struct json_object *boolean(bool b)
{
	return xcheck(jsonc.json_object_new_boolean(b));
}

static struct json_object *object(void)
{
	return xcheck(jsonc.json_object_new_object());
}

static struct json_object *list(const struct strs *l)
{
	struct json_object *array = xcheck(jsonc.json_object_new_array());

	for (size_t i = 0; i < l->n; i++)
		jsonc.json_object_array_add(array, text(l->p[i]));
	return array;
}

static struct json_object *time_of(const struct moment *m)
{
	char *time = m->has_wall ? time_utc(m->wall_us) : NULL;
	struct json_object *o = text(time);

	free(time);
	return o;
}

static struct json_object *moment(const struct finding *f, const struct moment *m)
{
	struct json_object *o = object();

	put(o, "time", f->total ? time_of(m) : NULL);
	put(o, "monotonic_us", f->total ? number(m->mono_us) : NULL);
	put(o, "record", f->total ? number(m->record) : NULL);
	return o;
}

static struct json_object *faults(const struct finding *f)
{
	struct json_object *o = object();

	for (int i = 0; i < DF_CLASSES; i++)
		put(o, df_class_name((enum df_class)i), count(f->faults[i]));
	put(o, "total", count(f->total));
	return o;
}

static struct json_object *candidates(const struct finding *f)
{
	struct json_object *array = xcheck(jsonc.json_object_new_array());

	for (size_t i = 0; i < f->n_candidates; i++) {
		struct json_object *o = object();

		put(o, "serial", text(f->candidates[i].serial));
		put(o, "name", text(f->candidates[i].name));
		put(o, "faults", count(f->candidates[i].faults));
		put(o, "cause", text(df_cause_name(f->candidates[i].cause)));
		put(o, "slot", text(f->candidates[i].slot));
		jsonc.json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *evidence(const struct finding *f)
{
	struct json_object *array = xcheck(jsonc.json_object_new_array());

	for (size_t i = 0; i < f->n_evidence; i++) {
		struct json_object *o = object();

		put(o, "file", text(f->evidence[i].file));
		put(o, "line", number(f->evidence[i].line));
		put(o, "time", time_of(&f->evidence[i].when));
		put(o, "text", text(f->evidence[i].text));
		jsonc.json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *holds(const struct finding *f)
{
	struct json_object *array = xcheck(jsonc.json_object_new_array());

	for (size_t i = 0; i < f->n_holds; i++) {
		struct json_object *o = object();

		put(o, "name", text(f->holds[i].name));
		put(o, "kind", text(f->holds[i].kind));
		put(o, "label", text(f->holds[i].label));
		put(o, "fstype", text(f->holds[i].fstype));
		put(o, "depth", count(f->holds[i].depth));
		put(o, "mounts", list(&f->holds[i].mounts));
		jsonc.json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *neighbours(const struct finding *f)
{
	struct json_object *array = xcheck(jsonc.json_object_new_array());

	for (size_t i = 0; i < f->n_neighbours; i++) {
		struct json_object *o = object();

		put(o, "serial", text(f->neighbours[i].serial));
		put(o, "name", text(f->neighbours[i].name));
		put(o, "slot", text(f->neighbours[i].slot));
		put(o, "why", text(f->neighbours[i].why));
		jsonc.json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *bay(const struct bay *b)
{
	struct json_object *o = object();

	put(o, "source", text(b->source));
	put(o, "number", number(b->number));
	put(o, "counts_from", number(b->base));
	put(o, "enclosure_id", text(b->enclosure_id));
	put(o, "enclosure_make", text(b->enclosure_make));
	put(o, "location", text(b->location));
	put(o, "locate", number(b->locate));
	put(o, "fault", number(b->fault));
	return o;
}

static void put_identity(struct json_object *o, const struct finding *f)
{
	put(o, "serial", text(f->serial));
	put(o, "serial_source", text(f->serial ? f->serial_source : NULL));
	put(o, "serial_unique", boolean(f->serial_unique));
	put(o, "serial_from", text(f->serial ? f->serial_from : NULL));
	put(o, "serial_doubt", text(f->serial && f->serial_unique ? NULL : f->serial_doubt));
	put(o, "kind", text(df_kind_name(f->kind)));
	put(o, "vendor", text(f->vendor));
	put(o, "model", text(f->model));
	put(o, "model_source", text(f->model_source));
	put(o, "rev", text(f->rev));
	put(o, "wwn", text(f->wwn));
	put(o, "wwn_source", text(f->wwn_source));
	put(o, "wwn_doubt", text(f->wwn_doubt));
	put(o, "size_bytes", number(f->size));
}

static void put_place(struct json_object *o, const struct finding *f)
{
	put(o, "entry", text(f->entry));
	put(o, "host", text(f->host));
	put(o, "hctl", list(&f->hctl));
	put(o, "names", list(&f->names));
	put(o, "names_then", list(&f->names_then));
	put(o, "present", f->present == PRESENCE_UNKNOWN ? NULL : boolean(f->present == PRESENT));
	put(o, "slot", text(f->slot));
	put(o, "enclosure", text(f->enclosure));
	put(o, "bay", bay(&f->bay));
	put(o, "last_slot", text(f->last_slot));
	put(o, "last_enclosure", text(f->last_enclosure));
	put(o, "sas_address", text(f->sas_address));
	put(o, "port", text(f->port));
	put(o, "path", text(f->path));
	put(o, "label", text(f->label));
	put(o, "mounts", list(&f->mounts));
	put(o, "holds", holds(f));
}

static struct json_object *finding(const struct finding *f)
{
	struct json_object *o = object();

	put_identity(o, f);
	put_place(o, f);
	put(o, "cause", text(df_cause_name(f->cause)));
	put(o, "lower_bound", boolean(f->lower_bound));
	put(o, "verified", boolean(f->verified));
	put(o, "faults", faults(f));
	put(o, "first", moment(f, &f->first));
	put(o, "last", moment(f, &f->last));
	put(o, "last_sector", number(f->last_sector));
	put(o, "last_name", text(f->last_name));
	put(o, "candidates", candidates(f));
	put(o, "ioerr_cnt", number(f->ioerr_cnt));
	put(o, "iotmo_cnt", number(f->iotmo_cnt));
	put(o, "evidence", evidence(f));
	put(o, "warnings", list(&f->warnings));
	put(o, "neighbours", neighbours(f));
	return o;
}

static struct json_object *head(const char *source, int status)
{
	struct json_object *o = object();

	put(o, "json_format", count(JSON_FORMAT));
	put(o, "version", text(DISKFAULT_VERSION));
	put(o, "source", text(source));
	put(o, "exit_status", count((u64)status));
	return o;
}

static struct json_object *log_counts(const struct log_counts *log)
{
	struct json_object *o = object();

	put(o, "records_read", number(log->read));
	put(o, "records_skipped", number(log->skipped));
	put(o, "records_lost", number(log->lost));
	put(o, "records_suppressed", number(log->suppressed));
	put(o, "records_refused", number(log->refused));
	return o;
}

/*
 * Prints @o, its lines moved to the right, and frees it.  One finding at a time:
 * the tree of thousands would take more memory than they do.
 */
static int print_at(int indent, struct json_object *o)
{
	const int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			  JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *s = jsonc.json_object_to_json_string_ext(o, flags);
	int ret = s ? 0 : -1;

	while (s && *s) {
		size_t len = strcspn(s, "\n");

		fwrite(s, 1, len, stdout);
		s += len;
		if (*s) {
			putchar(*s++);
			fwrite("        ", 1, (size_t)indent, stdout);
		}
	}
	jsonc.json_object_put(o);
	return ret;
}

static struct json_object *machine(const struct chassis *c)
{
	struct json_object *o = object();

	put(o, "host", text(c->host));
	put(o, "product", text(c->product));
	put(o, "serial", text(c->serial));
	put(o, "location", text(c->location));
	return o;
}

int json_print(const struct findings *l, const struct chassis *chassis, int status)
{
	int ret;

	late_json_need();
	printf("{\n  \"diskfault\": ");
	ret = print_at(2, head(source_names[l->source], status));
	printf(",\n  \"log\": ");
	ret |= print_at(2, log_counts(&l->log));
	if (chassis) {
		printf(",\n  \"machine\": ");
		ret |= print_at(2, machine(chassis));
	}
	printf(",\n  \"findings\": [");
	for (size_t i = 0; i < l->n; i++) {
		printf("%s\n    ", i ? "," : "");
		ret |= print_at(4, finding(&l->p[i]));
	}
	printf("\n  ]\n}\n");
	return ret;
}

void json_line(const struct finding *f)
{
	struct json_object *o;
	const char *s;

	late_json_need();
	o = finding(f);
	s = jsonc.json_object_to_json_string_ext(o, JSON_C_TO_STRING_NOSLASHESCAPE);
	puts(xcheck((void *)s));
	jsonc.json_object_put(o);
}

/* "ok", "warn", "fail": as people read them, in the case of JSON. */
static struct json_object *result(enum verdict verdict)
{
	char name[8];
	const char *from = verdict_name(verdict);
	size_t i;

	for (i = 0; from[i] && i + 1 < sizeof(name); i++)
		name[i] = (char)(from[i] | 0x20);
	name[i] = '\0';
	return text(name);
}

int json_print_checks(const struct checks *l, int status)
{
	int ret;

	late_json_need();
	printf("{\n  \"diskfault\": ");
	ret = print_at(2, head("doctor", status));
	printf(",\n  \"checks\": [");
	for (size_t i = 0; i < l->n; i++) {
		struct json_object *o = object();

		put(o, "name", text(l->p[i].name));
		put(o, "result", result(l->p[i].verdict));
		put(o, "text", text(l->p[i].text));
		put(o, "advice", text(l->p[i].advice));
		printf("%s\n    ", i ? "," : "");
		ret |= print_at(4, o);
	}
	printf("\n  ]\n}\n");
	return ret;
}
