/*
 * glob.c - patterns: * any characters, ? one character, ${key} a policy variable.
 *
 * A * matches colons and slashes too: "can expand to match beyond the colon boundaries"
 * (IAM User Guide, Resource). ${*}, ${?} and ${$} are plain characters; so is the value of
 * a variable.
 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "policy/policy_internal.h"

uint32_t glob_fold(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* The next character; a byte that is not UTF-8 counts as itself. */
static uint32_t glob_next(const char **s, size_t *left)
{
	uint32_t c;
	size_t n = str_utf8(*s, *left, &c);

	if (!n) {
		c = (unsigned char)**s;
		n = 1;
	}
	*s += n;
	*left -= n;
	return c;
}

struct glob_text glob_text(struct arena *a, const char *s, bool fold)
{
	size_t left = strlen(s);
	struct glob_text t = { .at = arena_zero(a, (left + 1) * sizeof(*t.at)) };

	while (left) {
		uint32_t c = glob_next(&s, &left);

		t.at[t.n++] = fold ? glob_fold(c) : c;
	}
	return t;
}

void glob_add_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_char(b, (char)c);
	} else if (c < 0x800) {
		buf_char(b, (char)(0xc0 | c >> 6));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		if (c >= 0x10000)
			buf_char(b, (char)(0xf0 | c >> 18));
		buf_char(b, (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12));
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

static char *glob_copy(struct arena *a, const char *s, size_t n)
{
	return memcpy(arena_zero(a, n + 1), s, n);
}

/* "key, 'default'" of n bytes. */
static struct policy_variable glob_variable(struct arena *a, const char *s, size_t n)
{
	const char *comma = memchr(s, ',', n), *end = s + n, *from;
	struct policy_variable v = { NULL, NULL };
	size_t len = comma ? (size_t)(comma - s) : n;

	while (len && s[len - 1] == ' ')
		len--;
	v.name = glob_copy(a, s, len);
	if (!comma)
		return v;
	for (from = comma + 1; from < end && *from == ' '; from++)
		;
	while (end > from && end[-1] == ' ')
		end--;
	if (end - from >= 2 && *from == '\'' && end[-1] == '\'')
		v.otherwise = glob_copy(a, from + 1, (size_t)(end - from) - 2);
	return v;
}

/* The length of "${...}" at s, or 0. */
static size_t glob_variable_length(const char *s)
{
	const char *end = s[0] == '$' && s[1] == '{' ? strchr(s + 2, '}') : NULL;

	return end && end > s + 2 ? (size_t)(end - s) + 1 : 0;
}

void glob_read(struct arena *a, struct policy_glob *g, const char *text, int how)
{
	size_t left = strlen(text), n = 0, room = 0, variables = 0;
	struct policy_variable *all;
	const char *s = text;
	uint32_t *at;

	for (const char *v = text; how & GLOB_VARIABLES && *v; v++)
		room += glob_variable_length(v) > 0;
	all = room ? arena_zero(a, room * sizeof(*all)) : NULL;
	at = arena_zero(a, (left + 1) * sizeof(*at));
	*g = (struct policy_glob){ .text = arena_str(a, text), .at = at };
	while (left) {
		size_t len = how & GLOB_VARIABLES ? glob_variable_length(s) : 0;
		uint32_t c;

		if (len) {
			/* a plain character, such as "${*}", or a variable */
			if (len == 4 && strchr("*?$", s[2])) {
				at[n++] = (unsigned char)s[2];
			} else {
				all[variables] = glob_variable(a, s + 2, len - 3);
				at[n++] = TOKEN_VARIABLE + (uint32_t)variables++;
			}
			s += len;
			left -= len;
			continue;
		}
		c = glob_next(&s, &left);
		if (how & GLOB_WILD && c == '*')
			c = TOKEN_ANY;
		else if (how & GLOB_WILD && c == '?')
			c = TOKEN_ONE;
		else if (how & GLOB_FOLD)
			c = glob_fold(c);
		g->wild |= c == TOKEN_ANY || c == TOKEN_ONE;
		at[n++] = c;
	}
	g->n = n;
	g->variables = variables ? all : NULL;
}

/* Goes back to the last *: no recursion, at most n times m steps. */
bool glob_fits(const uint32_t *pattern, size_t n, const uint32_t *text, size_t m)
{
	size_t p = 0, t = 0, star = SIZE_MAX, back = 0;

	while (t < m) {
		if (p < n && pattern[p] == TOKEN_ANY) {
			star = p++;
			back = t;
		} else if (p < n && (pattern[p] == TOKEN_ONE || pattern[p] == text[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++back;
		} else {
			return false;
		}
	}
	while (p < n && pattern[p] == TOKEN_ANY)
		p++;
	return p == n;
}

bool glob_same(const struct policy_glob *a, const struct policy_glob *b)
{
	return str_eq(a->text, b->text) && a->n == b->n &&
	       !memcmp(a->at, b->at, a->n * sizeof(*a->at));
}

/*
 * Row by row: whether one text can match the rest of both patterns. Variables match any
 * text.
 */
bool glob_meet(const struct policy_glob *a, const struct policy_glob *b)
{
	bool row[2][GLOB_MEET + 1] = { { false } };
	size_t n = a->n, m = b->n;

	if (glob_apart(a, b))
		return false;
	if (!b->wild && !b->variables && !a->variables)
		return glob_fits(a->at, n, b->at, m);
	if (m > GLOB_MEET)
		return true;
	for (size_t i = n + 1; i-- > 0;) {
		bool *now = row[i & 1], *below = row[(i + 1) & 1];
		bool any_a = i < n && (a->at[i] == TOKEN_ANY || a->at[i] >= TOKEN_VARIABLE);

		for (size_t k = m + 1; k-- > 0;) {
			bool any_b = k < m && (b->at[k] == TOKEN_ANY ||
					       b->at[k] >= TOKEN_VARIABLE);

			now[k] = (i == n && k == m) || (any_a && below[k]) ||
				 (any_b && now[k + 1]) ||
				 (any_a && k < m && now[k + 1]) || (any_b && i < n && below[k]) ||
				 (i < n && k < m && below[k + 1] &&
				  (a->at[i] == b->at[k] || a->at[i] == TOKEN_ONE ||
				   b->at[k] == TOKEN_ONE));
		}
	}
	return row[0][0];
}

/* The value of a variable, which must be a key with one value. */
static enum maybe glob_variable_value(struct evaluation *q, const struct policy_variable *v,
				      const char **value)
{
	struct context_values k = context_values(q, v->name);

	if (k.given && k.n == 1) {
		*value = k.at[0];
		return YES;
	}
	if (!k.given && !k.known) {
		evaluation_needs_key(q, v->name);
		return MAYBE;
	}
	*value = v->otherwise;
	return v->otherwise ? YES : NO;
}

enum maybe glob_substitute(struct evaluation *q, const struct policy_glob *g,
			   struct glob_text *out)
{
	size_t room = g->n;
	enum maybe all = YES;

	for (size_t i = 0; i < g->n; i++) {
		const char *value = "";

		if (g->at[i] < TOKEN_VARIABLE)
			continue;
		all = maybe_and(
			all,
			glob_variable_value(q, &g->variables[g->at[i] - TOKEN_VARIABLE],
					    &value));
		room += value ? strlen(value) : 0;
	}
	if (all != YES)
		return all;
	out->at = arena_zero(&q->scratch, (room + 1) * sizeof(*out->at));
	out->n = 0;
	for (size_t i = 0; i < g->n; i++) {
		const char *value;
		struct glob_text t;

		if (g->at[i] < TOKEN_VARIABLE) {
			out->at[out->n++] = g->at[i];
			continue;
		}
		glob_variable_value(q, &g->variables[g->at[i] - TOKEN_VARIABLE], &value);
		t = glob_text(&q->scratch, value, false);
		memcpy(out->at + out->n, t.at, t.n * sizeof(*t.at));
		out->n += t.n;
	}
	return YES;
}

enum maybe glob_evaluate(struct evaluation *q, const struct policy_glob *g,
			 const struct glob_text *text, bool *unset)
{
	struct glob_text filled;
	enum maybe can;

	if (!g->variables)
		return glob_fits(g->at, g->n, text->at, text->n) ? YES : NO;
	can = glob_substitute(q, g, &filled);
	if (can == NO)
		*unset = true;
	if (can != YES)
		return can;
	return glob_fits(filled.at, filled.n, text->at, text->n) ? YES : NO;
}
