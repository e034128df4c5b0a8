// SPDX-License-Identifier: GPL-2.0
/* The short names of months in the locales of glibc ("abmon").  See month.h. */
#include "source/month.h"

/* A name may be that of the same month in several languages, never of two. */
static const char *const months[] = {
	" jan janv ene gen led sty ian tammi oca янв січ ιαν ",
	" feb févr fev úno lut febr helmi şub фев лют φεβ ",
	" mar mars mär mrt bře márc maalis мар бер μάρ ",
	" apr avril abr dub kwi ápr huhti nis апр кві απρ ",
	" may mai mei mag maj kvě máj touko май мая тра μάι ",
	" jun juin juni jún giu čen cze iun kesä haz июн чер ιούν ",
	" jul juil juli júl lug čec lip iul heinä tem июл лип ιούλ ",
	" aug août ago srp sie elo ağu авг сер αύγ ",
	" sep sept set zář wrz szept syys eyl сен вер σεπ ",
	" oct okt out ott říj paź loka eki окт жов οκτ ",
	" nov lis marras kas ноя лис νοέ ",
	" dec déc dic dez des pro gru joulu ara дек гру δεκ ",
};

#define LONGEST	12		/* bytes of a name */

static bool is_of_word(char c)
{
	return c != ' ' && c != '.' && !df_is_digit(c);
}

/* The capital that begins a name, in the alphabets that have one. */
static void add_small(char *to, struct df_span s)
{
	static const struct {
		char capital[3];
		char small[3];
	} pairs[] = {
		{ "Ş", "ş" }, { "Ú", "ú" }, { "Č", "č" }, { "Ř", "ř" }, { "Á", "á" },
		{ "Ι", "ι" }, { "Φ", "φ" }, { "Μ", "μ" }, { "Α", "α" }, { "Σ", "σ" },
		{ "Ο", "ο" }, { "Ν", "ν" }, { "Δ", "δ" },
	};

	memcpy(to, s.p, s.len);
	if (df_is_upper(s.p[0]))
		to[0] = (char)(s.p[0] - 'A' + 'a');
	for (size_t i = 0; i < DF_COUNT(pairs); i++)
		if (df_span_starts(s, df_span_of(pairs[i].capital)))
			memcpy(to, pairs[i].small, 2);
}

/* "10月", "10월": Chinese, Japanese, Korean. */
static int take_numbered(struct df_span *s)
{
	struct df_span at = *s;
	u32 month;

	if (!df_take_u32(&at, &month) || month < 1 || month > 12 ||
	    (!df_take(&at, DF_SPAN("月")) && !df_take(&at, DF_SPAN("월"))))
		return 0;
	*s = at;
	return (int)month;
}

int month_take(struct df_span *s)
{
	char name[LONGEST + 3] = " ";
	size_t n = 0;

	if (s->len && df_is_digit(s->p[0]))
		return take_numbered(s);
	while (n < s->len && is_of_word(s->p[n]))
		n++;
	if (n < 3 || n > LONGEST)
		return 0;
	add_small(name + 1, df_span_first(*s, n));
	name[n + 1] = ' ';
	name[n + 2] = '\0';
	for (size_t i = 0; i < DF_COUNT(months); i++) {
		struct df_span names = df_span_of(months[i]);

		if (df_span_find(names, df_span_of(name)) == names.len)
			continue;
		*s = df_span_from(*s, n);
		df_take_char(s, '.');
		return (int)i + 1;
	}
	return 0;
}
