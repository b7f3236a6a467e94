/* describe_keys.c - a user's keys as sentences; see describe.h. */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/when.h"
#include "format/json.h"
#include "rotate/rotation.h"
#include "wizard/describe.h"
#include "wizard/rotation_model.h"

void describe_lines(struct buf *out, const struct key_line *lines, size_t n,
		    const char *indent)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%sline %zu of %s%s%s\n", indent, lines[i].number,
			lines[i].file, lines[i].aws ? ": " : "",
			lines[i].aws ? lines[i].why : "");
}

/* What the key is in this rotation, and in the one before. */
static void describe_keys_add_marks(struct buf *out, const struct rotation_facts *facts,
				    const struct rotation_key *k)
{
	bool current = str_eq(k->key.id, facts->key_id);
	bool previous = str_eq(k->key.id, facts->previous.id);
	enum previous_state state = previous ? facts->previous.state : PREVIOUS_NONE;
	char at[WHEN_SIZE];

	when_full_iso(at, facts->previous.at, clock_read_iso(facts->now));
	if (state == PREVIOUS_WAITING)
		buf_fmt(out, "    replaced by the rotation of %s, still active\n", at);
	if (state == PREVIOUS_REVERTED)
		buf_fmt(out, "    created by the rotation that was reverted %s\n", at);
	if (state == PREVIOUS_DEACTIVATED)
		buf_fmt(out, "    deactivated by the previous rotation, %s\n", at);
	if (current && facts->previous.state == PREVIOUS_NONE)
		buf_str(out, "    this key will be rotated\n");
	if (k->in_use && !current)
		buf_fmt(out, "    in use: %s\n", k->in_use);
}

static void describe_keys_add_key(struct buf *out, const struct rotation_facts *facts,
				  const struct rotation_key *k)
{
	const struct key_use *used = &k->key.last_used;
	time_t now = clock_read_iso(facts->now);
	char text[WHEN_SIZE];

	when_created(text, clock_read_any(k->key.created), now);
	buf_fmt(out, "  %s  %s%s%s\n", k->key.id, k->key.status, *text ? ", " : "", text);
	if (*used->date)
		buf_fmt(out, "    last used %s by %s in %s\n",
			when_minute_iso(text, used->date, now), used->service,
			used->region);
	else
		buf_fmt(out, "    %s\n",
			used->unseen ? "last use unknown (no permission)" : "never used");
	describe_keys_add_marks(out, facts, k);
	for (size_t i = 0; i < k->found.locations_count; i++) {
		const struct key_location *at = &k->found.locations[i];

		if (at->kind == LOCATION_ENVIRONMENT)
			buf_str(out,
				"    in this shell's environment (AWS_ACCESS_KEY_ID), "
				"which cannot be updated: unset it or export the new key\n");
		else if (at->profile)
			buf_fmt(out, "    stored in profile '%s' of %s\n", at->profile,
				at->file);
		else
			buf_fmt(out, "    stored in file %s\n", at->file);
	}
	if (k->found.lines_count)
		buf_str(out, "    also found here, where accredit cannot update it:\n");
	describe_lines(out, k->found.lines, k->found.lines_count, "      ");
}

void describe_keys(struct buf *out, const struct rotation_facts *facts)
{
	buf_fmt(out, "Access keys of user '%s':\n", facts->user);
	for (size_t i = 0; i < facts->keys_count; i++)
		describe_keys_add_key(out, facts, &facts->keys[i]);
	if (!facts->keys_count)
		buf_str(out, "  none\n");
	for (size_t i = 0; i < facts->locations_count; i++) {
		if (!facts->locations[i].gone)
			continue;
		buf_str(out, "  ");
		wizard_describe_location(facts->locations[i].resource, out);
		buf_fmt(out, ": %s\n", facts->locations[i].gone);
	}
	for (size_t i = 0; i < facts->unread_count; i++)
		buf_fmt(out, "  %s could not be searched for the key: %s\n",
			facts->unread[i].file, facts->unread[i].why);
	if (json_count(facts->notes))
		buf_str(out, "Manual steps when the key is rotated:\n");
	json_each(note, facts->notes)
		buf_fmt(out, "  %s: %s\n", json_str(note, "label"), json_str(note, "text"));
}
