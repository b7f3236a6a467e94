/*
 * shapes.h - the bridge between the conformance data, which has types, and our
 * readers and writers, which have texts.
 */
#ifndef ACCREDIT_TEST_SHAPES_H
#define ACCREDIT_TEST_SHAPES_H

#include <ctype.h>
#include <stdlib.h>
#include <time.h>

#include "base/str.h"
#include "base/clock.h"
#include "vectors.h"

static inline const struct json *shape_of(const struct json *shapes,
					  const struct json *ref)
{
	return json_get(shapes, json_str(ref, "shape"));
}

static inline const char *trait(const struct json *ref, const struct json *shape,
				const char *name)
{
	return *json_str(ref, name) ? json_str(ref, name) : json_str(shape, name);
}

/* --- typed parameters to ours ---------------------------------------------------- */

static inline struct json *time_text(double t, const char *format)
{
	char text[64];
	time_t at = (time_t)t;
	struct tm tm;

	gmtime_r(&at, &tm);
	if (str_eq(format, "unixTimestamp"))
		snprintf(text, sizeof(text), "%lld", (long long)at);
	else if (str_eq(format, "rfc822"))
		strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	else
		clock_iso(text, at);
	return json_string_new(text);
}

static inline struct json *blob_text(const char *s)
{
	struct buf out = BUF(1u << 20);
	struct json *j;

	str_base64(&out, s, strlen(s));
	j = json_string_new(out.s);
	buf_free(&out);
	return j;
}

/* The name a member has on the wire; ec2: with a capital letter. */
static inline void wire_name(char out[128], const struct json *member, const char *name,
			     bool ec2)
{
	const char *query = ec2 ? json_str(member, "queryName") : "";
	const char *location = json_str(member, "locationName");

	snprintf(out, 128, "%s", *query ? query : *location ? location : name);
	if (ec2 && !*query)
		out[0] = (char)toupper((unsigned char)out[0]);
}

static inline struct json *to_ours(const struct json *shapes, const struct json *ref,
				   const struct json *value, bool ec2)
{
	const struct json *shape = shape_of(shapes, ref);
	const char *type = json_str(shape, "type");
	struct json *out;

	if (str_eq(type, "structure")) {
		out = json_object_new();
		json_each(v, value) {
			const struct json *m = json_get(json_get(shape, "members"),
							json_key(v));
			char name[128];

			wire_name(name, m, json_key(v), ec2);
			json_put(out, name, to_ours(shapes, m, v, ec2));
		}
		return out;
	}
	if (str_eq(type, "list")) {
		out = json_list_new();
		json_each(v, value)
			json_push(out, to_ours(shapes, json_get(shape, "member"), v, ec2));
		return out;
	}
	if (str_eq(type, "timestamp"))
		return time_text(json_number(value), trait(ref, shape, "timestampFormat"));
	if (str_eq(type, "blob"))
		return blob_text(json_text(value) ? json_text(value) : "");
	return json_copy(value);
}

/* --- our answers to typed ones ----------------------------------------------------- */

static inline double time_of(const char *s)
{
	struct tm tm = { 0 };
	const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &tm);
	double t, part = 0;
	int hours, minutes;
	char sign;

	if (!rest)
		return clock_http(s) >= 0 ? (double)clock_http(s) : atof(s);
	t = (double)timegm(&tm);
	if (*rest == '.') {
		char *end;

		part = strtod(rest, &end);
		rest = end;
	}
	if (sscanf(rest, "%c%d:%d", &sign, &hours, &minutes) == 3)
		t -= (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return t + part;
}

static inline struct json *scalar_of(const char *type, const char *s)
{
	struct buf out = BUF(1u << 20);
	struct json *j;

	if (str_eq(type, "boolean"))
		return json_bool_new(str_eq(s, "true"));
	if (str_eq(type, "timestamp"))
		return json_number_new(time_of(s));
	if (str_eq(type, "blob")) {
		str_unbase64(&out, s);
		j = json_string_new(out.s);
		buf_free(&out);
		return j;
	}
	if (str_eq(type, "string") || strchr("NI", *s) || str_starts(s, "-I"))
		return json_string_new(s);
	return json_number_new(atof(s));
}

static inline struct json *from_ours(const struct json *shapes, const struct json *ref,
				     const struct json *ours)
{
	const struct json *shape = shape_of(shapes, ref);
	const char *type = json_str(shape, "type");
	struct json *out;

	if (str_eq(type, "structure")) {
		out = json_object_new();
		json_each(m, json_get(shape, "members")) {
			const char *name = trait(m, NULL, "locationName");
			const struct json *v = json_get(ours, *name ? name : json_key(m));

			if (v)
				json_put(out, json_key(m), from_ours(shapes, m, v));
		}
		return out;
	}
	if (str_eq(type, "list")) {
		out = json_list_new();
		if (json_type(ours) == JSON_LIST)
			json_each(v, ours)
				json_push(out, from_ours(shapes, json_get(shape, "member"), v));
		else if (!json_text(ours) || *json_text(ours))
			json_push(out, from_ours(shapes, json_get(shape, "member"), ours));
		return out;
	}
	if (str_eq(type, "map")) {
		out = json_object_new();
		json_each(v, json_type(ours) == JSON_OBJECT ? ours : NULL)
			json_put(out, json_key(v),
				 from_ours(shapes, json_get(shape, "value"), v));
		return out;
	}
	return scalar_of(type, json_text(ours) ? json_text(ours) : "");
}

#endif
