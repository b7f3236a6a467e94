/* device.c - signing in to IAM Identity Center: address and code while they wait; see desk.h. */
#include "config.h"

#include <stdio.h>

#include "base/str.h"
#include "base/when.h"
#include "screens/desk.h"

/* Whose sign-in is missing or over, as the last failure said; "" none. */
static const char *profile_of(const struct desk *d)
{
	return d->sign_in_failed ? d->sign_in_err.sso : d->ok ? "" : d->err.sso;
}

bool desk_can_login(const struct desk *d)
{
	return !desk_busy(d) && *profile_of(d);
}

bool desk_login_key(struct desk *d, struct key k)
{
	if (k.ch != L'l' || !desk_can_login(d))
		return false;
	snprintf(d->w->profile, sizeof(d->w->profile), "%s", profile_of(d));
	desk_do(d, TASK_LOGIN);
	return true;
}

static void add(struct textview *v, const char *label, enum role role, const char *text)
{
	char clean[800];

	textview_line(v, R_TEXT, label);
	textview_line(v, role, "  ");
	textview_span(v, role, str_clean(clean, sizeof(clean), text));
	textview_hang(v, 2);
}

static void build(struct textview *v, const struct sso_device *d)
{
	textview_free(v);
	add(v, "Open this address in a browser, on any computer:", R_LINK, d->url);
	textview_line(v, R_TEXT, "");
	add(v, "Enter this code there, then allow the access:", R_TITLE, d->code);
	if (!*d->complete)
		return;
	textview_line(v, R_TEXT, "");
	add(v, "Or open this address, and compare the code:", R_LINK, d->complete);
}

bool desk_device_news(struct desk *d, struct textview *v)
{
	struct sso_device device;
	bool was = d->device;

	d->device = wizard_device(d->w, &device);
	if (d->device)
		d->device_until = device.until;
	if (!d->device || was)
		return false;
	build(v, &device);
	return true;
}

const struct hint *desk_login_hints(const struct desk *d, const struct hint *usual,
				    const struct hint *with_login)
{
	static const struct hint waiting[] = { { "Esc", "cancel" }, { 0 } };

	return d->device ? waiting : desk_can_login(d) ? with_login : usual;
}

bool desk_draw_device(const struct desk *d, struct box at)
{
	int64_t left = (d->device_until - when_ms()) / 1000;
	char line[120];

	if (!d->device)
		return false;
	left = left > 0 ? left : 0;
	snprintf(line, sizeof(line), "waiting for you to allow it ... %d:%02d left. Esc "
		 "cancels.", (int)(left / 60), (int)(left % 60));
	put(at, at.h - 1, 0, R_KEY, paint_spin());
	put_cut(at, at.h - 1, 2, at.w - 2, R_TEXT, line);
	return true;
}
