/* xml.c - see xml.h. */
#include "config.h"

#include <expat.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "format/xml.h"

#define DEPTH 64
#define ELEMENTS 200000
#define TEXT_MAX (16u << 20)

struct reader {
	XML_Parser parser;
	struct arena *arena;
	struct xml *root;
	struct xml *open[DEPTH];	/* the elements around us */
	struct xml *last[DEPTH];	/* the latest child of each */
	struct buf text;		/* of the innermost element */
	size_t depth, count;
	const char *why;
	xml_told *told;			/* NULL: all is in the tree */
	void *with;
	struct arena item;		/* of the item that is open */
};

#define ITEM_DEPTH 4	/* of a list's item: NameResponse, NameResult, list, member */

static void xml_stop(struct reader *r, const char *why)
{
	if (!r->why)
		r->why = why;
	XML_StopParser(r->parser, XML_FALSE);
}

static bool xml_is_item(const struct reader *r, const char *name)
{
	return r->told && r->depth == ITEM_DEPTH - 1 && str_eq(name, "member");
}

/* All inside an item is in its own arena. */
static struct arena *xml_arena_of(struct reader *r, bool item)
{
	bool inside = r->told && r->depth >= ITEM_DEPTH &&
		      str_eq(r->open[ITEM_DEPTH - 1]->name, "member");

	return item || inside ? &r->item : r->arena;
}

static void xml_on_start(void *with, const char *name, const char **attributes)
{
	struct reader *r = with;
	const char *colon = strrchr(name, ':');
	struct xml *x;
	bool item;

	(void)attributes;
	if (r->depth == DEPTH || r->count == ELEMENTS) {
		xml_stop(r,
			 r->depth == DEPTH ? "it is nested too deep" :
					     "it has too many elements");
		return;
	}
	name = colon ? colon + 1 : name;
	item = xml_is_item(r, name);
	x = arena_zero(xml_arena_of(r, item), sizeof(*x));
	x->name = arena_str(xml_arena_of(r, item), name);
	x->text = "";
	r->count++;
	if (!r->depth || item) {
		r->root = r->depth ? r->root : x;
	} else {
		struct xml *up = r->open[r->depth - 1];

		if (up->first)
			r->last[r->depth - 1]->next = x;
		else
			up->first = x;
		r->last[r->depth - 1] = x;
		up->count++;
	}
	r->open[r->depth++] = x;
	buf_reset(&r->text);
}

static void xml_on_end(void *with, const char *name)
{
	struct reader *r = with;
	struct xml *x;

	(void)name;
	if (!r->depth)
		return;
	x = r->open[--r->depth];
	if (!x->first && r->text.len)
		x->text = arena_str(xml_arena_of(r, xml_is_item(r, x->name)), r->text.s);
	buf_reset(&r->text);
	if (!xml_is_item(r, x->name))
		return;
	r->told(r->with, r->open[r->depth - 1]->name, x);
	arena_free(&r->item);
	r->count = 0;
}

static void xml_on_text(void *with, const char *s, int n)
{
	struct reader *r = with;

	buf_add(&r->text, s, (size_t)n);
	if (r->text.cut)
		xml_stop(r, "a text in it is too long");
}

static void xml_on_doctype(void *with, const char *name, const char *system,
			   const char *public, int subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)subset;
	xml_stop(with, "it has a DOCTYPE");
}

static void xml_set_handlers(struct reader *r)
{
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, xml_on_start, xml_on_end);
	XML_SetCharacterDataHandler(r->parser, xml_on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, xml_on_doctype);
}

static struct xml *xml_parse_text(struct reader *r, const char *text, size_t n)
{
	if (XML_Parse(r->parser, text, (int)n, XML_TRUE) == XML_STATUS_OK && !r->why)
		return r->root;
	if (!r->why)
		r->why = "it is not well-formed XML";
	return NULL;
}

struct xml *xml_parse(struct arena *a, const char *text, size_t n, const char **why)
{
	struct reader r = { .arena = a, .text = BUF(TEXT_MAX) };
	struct xml *root;

	if (!n || n > INT_MAX) {
		*why = n ? "it is too long" : "it is empty";
		return NULL;
	}
	r.parser = XML_ParserCreate(NULL);
	if (!r.parser) {
		*why = "out of memory";
		return NULL;
	}
	xml_set_handlers(&r);
	root = xml_parse_text(&r, text, n);
	XML_ParserFree(r.parser);
	buf_free(&r.text);
	*why = r.why;
	return root;
}

/* --- in parts ---------------------------------------------------------------------- */

struct xml_stream { struct reader r; };

struct xml_stream *xml_stream_new(struct arena *a, xml_told *told, void *with)
{
	struct xml_stream *s = xcalloc(1, sizeof(*s));

	s->r = (struct reader){ .arena = a, .text = BUF(TEXT_MAX), .told = told,
				.with = with, .parser = XML_ParserCreate(NULL) };
	if (!s->r.parser) {
		free(s);
		return NULL;
	}
	xml_set_handlers(&s->r);
	return s;
}

void xml_stream_add(struct xml_stream *s, const char *text, size_t n)
{
	if (!s->r.why && XML_Parse(s->r.parser, text, (int)n, XML_FALSE) != XML_STATUS_OK &&
	    !s->r.why)
		s->r.why = "it is not well-formed XML";
}

struct xml *xml_stream_end(struct xml_stream *s, const char **why)
{
	struct xml *root = s->r.why ? NULL : xml_parse_text(&s->r, "", 0);

	*why = s->r.why;
	XML_ParserFree(s->r.parser);
	arena_free(&s->r.item);
	buf_free(&s->r.text);
	free(s);
	return root;
}

const struct xml *xml_get(const struct xml *x, const char *name)
{
	for (x = x ? x->first : NULL; x; x = x->next)
		if (str_eq(x->name, name))
			return x;
	return NULL;
}

const char *xml_text(const struct xml *x, const char *name)
{
	const struct xml *child = xml_get(x, name);

	return child ? child->text : "";
}

void xml_escape(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("&<>\"\r", *s))
			buf_fmt(out, "&#%d;", *s);
		else
			buf_char(out, *s);
	}
}
