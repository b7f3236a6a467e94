/* login_task.c - a sign-in by device code as a task, and what its face shows; see wizard.h. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "wizard/wizard_internal.h"

/* On the thread of the task. NULL: no code waits any more. */
static void login_task_put(struct wizard *w, const struct sso_device *d)
{
	pthread_mutex_lock(&w->sign_in.device.lock);
	w->sign_in.device.open = d != NULL;
	if (d)
		w->sign_in.device.now = *d;
	pthread_mutex_unlock(&w->sign_in.device.lock);
	wizard_wake_face(w);
}

static void login_task_show(void *with, const struct sso_device *d)
{
	login_task_put(with, d);
}

bool login_task_run(struct wizard *w, struct err *err)
{
	char used[256];
	time_t ends;
	bool ok = sso_login(w->profile, login_task_show, w, &w->stop, used, &ends, err);

	login_task_put(w, NULL);
	return ok && wizard_sign_in(w, err);
}

bool wizard_device(struct wizard *w, struct sso_device *out)
{
	bool open;

	pthread_mutex_lock(&w->sign_in.device.lock);
	open = w->sign_in.device.open;
	*out = w->sign_in.device.now;
	pthread_mutex_unlock(&w->sign_in.device.lock);
	return open;
}
