/* region.c - see region.h. */
#include "config.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "aws/region.h"
#include "base/str.h"

#define LETTERS 40	/* of a name without hyphens */

static const struct region regions[] = {
	{ "us-east-1", "N. Virginia", false },
	{ "us-east-2", "Ohio", false },
	{ "us-west-1", "N. California", false },
	{ "us-west-2", "Oregon", false },
	{ "af-south-1", "Cape Town", true },
	{ "ap-east-1", "Hong Kong", true },
	{ "ap-east-2", "Taipei", true },
	{ "ap-northeast-1", "Tokyo", false },
	{ "ap-northeast-2", "Seoul", false },
	{ "ap-northeast-3", "Osaka", false },
	{ "ap-south-1", "Mumbai", false },
	{ "ap-south-2", "Hyderabad", true },
	{ "ap-southeast-1", "Singapore", false },
	{ "ap-southeast-2", "Sydney", false },
	{ "ap-southeast-3", "Jakarta", true },
	{ "ap-southeast-4", "Melbourne", true },
	{ "ap-southeast-5", "Malaysia", true },
	{ "ap-southeast-6", "New Zealand", true },
	{ "ap-southeast-7", "Thailand", true },
	{ "ca-central-1", "Canada Central", false },
	{ "ca-west-1", "Calgary", true },
	{ "eu-central-1", "Frankfurt", false },
	{ "eu-central-2", "Zurich", true },
	{ "eu-north-1", "Stockholm", false },
	{ "eu-south-1", "Milan", true },
	{ "eu-south-2", "Spain", true },
	{ "eu-west-1", "Ireland", false },
	{ "eu-west-2", "London", false },
	{ "eu-west-3", "Paris", false },
	{ "il-central-1", "Tel Aviv", true },
	{ "me-central-1", "UAE", true },
	{ "me-south-1", "Bahrain", true },
	{ "mx-central-1", "Mexico", true },
	{ "sa-east-1", "Sao Paulo", false },
	{ "cn-north-1", "Beijing", false },
	{ "cn-northwest-1", "Ningxia", false },
	{ "us-gov-east-1", "GovCloud East", false },
	{ "us-gov-west-1", "GovCloud West", false },
	{ "eusc-de-east-1", "Brandenburg", false },
	{ "us-iso-east-1", "ISO East", false },
	{ "us-iso-west-1", "ISO West", false },
	{ "us-isob-east-1", "ISOB East", false },
	{ "us-isof-east-1", "ISOF East", false },
	{ "us-isof-south-1", "ISOF South", false },
	{ "eu-isoe-west-1", "ISOE West", false },
};

#define COUNT (sizeof(regions) / sizeof(*regions))

const struct region *region_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (str_eq(regions[i].name, name))
			return &regions[i];
	return NULL;
}

const struct region *region_nth(size_t n)
{
	return n < COUNT ? &regions[n] : NULL;
}

/* Lowercase letters and digits only; false: too long for a Region. */
static bool region_squash(char out[LETTERS], const char *text)
{
	size_t n = 0;

	for (; *text; text++) {
		if (!isalnum((unsigned char)*text))
			continue;
		if (n + 1 == LETTERS)
			return false;
		out[n++] = (char)tolower((unsigned char)*text);
	}
	out[n] = '\0';
	return n > 0;
}

/* The distance of text from a Region; 0: the same. */
typedef size_t measure(const char *text, const struct region *r);

static size_t region_by_name(const char *text, const struct region *r)
{
	char name[LETTERS];

	return region_squash(name, r->name) && str_eq(name, text) ? 0 : 1;
}

static size_t region_by_place(const char *text, const struct region *r)
{
	char where[LETTERS];

	if (!region_squash(where, r->where))
		return 1;
	/* "virginia" is enough for "N. Virginia" */
	return str_eq(where, text) || (where[0] == 'n' && str_eq(where + 1, text)) ? 0 : 1;
}

/* "us-east-1a" is an Availability Zone of us-east-1. */
static size_t region_by_zone(const char *text, const struct region *r)
{
	char name[LETTERS];
	size_t n = strlen(text);

	return n > 2 && region_squash(name, r->name) && strlen(name) == n - 1 &&
			!strncmp(name, text, n - 1) && islower((unsigned char)text[n - 1]) ?
		0 :
		1;
}

/* "eu-west" has no number: it is probably the first one. */
static size_t region_by_first(const char *text, const struct region *r)
{
	char name[LETTERS];
	size_t n = strlen(text);

	return region_squash(name, r->name) && strlen(name) == n + 1 && name[n] == '1' &&
			!strncmp(name, text, n) ?
		0 :
		1;
}

static size_t region_least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The number of letters to add, remove, change, or exchange with their neighbor. */
static size_t region_by_letters(const char *text, const struct region *r)
{
	size_t row[3][LETTERS + 1], n = strlen(text), m;
	char name[LETTERS];

	if (!region_squash(name, r->name))
		return LETTERS;
	m = strlen(name);
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *was = row[(i + 2) % 3], *before = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = region_least(region_least(was[j], now[j - 1]) + 1,
					      was[j - 1] + (text[i - 1] != name[j - 1]));
			if (i > 1 && j > 1 && text[i - 1] == name[j - 2] &&
			    text[i - 2] == name[j - 1])
				now[j] = region_least(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

/* The nearest Region; NULL: none is near enough, or two are equally near. */
const struct region *region_near(const char *text)
{
	static const struct { measure *far; size_t limit;
	} ways[] = {
		{ region_by_name, 0 },	{ region_by_place, 0 },	  { region_by_zone, 0 },
		{ region_by_first, 0 }, { region_by_letters, 2 },
	};
	const struct region *found = NULL;
	char plain[LETTERS];

	if (region_find(text) || !region_squash(plain, text))
		return NULL;
	for (size_t w = 0; w < sizeof(ways) / sizeof(*ways) && !found; w++) {
		const struct region *nearest = NULL;
		size_t best = ways[w].limit + 1;
		bool alone = false;

		for (size_t i = 0; i < COUNT; i++) {
			size_t n = ways[w].far(plain, &regions[i]);

			if (n > best || n > ways[w].limit)
				continue;
			alone = n < best;
			best = n;
			nearest = &regions[i];
		}
		found = alone ? nearest : NULL;
	}
	return found;
}
