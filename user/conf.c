// SPDX-License-Identifier: GPL-2.0
/* /etc/diskfault.conf.  See conf.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "conf.h"
#include "source/file.h"
#include "xalloc.h"

#define CONF_PATH "/etc/diskfault.conf"

struct conf {
	struct conf_line *p;
	size_t n;
};

static const struct directive {
	const char *name;
	size_t least, most; /* words behind it */
	const char *usage;
} directives[] = {
	{ "rack", 1, 1, "rack NAME" },
	{ "chassis", 1, 1, "chassis NAME" },
	{ "enclosure", 2, 2, "enclosure ID NAME" },
	{ "slot", 3, 3, "slot ID SLOT NAME" },
	{ "path", 2, 2, "path LINK NAME" },
	{ "ignore", 1, 1, "ignore SERIAL" },
};

static const struct directive *find_directive(const char *name)
{
	for (size_t i = 0; i < DF_COUNT(directives); i++)
		if (!strcmp(directives[i].name, name))
			return &directives[i];
	return NULL;
}

/* The next word of *@at into @words; false if there is none, or it does not end. */
static bool take_word(const char **at, struct strs *words, const char **wrong)
{
	const char *p = *at + strspn(*at, " \t\r");
	struct buf word = { 0 };
	bool quoted = false;

	if (!*p || *p == '#')
		return false;
	for (; *p && (quoted || !strchr(" \t\r", *p)); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			buf_putc(&word, *++p);
		else
			buf_putc(&word, *p);
	}
	if (quoted) {
		*wrong = "a \" without its other half";
		buf_free(&word);
		return false;
	}
	*at = p;
	strs_add(words, safe_text((struct df_span){ word.p ? word.p : "", word.len }, SAFE_RAW));
	buf_free(&word);
	return true;
}

static char *known_directives(void)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < DF_COUNT(directives); i++)
		buf_printf(&b, "%s%s", i ? ", " : "", directives[i].name);
	return buf_take(&b);
}

static void check(const struct conf_line *l, const char *name, const char *path, struct trouble *t)
{
	const struct directive *d = find_directive(name);

	if (!d) {
		char *known = known_directives();

		trouble_set(t, "%s:%u: there is no directive \"%s\"; there are: %s", path, l->line,
			    name, known);
		free(known);
	} else if (l->words.n < d->least || l->words.n > d->most) {
		trouble_set(t, "%s:%u: \"%s\" has %zu words behind it, it has to be: %s", path,
			    l->line, name, l->words.n, d->usage);
	}
}

static void add_line(struct conf *c, const char *text, unsigned int number, const char *path,
		     struct trouble *t)
{
	struct conf_line l = { .line = number };
	struct strs first = { 0 };
	const char *wrong = NULL;

	if (take_word(&text, &first, &wrong)) {
		while (take_word(&text, &l.words, &wrong))
			;
		if (!wrong)
			check(&l, first.p[0], path, t);
	}
	if (wrong)
		trouble_set(t, "%s:%u: %s", path, number, wrong);
	if (first.n && !t->text) {
		l.directive = find_directive(first.p[0])->name;
		c->p = xreallocarray(c->p, c->n + 1, sizeof(*c->p));
		c->p[c->n++] = l;
	} else {
		strs_free(&l.words);
	}
	strs_free(&first);
}

static void read_lines(struct conf *c, FILE *file, const char *path, struct trouble *t)
{
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while (!t->text && (n = getline(&line, &size, file)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		number++;
		if ((size_t)n > strlen(line) + 1)
			trouble_set(t, "%s:%u: a NUL byte: this is no text file", path, number);
		else
			add_line(c, line, number, path, t);
	}
	if (ferror(file))
		trouble_set(t, "cannot read %s: %s", path, strerror(errno));
	free(line);
}

struct conf *conf_read(const char *root, struct trouble *t)
{
	struct conf *c = xcalloc(1, sizeof(*c));
	char *path = root_path(root, CONF_PATH);
	FILE *file = fopen(path, "re");

	if (file)
		read_lines(c, file, path, t);
	else if (errno != ENOENT && errno != ENOTDIR)
		trouble_set(t, "cannot read %s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	free(path);
	if (!t->text)
		return c;
	conf_free(c);
	return NULL;
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++)
		strs_free(&c->p[i].words);
	free(c->p);
	free(c);
}

const struct conf_line *conf_next(const struct conf *c, const char *directive,
				  const struct conf_line *before)
{
	for (size_t i = before ? (size_t)(before - c->p) + 1 : 0; c && i < c->n; i++)
		if (!strcmp(c->p[i].directive, directive))
			return &c->p[i];
	return NULL;
}

const char *conf_name(const struct conf *c, const char *directive, const char *key,
		      const char *key2)
{
	const struct conf_line *l = NULL;

	while ((l = conf_next(c, directive, l))) {
		const struct strs *w = &l->words;

		if ((!key || !strcasecmp(w->p[0], key)) && (!key2 || !strcasecmp(w->p[1], key2)))
			return w->p[w->n - 1];
	}
	return NULL;
}
