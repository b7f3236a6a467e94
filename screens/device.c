/*
 * device.c - signing in to IAM Identity Center: the URL and the code to enter; see
 * context.h.
 */
#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"
#include "screens/context.h"

/* The profile that needs a sign-in, of the last error; "" none. */
static const char *device_profile_of(const struct context *d)
{
	return d->sign_in_failed ? d->sign_in_err.sso : d->ok ? "" : d->err.sso;
}

bool context_can_login(const struct context *d)
{
	return !context_busy(d) && *device_profile_of(d);
}

bool context_login_key(struct context *d, struct key k)
{
	if (k.ch != L'l' || !context_can_login(d))
		return false;
	snprintf(d->w->profile, sizeof(d->w->profile), "%s", device_profile_of(d));
	context_do(d, TASK_LOGIN);
	return true;
}

static void device_add(struct textview *v, const char *label, enum role role,
		       const char *text)
{
	char clean[800];

	textview_line(v, R_TEXT, label);
	textview_line(v, role, "  ");
	textview_span(v, role, str_clean(clean, sizeof(clean), text));
	textview_hang(v, 2);
}

bool context_device_news(struct context *d, struct textview *v)
{
	struct sso_device device;
	bool was = d->device_login;

	d->device_login = wizard_device(d->w, &device);
	if (d->device_login)
		d->device_expires = device.until;
	if (!d->device_login || was)
		return false;
	textview_free(v);
	device_add(v, "Open this address in a browser, on any computer:", R_LINK,
		   device.url);
	textview_line(v, R_TEXT, "");
	device_add(v, "Enter this code there, then allow the request:", R_TITLE,
		   device.code);
	if (*device.complete) {
		textview_line(v, R_TEXT, "");
		device_add(v, "Or open this address and compare the code:", R_LINK,
			   device.complete);
	}
	return true;
}

const struct hint *context_login_hints(const struct context *d, const struct hint *usual,
				    const struct hint *with_login)
{
	static const struct hint waiting[] = { { HINT_ESC, "Cancel" }, { 0 } };

	return d->device_login ? waiting : context_can_login(d) ? with_login : usual;
}

bool context_draw_device(const struct context *d, struct box at)
{
	int64_t left = (d->device_expires - clock_ms()) / 1000;
	char line[120];

	if (!d->device_login)
		return false;
	left = left > 0 ? left : 0;
	snprintf(line, sizeof(line),
		 at.w < 76 ? "waiting for the browser ... %d:%02d left · Esc cancels" :
			     "waiting for your confirmation in the browser ... %d:%02d "
			     "left · Esc cancels",
		 (int)(left / 60), (int)(left % 60));
	put(at, at.h - 1, 0, R_KEY, spinner_glyph());
	put_cut(at, at.h - 1, 2, at.w - 2, R_TEXT, line);
	return true;
}
