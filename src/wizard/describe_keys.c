/* describe_keys.c - a user's keys as sentences; see describe.h. */
#include "config.h"

#include "base/str.h"
#include "format/json.h"
#include "rotate/rotation.h"
#include "wizard/describe.h"

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

	if (state == PREVIOUS_WAITING)
		buf_str(out, "    replaced by the rotation before, and still active\n");
	if (current)
		buf_str(out, "    this is the key that is renewed\n");
	if (state == PREVIOUS_REVERTED)
		buf_fmt(out, "    created by the rotation that was reverted on %s\n",
			facts->previous.at);
	if (state == PREVIOUS_DEACTIVATED)
		buf_fmt(out, "    parked since %s by the rotation before\n",
			facts->previous.at);
	if (k->in_use && !current)
		buf_fmt(out, "    in use: %s\n", k->in_use);
}

static void describe_keys_add_key(struct buf *out, const struct rotation_facts *facts,
				  const struct rotation_key *k)
{
	double days = k->key.days;

	buf_fmt(out, "  %s  %s, ", k->key.id, k->key.status);
	if (days >= 0)
		buf_fmt(out, "%.0f day%s old, ", days, days < 1.5 && days > 0.5 ? "" : "s");
	if (*k->key.last_used.date)
		buf_fmt(out, "last used %.10s by %s in %s", k->key.last_used.date,
			k->key.last_used.service, k->key.last_used.region);
	else
		buf_str(out,
			k->key.last_used.unseen ?
				"last use not to be seen with these credentials" :
				"never used");
	buf_char(out, '\n');
	describe_keys_add_marks(out, facts, k);
	for (size_t i = 0; i < k->found.locations_count; i++) {
		const struct key_location *at = &k->found.locations[i];

		if (at->kind == LOCATION_ENVIRONMENT)
			buf_str(out,
				"    in this shell's environment (AWS_ACCESS_KEY_ID), "
				"which cannot be "
				"updated: unset it or export the new key\n");
		else if (at->profile)
			buf_fmt(out, "    in profile '%s' of %s\n", at->profile, at->file);
		else
			buf_fmt(out, "    in file %s\n", at->file);
	}
	if (k->found.lines_count)
		buf_str(out, "    and where it cannot be updated:\n");
	describe_lines(out, k->found.lines, k->found.lines_count, "      ");
}

void describe_keys(struct buf *out, const struct rotation_facts *facts)
{
	buf_fmt(out, "access keys of user '%s':\n", facts->user);
	for (size_t i = 0; i < facts->keys_count; i++)
		describe_keys_add_key(out, facts, &facts->keys[i]);
	if (!facts->keys_count)
		buf_str(out, "  none\n");
	for (size_t i = 0; i < facts->unread_count; i++)
		buf_fmt(out, "  %s was not searched for it: %s\n", facts->unread[i].file,
			facts->unread[i].why);
	if (json_count(facts->notes))
		buf_str(out, "to do by hand when the key is renewed:\n");
	json_each(note, facts->notes)
		buf_fmt(out, "  %s: %s\n", json_str(note, "label"), json_str(note, "text"));
}
