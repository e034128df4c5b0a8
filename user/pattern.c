// SPDX-License-Identifier: GPL-2.0
/* Regular expressions, by PCRE2.  See pattern.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <pcre2.h>

#include "pattern.h"
#include "xalloc.h"

/*
 * Who writes the expression is trusted, who wrote the log is not: a line that
 * takes longer than this is given up, not waited for.
 */
#define MATCH_LIMIT	1000000
#define HEAP_LIMIT_KIB	(8 * 1024)
#define JIT_STACK_MAX	(1024 * 1024)

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static pcre2_code *compile(struct df_span source, struct df_span shown, struct trouble *t)
{
	pcre2_compile_context *context = xcheck(pcre2_compile_context_create(NULL));
	pcre2_code *code;
	PCRE2_SIZE at;
	int err;

	/* What ends a line has been taken off; everything else is of the line. */
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)source.p, source.len, PCRE2_ANCHORED, &err, &at, context);
	pcre2_compile_context_free(context);
	if (!code) {
		PCRE2_UCHAR why[128];

		pcre2_get_error_message(err, why, sizeof(why));
		trouble_set(t, "\"%.*s\" is not a regular expression: %s", (int)shown.len,
			    shown.p, (char *)why);
	}
	return code;
}

static bool has_group(const pcre2_code *code)
{
	u32 groups = 0;

	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	return groups > 0;
}

struct pattern *pattern_new(struct df_span source, struct df_span shown, struct trouble *t)
{
	struct pattern *p;
	pcre2_code *code = compile(source, shown, t);

	if (!code)
		return NULL;
	if (!has_group(code)) {
		trouble_set(t, "\"%.*s\" has no group: put what is wanted between ( and )",
			    (int)shown.len, shown.p);
		pcre2_code_free(code);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->code = code;
	p->data = xcheck(pcre2_match_data_create_from_pattern(code, NULL));
	p->context = xcheck(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(p->context, MATCH_LIMIT);
	pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
	/* Where there is no compiler for this machine, the interpreter does. */
	if (pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0) {
		p->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK_MAX, NULL);
		if (p->stack)
			pcre2_jit_stack_assign(p->context, NULL, p->stack);
	}
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_jit_stack_free(p->stack);
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

int pattern_match(struct pattern *p, struct df_span line, struct df_span *group)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->data);
	int n = pcre2_match(p->code, (PCRE2_SPTR)line.p, line.len, 0, 0, p->data, p->context);

	if (n == PCRE2_ERROR_NOMATCH)
		return 0;
	if (n < 0)
		return -E2BIG;
	/* \K inside a lookahead can put the end before the start. */
	if (n < 2 || at[2] == PCRE2_UNSET || at[3] < at[2])
		*group = (struct df_span){ line.p, 0 };
	else
		*group = (struct df_span){ line.p + at[2], at[3] - at[2] };
	return 1;
}

void pattern_escape(struct buf *b, struct df_span s)
{
	/* What re.escape() of Python has escaped since 3.7. */
	static const char special[] = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f";

	for (size_t i = 0; i < s.len; i++) {
		if (!s.p[i]) {
			buf_puts(b, "\\x00");
			continue;
		}
		if (strchr(special, s.p[i]))
			buf_putc(b, '\\');
		buf_putc(b, s.p[i]);
	}
}
