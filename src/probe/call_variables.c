/* call_variables.c - see call_variables.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/json.h"
#include "probe/call_variables.h"

static const char *const words[] = { "$IMAGE_ID", "$INSTANCE_TYPE", "$INSTANCE_ID",
				     "$REGION", SUBNET_VARIABLE, NULL };

/* The length of the variable that text begins with; 0: none. */
static size_t call_variables_length_at(const char *text)
{
	for (int i = 0; words[i]; i++)
		if (str_starts(text, words[i]))
			return strlen(words[i]);
	return 0;
}

const char *call_variables_find(const char *word, const char *from, size_t *n)
{
	if (*word != '{' && *word != '[') {
		*n = from == word ? call_variables_length_at(word) : 0;
		return *n && !word[*n] ? word : NULL;
	}
	for (from = strchr(from, '$'); from; from = strchr(from + 1, '$')) {
		*n = call_variables_length_at(from);
		if (*n)
			return from;
	}
	return NULL;
}

static bool call_variables_is_subnet(const struct json *word)
{
	return json_text(word) && str_eq(json_text(word), SUBNET_VARIABLE);
}

/* In a word that is JSON. */
static void call_variables_fill_tree_of(struct json *tree, const char *subnet)
{
	for (struct json *one = json_first(tree), *next; one; one = next) {
		next = json_next(one);
		if (!call_variables_is_subnet(one))
			call_variables_fill_tree_of(one, subnet);
		else if (*subnet && json_key(one))
			json_put_str(tree, json_key(one), subnet);
		else if (json_key(one))
			json_drop(tree, json_key(one));
	}
}

static struct json *call_variables_fill_json(const char *word, const char *subnet)
{
	struct err ignored = ERR_INIT;
	struct json *tree = json_parse(word, strlen(word), "the call", &ignored), *out;
	struct buf text = BUF(BUF_TEXT);

	call_variables_fill_tree_of(tree, subnet);
	if (tree)
		json_print(&text, tree);
	out = json_string_new(tree ? text.s : word);
	buf_free(&text);
	json_free(tree);
	return out;
}

static struct json *call_variables_fill_call(const struct json *call, const char *subnet)
{
	struct json *out = json_list_new();

	json_each(word, call) {
		const char *text = json_text(word);

		if (!*subnet &&
		    (call_variables_is_subnet(word) ||
		     call_variables_is_subnet(json_next(word))))
			continue;
		if (call_variables_is_subnet(word))
			json_push(out, json_string_new(subnet));
		else if (text && strchr("[{", *text) && strstr(text, SUBNET_VARIABLE))
			json_push(out, call_variables_fill_json(text, subnet));
		else
			json_push(out, json_copy(word));
	}
	return out;
}

struct checks call_variables_subnet(const struct checks *checks, const char *subnet)
{
	struct checks all = { NULL };

	for (size_t i = 0; i < checks->count; i++) {
		struct check *one = checks_add(&all, &checks->check[i]);

		if (one->call.words)
			one->call.words = one->call.source = checks_keep(
				&all, call_variables_fill_call(one->call.words, subnet));
	}
	return all;
}
