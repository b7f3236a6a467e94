/* journeys.c - see journeys.h. */
#include "config.h"

#include "base/str.h"
#include "wizard/journeys.h"

static const struct journey_row rows_of_table[] = {
#define JOURNEY(command, text, screens, ...) { __VA_ARGS__ },
#include "wizard/journey_table.h"
};

#define ROWS (sizeof(rows_of_table) / sizeof(*rows_of_table))
_Static_assert(ROWS <= JOURNEYS_MAX, "JOURNEYS_MAX");

const struct journey_row *journeys_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (str_eq(rows_of_table[i].name, name))
			return &rows_of_table[i];
	return NULL;
}

size_t journeys_index(const struct journey_row *row)
{
	return (size_t)(row - rows_of_table);
}

size_t journeys_menu(const struct journey_row *rows[JOURNEYS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (rows_of_table[i].title)
			rows[n++] = &rows_of_table[i];
	return n;
}
