/* step_works.c - see step_works.h. */
#include "config.h"

#include "base/str.h"
#include "plan/apply_step.h"
#include "plan/backups.h"
#include "plan/key_step.h"
#include "plan/plan.h"
#include "plan/step_works.h"

const struct step_work *const plan_works[] = {
	&key_prove_work, &key_settle_work, &key_deactivate_work, &backups_work, NULL
};

const struct step_work *plan_work(const char *kind)
{
	return str_eq(kind, key_work.kind) ? &key_work : &apply_work;
}
