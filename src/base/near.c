/* near.c - see near.h. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/near.h"

enum { LONGEST = 63, FARTHEST = 2 };

static size_t near_least(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters inserted, deleted, replaced, or two neighbors swapped. Both have up to LONGEST. */
static size_t near_distance(const char *a, const char *b)
{
	size_t rows[3][LONGEST + 1], n = strlen(b);
	size_t *before = rows[0], *last = rows[1], *now = rows[2], *spare;

	for (size_t k = 0; k <= n; k++)
		last[k] = k;
	for (size_t i = 1; a[i - 1]; i++) {
		now[0] = i;
		for (size_t k = 1; k <= n; k++) {
			int x = tolower((unsigned char)a[i - 1]);
			int y = tolower((unsigned char)b[k - 1]);

			now[k] = near_least(last[k] + 1, now[k - 1] + 1,
					    last[k - 1] + (x != y));
			if (i > 1 && k > 1 && x == tolower((unsigned char)b[k - 2]) &&
			    y == tolower((unsigned char)a[i - 2]) &&
			    before[k - 2] + 1 < now[k])
				now[k] = before[k - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[n];
}

void near_try(struct near *near, const char *name)
{
	size_t distance, length = strlen(near->word);

	if (!length || length > LONGEST || strlen(name) > LONGEST)
		return;
	distance = near_distance(near->word, name);
	/* a word that shares no letter with the name is no misspelling of it */
	if (distance > FARTHEST || distance >= length || distance >= strlen(name) ||
	    (*near->best && distance >= near->distance))
		return;
	snprintf(near->best, sizeof(near->best), "%s", name);
	near->distance = distance;
}

const char *near_question(const struct near *near, char out[NEAR_QUESTION])
{
	*out = '\0';
	if (*near->best)
		snprintf(out, NEAR_QUESTION, "; did you mean '%s'?", near->best);
	return out;
}
