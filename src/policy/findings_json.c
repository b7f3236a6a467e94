/* findings_json.c - severities, and findings as JSON; see findings_internal.h. */
#include "config.h"

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "policy/findings_internal.h"

const char *const severity_names[] = { "none", "low", "medium", "high", NULL };

enum severity severity_of(const char *name)
{
	for (int i = SEVERITY_LOW; name && severity_names[i]; i++)
		if (str_eq(severity_names[i], name))
			return (enum severity)i;
	return SEVERITY_NONE;
}

enum severity findings_worst(const struct json *findings)
{
	enum severity worst = SEVERITY_NONE;

	json_each(f, findings)
		if (severity_of(json_str(f, "severity")) > worst)
			worst = severity_of(json_str(f, "severity"));
	return worst;
}

void finding_add_text(struct json *list, const char *text)
{
	if (!json_has(list, text))
		json_push(list, json_string_new(text));
}

void finding_add_statement(struct json *list, const struct policy_statement *s)
{
	struct json *place = policy_statement_reference(s);

	json_each(one, list)
		if (json_equal(one, place)) {
			json_free(place);
			return;
		}
	json_push(list, place);
}

struct finding finding_read(const struct json *f)
{
	return (struct finding){ json_str(f, "id"), severity_of(json_str(f, "severity")) };
}

struct json *finding_new(const char *id, enum severity severity, const struct json *on,
			 struct json *statements, struct json *actions)
{
	struct json *f = json_object_new();
	struct buf text = BUF(BUF_TEXT);
	size_t n = 0;

	json_put_str(f, "id", id);
	json_put_str(f, "severity", severity_names[severity]);
	/* "a, b, c and 4 more" */
	json_each(one, on)
		if (n++ < 3)
			buf_fmt(&text, "%s%s", n > 1 ? ", " : "", json_text(one));
	if (n > 3)
		buf_fmt(&text, " and %zu more", n - 3);
	json_put_str(f, "on", text.s);
	buf_free(&text);
	json_put(f, "statements", statements);
	json_put(f, "actions", actions);
	return f;
}

struct json *findings_sorted(struct json *found)
{
	struct json *sorted = json_list_new();

	for (int severity = SEVERITY_HIGH; severity > SEVERITY_NONE; severity--)
		json_each(f, found)
			if (str_eq(json_str(f, "severity"), severity_names[severity]))
				json_push(sorted, json_copy(f));
	json_free(found);
	return sorted;
}

struct json *findings_event(const struct json *finding)
{
	static const char *const members[] = { "severity", "on", "statements", "actions", "text",
					       "narrower" };
	struct json *event = json_object_new(), *places = json_list_new();

	json_each(place, json_get(finding, "statements")) {
		struct json *one = json_push(places, json_object_new());

		json_put_str(one, "document", json_str(place, "document"));
		json_put(one, "index", json_copy(json_get(place, "index")));
	}
	json_put_str(event, "event", "risk");
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_get(finding, members[i]))
			json_put(event, members[i], json_copy(json_get(finding, members[i])));
	json_put(event, "statements", places);
	return event;
}
