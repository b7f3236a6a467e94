/*
 * task_table.h - the tasks, a row each. Included several times on purpose: tasks.h makes
 * the enum of it, wizard_internal.h the prototypes, wizard.c the table.
 *
 *   TASK(name, doing, run, starts, reads)
 *
 * doing is what a face shows in the meantime. run is the function, on the thread of the task.
 * starts: a run is active when it ends well. reads: the member of struct wizard that gets
 * what the task left in the queue's fresh, once no one else reads it; 0: none.
 */
/* clang-format off */
/* credentials, account, alias, leftovers */
TASK(SIGN_IN, "checking credentials", wizard_sign_in,
     false, 0)
/* signs in to IAM Identity Center with w->profile, then that */
TASK(LOGIN, "signing in to IAM Identity Center", login_task_run,
     false, 0)
/* answers -> wanted -> found -> plan */
TASK(PLAN, "reading existing resources", wizard_do_plan,
     false, 0)
/* the platform -> roles and users of the account that fit it, into w->discovery */
TASK(DISCOVER, "looking for what fits the platform in the account", discovery_task_run,
     false, 0)
/* answers -> what exists of a setup that was created manually -> plan */
TASK(FOUND, "reading existing resources", wizard_do_found,
     false, 0)
/* starts the plan; ends when the run has started */
TASK(APPLY, "writing the record", wizard_do_apply,
     true, 0)
/* starts a plan of the probe alone */
TASK(PROBE, "writing the record", wizard_do_probe,
     true, 0)
/* for verify: w->setup against AWS, and what is around it */
TASK(COMPARE, "comparing the setup with the account", verify_do_compare,
     false, 0)
/* the same of the answers, as of a setup that was created manually */
TASK(BY_HAND, "comparing existing resources with the template", verify_do_by_hand,
     false, 0)
/* writes the setup that is asked about as w->handoff says; w->shown says what was written */
TASK(HANDOFF, "writing the files", handoff_do_write,
     false, offsetof(struct wizard, shown))
/* records what w->verify.around has more than wanted as accepted */
TASK(ACCEPT, "recording accepted differences", verify_do_accept,
     false, 0)
/* all setups into w->verify.all; wizard_progress tells how far */
TASK(ALL, "comparing all setups with the account", verify_do_all,
     false, 0)
/* plans the repair of w->setup, of w->verify.only alone if there is any */
TASK(REPAIR, "comparing the setup with the account", wizard_do_repair,
     false, 0)
/* continues w->setup's interrupted run */
TASK(RESUME, "reading the record", wizard_do_resume,
     true, 0)
/* starts to undo it */
TASK(UNDO, "reading the record", wizard_do_undo,
     true, 0)
/* plans the removal of w->setup */
TASK(REMOVAL, "reading existing resources", wizard_do_removal,
     false, 0)
/* starts that plan */
TASK(REMOVE, "writing the record", wizard_do_remove,
     true, 0)
/* deletes the record of w->setup, which waits for an administrator */
TASK(FORGET, "deleting the record", wizard_do_forget,
     false, 0)
/* ends leftover workers */
TASK(LEFTOVERS, "terminating leftover test instances", wizard_do_leftovers,
     false, 0)
/* report and record, by itself after a run's end */
TASK(FINISH, "saving the report", wizard_do_finish,
     false, 0)
/* wizard_load_setups, for a face that may not wait */
TASK(SETUPS, "reading the record", wizard_do_setups,
     false, 0)
/* reads all templates into w->platforms */
TASK(PACKS, "reading the templates", wizard_do_packs,
     false, 0)
/* wizard_begin with w->platform */
TASK(BEGIN, "reading the templates", wizard_do_begin,
     false, 0)
/* reads w->setup's record into w->shown */
TASK(SHOW, "reading the record", wizard_do_show,
     false, offsetof(struct wizard, shown))
/* to w->path */
TASK(SAVE_SUMMARY, "saving the file", wizard_do_save_summary,
     false, 0)
TASK(SAVE_ANSWERS, "saving the file", wizard_do_save_answers,
     false, 0)
/* the keys of w->rotation into w->rotation.facts */
TASK(KEYS, "reading access keys", rotation_do_keys,
     false, 0)
/* plans w->rotation with them */
TASK(ROTATE_PLAN, "searching key locations", rotation_do_plan,
     false, 0)
/* starts that plan */
TASK(ROTATE, "writing the record", rotation_do_run,
     true, 0)
/* clang-format on */
#undef TASK
