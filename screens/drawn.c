/* drawn.c - see drawn.h. */
#include "config.h"

#include "screens/drawn.h"

static struct drawn drawn_now;

struct drawn *drawn(void)
{
	return &drawn_now;
}
