/* shell.c - see shell.h. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/shell.h"

/* Characters that mean nothing to any shell in an argument. */
#define PLAIN                                                                              \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"                   \
	"%+,-./:=@_"

void shell_quote(struct buf *out, const char *text)
{
	buf_char(out, '\'');
	for (; *text; text++)
		if (*text == '\'')
			buf_str(out, "'\\''");
		else
			buf_char(out, *text);
	buf_char(out, '\'');
}

void shell_word(struct buf *out, const char *text)
{
	/* zsh reads "=ls" as the path of a command */
	if (*text && *text != '=' && !text[strspn(text, PLAIN)])
		buf_str(out, text);
	else
		shell_quote(out, text);
}
