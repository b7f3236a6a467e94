/* missing_permissions.c - lines about the permissions that the caller may not have. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "advise/preflight.h"
#include "base/mem.h"
#include "base/str.h"
#include "format/json.h"
#include "screens/context.h"

/* A wrapped line keeps its indent. */
static void missing_permissions_lines(struct textview *v, enum role first, enum role rest,
				      const char *text)
{
	enum role role = first;

	for (const char *s = text; *s; role = rest) {
		size_t n = strcspn(s, "\n"), in = strspn(s, " ");
		char *line = xasprintf("%.*s", (int)n, s);

		textview_line(v, role, line);
		textview_hang(v, (int)in + 2);
		free(line);
		s += n + (s[n] == '\n');
	}
}

bool context_missing_permissions(struct textview *v, const struct json *event)
{
	struct buf lacks = BUF(BUF_TEXT), unsure = BUF(BUF_TEXT), by = BUF(512);
	bool any;

	preflight_lack_words(&lacks, event);
	preflight_unsure_words(&unsure, event);
	preflight_by_words(&by, event);
	any = lacks.len || unsure.len || by.len;
	if (lacks.len)
		missing_permissions_lines(v, R_WARN, R_TEXT, lacks.s);
	if (unsure.len)
		missing_permissions_lines(v, R_QUIET, R_QUIET, unsure.s);
	if (by.len)
		missing_permissions_lines(v, R_QUIET, R_QUIET, by.s);
	buf_free(&lacks);
	buf_free(&unsure);
	buf_free(&by);
	return any;
}

void context_step_permissions(struct textview *v, const struct json *event,
			      const char *step)
{
	struct preflight_row row = preflight_step(event, step);
	struct buf text = BUF(BUF_TEXT);

	preflight_row_words(&text, &row);
	if (text.len) {
		textview_line(v, R_WARN, "You may not have permission for:");
		missing_permissions_lines(v, R_TEXT, R_TEXT, text.s);
	}
	buf_free(&text);
}

size_t context_denied_steps(const struct json *event)
{
	size_t n = 0;

	json_each(row, json_get(event, "steps"))
		n += str_eq(preflight_row_read(row).verdict, "no");
	return n;
}
