/* stackset_note_json.c - see stackset.h. */
#include "config.h"

#include "format/json.h"
#include "stackset/stackset.h"

struct json *stackset_note_json(const struct stackset_note *note)
{
	const char *const texts[][2] = { { "admin_role", note->admin_role },
					 { "execution_role", note->execution_role },
					 { "verify_role", note->verify_role },
					 { "external_id", note->external_id },
					 { "call_as", note->call_as } };
	struct json *j = json_object_new();

	json_put(j, "v", json_number_new(1));
	json_put_str(j, "name", note->name);
	json_put_str(j, "account", note->account);
	json_put_str(j, "region", note->region);
	json_put(j, "accounts",
		 note->accounts ? json_copy(note->accounts) : json_list_new());
	json_put(j, "units", note->units ? json_copy(note->units) : json_list_new());
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (*texts[i][1])
			json_put_str(j, texts[i][0], texts[i][1]);
	return j;
}

struct stackset_note stackset_note_read(const struct json *note)
{
	return (struct stackset_note){
		.name = json_str(note, "name"),
		.account = json_str(note, "account"),
		.region = json_str(note, "region"),
		.accounts = json_get(note, "accounts"),
		.units = json_get(note, "units"),
		.admin_role = json_str(note, "admin_role"),
		.execution_role = json_str(note, "execution_role"),
		.verify_role = json_str(note, "verify_role"),
		.external_id = json_str(note, "external_id"),
		.call_as = json_str(note, "call_as"),
	};
}
