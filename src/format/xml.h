/*
 * xml.h - XML answers in, trees out. The only door to expat.
 *
 * A DOCTYPE, a cut document, depth over 64 or more than 200,000 elements is an
 * error. Names come without their namespace prefix; attributes are dropped.
 */
#ifndef ACCREDIT_XML_H
#define ACCREDIT_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/mem.h"

struct xml {
	const char *name;
	const char *text;	/* of an element without children; "" if none */
	struct xml *first;	/* the first child, or NULL */
	struct xml *next;	/* the next child of the same parent, or NULL */
	size_t count;		/* children */
};

/*
 * The root, in the arena; the caller caps n. NULL: *why (a constant, never
 * the server's words) says what is wrong.
 */
struct xml *xml_parse(struct arena *a, const char *text, size_t n, const char **why);

/*
 * A document that comes in parts, read with the memory of one item: each element
 * "member" of a list two below the root (NameResponse, NameResult, list) is told as
 * soon as it ends, and is not in the tree. What was told is gone after the call.
 */
struct xml_stream;
typedef void xml_told(void *with, const char *list, const struct xml *item);

/* The tree is in the arena, which must outlive it. NULL: there is no memory. */
struct xml_stream *xml_stream_new(struct arena *a, xml_told *told, void *with);
void xml_stream_add(struct xml_stream *s, const char *text, size_t n);
/* Frees s. The root, or NULL: *why says what is wrong, as of xml_parse. */
struct xml *xml_stream_end(struct xml_stream *s, const char **why);

/* The first child with this name, or NULL; x may be NULL. */
const struct xml *xml_get(const struct xml *x, const char *name);
const char *xml_text(const struct xml *x, const char *name);	/* "" if none */

/* The text as it stands inside an element. */
void xml_escape(struct buf *out, const char *s);

#endif
