// SPDX-License-Identifier: GPL-2.0
/* Regular expressions, by PCRE2.  See pattern.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <pcre2.h>

#include "late.h"
#include "pattern.h"
#include "xalloc.h"

#define LIBRARY		"libpcre2-8.so.0"

LATE_NEEDED(LIBRARY, "patterns", "Regular expressions of swift-drive-audit");

#define FUNCTIONS(F) \
	F(pcre2_code_free_8) F(pcre2_compile_8) F(pcre2_compile_context_create_8) \
	F(pcre2_compile_context_free_8) F(pcre2_get_error_message_8) \
	F(pcre2_get_ovector_pointer_8) F(pcre2_jit_compile_8) F(pcre2_jit_stack_assign_8) \
	F(pcre2_jit_stack_create_8) \
	F(pcre2_jit_stack_free_8) F(pcre2_match_8) F(pcre2_match_context_create_8) \
	F(pcre2_match_context_free_8) F(pcre2_match_data_create_from_pattern_8) \
	F(pcre2_match_data_free_8) F(pcre2_pattern_info_8) F(pcre2_set_heap_limit_8) \
	F(pcre2_set_match_limit_8) F(pcre2_set_newline_8)

static struct {
	FUNCTIONS(LATE_POINTER)
} lib;

static const char *const names[] = { FUNCTIONS(LATE_NAME) };

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
	pcre2_compile_context *context = xcheck(lib.pcre2_compile_context_create(NULL));
	pcre2_code *code;
	PCRE2_SIZE at;
	int err;

	/* What ends a line has been taken off; everything else is of the line. */
	lib.pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = lib.pcre2_compile((PCRE2_SPTR)source.p, source.len, PCRE2_ANCHORED, &err, &at,
				 context);
	lib.pcre2_compile_context_free(context);
	if (!code) {
		PCRE2_UCHAR why[128];

		lib.pcre2_get_error_message(err, why, sizeof(why));
		trouble_set(t, "\"%.*s\" is not a regular expression: %s", (int)shown.len,
			    shown.p, (char *)why);
	}
	return code;
}

static bool has_group(const pcre2_code *code)
{
	u32 groups = 0;

	lib.pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	return groups > 0;
}

struct pattern *pattern_new(struct df_span source, struct df_span shown, struct trouble *t)
{
	struct pattern *p;
	pcre2_code *code;

	late_need(LIBRARY, names, DF_COUNT(names), &lib);
	code = compile(source, shown, t);
	if (!code)
		return NULL;
	if (!has_group(code)) {
		trouble_set(t, "\"%.*s\" has no group: put what is wanted between ( and )",
			    (int)shown.len, shown.p);
		lib.pcre2_code_free(code);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->code = code;
	p->data = xcheck(lib.pcre2_match_data_create_from_pattern(code, NULL));
	p->context = xcheck(lib.pcre2_match_context_create(NULL));
	lib.pcre2_set_match_limit(p->context, MATCH_LIMIT);
	lib.pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
	/* Where there is no compiler for this machine, the interpreter does. */
	if (lib.pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0) {
		p->stack = lib.pcre2_jit_stack_create(32 * 1024, JIT_STACK_MAX, NULL);
		if (p->stack)
			lib.pcre2_jit_stack_assign(p->context, NULL, p->stack);
	}
	return p;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	lib.pcre2_jit_stack_free(p->stack);
	lib.pcre2_match_context_free(p->context);
	lib.pcre2_match_data_free(p->data);
	lib.pcre2_code_free(p->code);
	free(p);
}

int pattern_match(struct pattern *p, struct df_span line, struct df_span *group)
{
	const PCRE2_SIZE *at = lib.pcre2_get_ovector_pointer(p->data);
	int n = lib.pcre2_match(p->code, (PCRE2_SPTR)line.p, line.len, 0, 0, p->data, p->context);

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
