/* describe_keys.c - a user's keys as sentences; see describe.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "wizard/describe.h"

static void describe_keys_add_use(struct buf *out, const struct json *key)
{
	const struct json *used = json_get(key, "last_used");

	if (used)
		buf_fmt(out, "last used %.10s by %s in %s", json_str(used, "date"),
			json_str(used, "service"), json_str(used, "region"));
	else
		buf_str(out, json_true(json_get(key, "unknown")) ?
			"last use not to be seen with these credentials" : "never used");
}

void describe_lines(struct buf *out, const struct json *rows, const char *indent)
{
	json_each(row, rows)
		buf_fmt(out, "%sline %.0f of %s%s%s\n", indent,
			json_number(json_get(row, "line")), json_str(row, "file"),
			json_true(json_get(row, "aws")) ? ": " : "",
			json_true(json_get(row, "aws")) ? json_str(row, "why") : "");
}

static void describe_keys_add_marks(struct buf *out, const struct json *key,
				    const struct json *parked)
{
	if (json_true(json_get(key, "waiting")))
		buf_str(out, "    replaced by the rotation before, and still active\n");
	if (json_true(json_get(key, "current")))
		buf_str(out, "    this is the key that is renewed\n");
	if (json_true(json_get(key, "parked")))
		buf_fmt(out, json_true(json_get(parked, "left")) ?
			"    created by the rotation that was reverted on %s\n" :
			"    parked since %s by the rotation before\n", json_str(parked, "at"));
	if (*json_str(key, "why") && !json_true(json_get(key, "current")))
		buf_fmt(out, "    in use: %s\n", json_str(key, "why"));
}

static void describe_keys_add_location(struct buf *out, const struct json *place)
{
	const char *profile = json_str(place, "profile"), *file = json_str(place, "file");

	if (str_eq(json_str(place, "kind"), "environment"))
		buf_str(out, "    in this shell's environment (AWS_ACCESS_KEY_ID), which cannot be "
			"updated: unset it or export the new key\n");
	else if (*profile)
		buf_fmt(out, "    in profile '%s' of %s\n", profile, file);
	else
		buf_fmt(out, "    in file %s\n", file);
}

static void describe_keys_add_key(struct buf *out, const struct json *key,
				  const struct json *parked)
{
	double days = json_number(json_get(key, "days"));

	buf_fmt(out, "  %s  %s, ", json_str(key, "id"), json_str(key, "status"));
	if (days >= 0)
		buf_fmt(out, "%.0f day%s old, ", days, days < 1.5 && days > 0.5 ? "" : "s");
	describe_keys_add_use(out, key);
	buf_char(out, '\n');
	describe_keys_add_marks(out, key, parked);
	json_each(place, json_get(key, "places"))
		describe_keys_add_location(out, place);
	if (json_count(json_get(key, "elsewhere")))
		buf_str(out, "    and where it cannot be updated:\n");
	describe_lines(out, json_get(key, "elsewhere"), "      ");
}

void describe_keys(struct buf *out, const struct json *facts)
{
	const struct json *parked = json_get(facts, "parked");

	buf_fmt(out, "access keys of user '%s':\n", json_str(facts, "user"));
	json_each(key, json_get(facts, "keys"))
		describe_keys_add_key(out, key, parked);
	if (!json_count(json_get(facts, "keys")))
		buf_str(out, "  none\n");
	json_each(file, json_get(facts, "unread"))
		buf_fmt(out, "  %s was not searched for it: %s\n", json_str(file, "file"),
			json_str(file, "why"));
	if (json_count(json_get(facts, "renewal")))
		buf_str(out, "to do by hand when the key is renewed:\n");
	json_each(note, json_get(facts, "renewal"))
		buf_fmt(out, "  %s: %s\n", json_str(note, "label"), json_str(note, "text"));
}
