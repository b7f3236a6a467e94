/* ini_walk.c - see ini_walk.h. */
#include "config.h"

#include <string.h>

#include "format/ini_walk.h"

static bool ini_walk_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct ini_part ini_walk_trim(const char *text, struct ini_part p)
{
	while (p.len && ini_walk_is_blank(text[p.at])) {
		p.at++;
		p.len--;
	}
	while (p.len && ini_walk_is_blank(text[p.at + p.len - 1]))
		p.len--;
	return p;
}

/* From '[' to ']', whatever follows; its blanks are no part of the name. */
static bool ini_walk_is_section(const char *text, struct ini_part p, struct ini_line *line)
{
	const char *end = memchr(text + p.at, ']', p.len), *last;
	const char *comment = memchr(text + p.at, '#', p.len);

	if (text[p.at] != '[' || !end)
		return false;
	if (!comment)
		comment = memchr(text + p.at, ';', p.len);
	last = memrchr(text + p.at, ']', comment && comment > end ?
		       (size_t)(comment - text) - p.at : p.len);
	end = last ? last : end;
	line->kind = INI_SECTION;
	line->name = ini_walk_trim(text,
				   (struct ini_part){ p.at + 1,
						      (size_t)(end - text) - p.at - 1 });
	return true;
}

static void ini_walk_property(const char *text, struct ini_part p, struct ini_line *line)
{
	size_t key = 0;

	/* Without a comment behind the value: some readers take it for one. */
	for (size_t i = p.at + 1; i < p.at + p.len; i++)
		if ((text[i] == '#' || text[i] == ';') && ini_walk_is_blank(text[i - 1]))
			p.len = i - p.at;
	p = ini_walk_trim(text, p);
	while (key < p.len && text[p.at + key] != '=' && text[p.at + key] != ':')
		key++;
	line->kind = key && key < p.len ? INI_PROPERTY : INI_BROKEN;
	line->name = ini_walk_trim(text, (struct ini_part){ p.at, key });
	line->value = ini_walk_trim(text,
				    (struct ini_part){ p.at + key + 1, p.len - key - 1 });
}

bool ini_walk(const char *text, size_t len, struct ini_walk *w, struct ini_line *line)
{
	const char *end;
	struct ini_part p;
	size_t indent;

	if (w->at >= len)
		return false;
	end = memchr(text + w->at, '\n', len - w->at);
	*line = (struct ini_line){
		.all = { w->at, end ? (size_t)(end - text) - w->at + 1 : len - w->at }
	};
	/* A comment at any indentation; a deeper line continues the key before it. */
	p = ini_walk_trim(text, (struct ini_part){ w->at, line->all.len - (end != NULL) });
	indent = p.at - line->all.at;
	if (!p.len) {
		line->kind = INI_BLANK;
	} else if (text[p.at] == '#' || text[p.at] == ';') {
		line->kind = INI_COMMENT;
	} else if (w->has_key && indent > w->indent) {
		line->kind = INI_MORE;
		line->value = p;
	} else {
		w->indent = indent;
		if (!ini_walk_is_section(text, p, line))
			ini_walk_property(text, p, line);
		w->has_key = line->kind == INI_PROPERTY;
	}
	w->at += line->all.len;
	return true;
}
