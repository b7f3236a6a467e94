/* argv.c - see argv.h. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/argv.h"
#include "base/buf.h"
#include "base/mem.h"

static const char blanks[] = " \t\r\n";

static const char *argv_one_word(struct buf *word, const char *at)
{
	while (at && *at && !strchr(blanks, *at)) {
		if (*at == '\'' || *at == '"') {
			/* what a quote holds; one that is never closed is an error */
			char quote = *at++;

			for (; *at && *at != quote; at++) {
				if (quote == '"' && *at == '\\' && at[1] &&
				    strchr("\"\\", at[1]))
					at++;
				buf_char(word, *at);
			}
			at = *at ? at + 1 : NULL;
		} else if (*at == '\\') {
			if (!*++at)
				return NULL;
			buf_char(word, *at++);
		} else {
			buf_char(word, *at++);
		}
	}
	return at;
}

char **argv_split(const char *line)
{
	char **words = xcalloc(strlen(line) / 2 + 2, sizeof(*words));
	struct buf word = BUF(BUF_TEXT);
	size_t n = 0;

	for (line += strspn(line, blanks); line && *line; ) {
		line = argv_one_word(&word, line);
		words[n++] = buf_take(&word);
		if (line)
			line += strspn(line, blanks);
	}
	if (line)
		return words;
	argv_free(words);
	return NULL;
}

void argv_free(char **words)
{
	for (char **w = words; *w; w++) {
		explicit_bzero(*w, strlen(*w));	/* some put a password there */
		free(*w);
	}
	free(words);
}
