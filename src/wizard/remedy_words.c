/* remedy_words.c - see remedy_words.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "pack/pack.h"
#include "wizard/remedy_words.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* What stands in a hint, and what is shown; the first that fits counts. */
static const struct remedy_word {
	const char *option, *says; /* says NULL: an answer follows */
	char drops;		   /* what follows up to this is left out; 0: nothing */
} remedy_words_table[] = {
	{ "'accredit adopt ", "Adopt, in the menu,", '\'' },
	{ ": --no-probe", "", 0 },
	{ " with --no-probe", " without the test", 0 },
	{ "--no-probe", "skip the test", 0 },
	{ "'accredit setup' with --name as well", "set up with another setup name", 0 },
	{ "choose --name", "choose another setup name", 0 },
	{ "with --name", "with another setup name", 0 },
	{ " (--now)", "", 0 },
	{ ": --only ", "", ' ' },
	{ "with --set ", NULL, 0 },
	{ "--set ", NULL, 0 },
};

/* Whether a value stands for any: "FILE", "sg-...". */
static bool remedy_words_is_any(const char *value)
{
	return !*value || strstr(value, "...") || !strpbrk(value, LOWER "0123456789");
}

/* "NAME=VALUE" at s in words; returns what is after it. */
static const char *remedy_words_answer(struct buf *out, const char *s, bool with,
				       const struct pack *pack)
{
	size_t n = strcspn(s, "= "), len = s[n] == '=' ? strcspn(s + n + 1, " ;)'") : 0;
	const char *rest = s + n + (s[n] == '=') + len;
	const struct pack_value *v;
	char name[64], value[256];

	while (len && (rest[-1] == ',' || (rest[-1] == '.' && rest[-2] != '.'))) {
		rest--;
		len--;
	}
	snprintf(name, sizeof(name), "%.*s", (int)n, s);
	snprintf(value, sizeof(value), "%.*s", (int)len, rest - len);
	v = pack ? pack_value(pack, name) : NULL;
	if (remedy_words_is_any(value))
		buf_fmt(out, "%s'%s'", with ? "in " : "", v ? v->label : name);
	else
		buf_fmt(out, "%s %s for '%s'", with ? "with" : "enter", value,
			v ? v->label : name);
	return rest;
}

void remedy_words(struct err *err, const struct pack *pack)
{
	struct buf out = BUF(sizeof(err->hint));
	const char *s = err->hint;

	if (!strstr(s, "--"))
		return;
	while (*s) {
		const struct remedy_word *w = remedy_words_table, *end;

		end = w + sizeof(remedy_words_table) / sizeof(*remedy_words_table);
		while (w < end && !str_starts(s, w->option))
			w++;
		if (w == end) {
			/* other commands are to copy */
			size_t n =
				str_starts(s, "'accredit ") ? strcspn(s + 1, "'") + 1 : 1;

			buf_add(&out, s, n);
			s += n;
			continue;
		}
		s += strlen(w->option);
		buf_str(&out, w->says);
		if (w->drops)
			s += strcspn(s, (const char[]){ w->drops, ';', ',', '\0' });
		s += w->drops && *s == '\'';
		if (!w->says)
			s = remedy_words_answer(&out, s, *w->option == 'w', pack);
	}
	err_hint(err, "%s", out.len ? out.s : "");
	buf_free(&out);
}
