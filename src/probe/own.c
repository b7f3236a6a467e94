/* own.c - see own.h. */
#include "config.h"

#include <string.h>

#include "base/str.h"
#include "probe/own.h"

static const char *const words[] = { "$IMAGE_ID", "$INSTANCE_TYPE", "$INSTANCE_ID",
				     "$REGION", NULL };

/* The own word that text begins with; 0: none. */
static size_t length_at(const char *text)
{
	for (int i = 0; words[i]; i++)
		if (str_starts(text, words[i]))
			return strlen(words[i]);
	return 0;
}

const char *own_word(const char *word, const char *from, size_t *n)
{
	if (*word != '{' && *word != '[') {
		*n = from == word ? length_at(word) : 0;
		return *n && !word[*n] ? word : NULL;
	}
	for (from = strchr(from, '$'); from; from = strchr(from + 1, '$')) {
		*n = length_at(from);
		if (*n)
			return from;
	}
	return NULL;
}
