/*
 * key_table.h - the keys of the screens, a row each: the footer, the help of F1 and the
 * manual's section KEYS are made of it. Included several times on purpose.
 *
 *   HINT(id, key, verb, help)
 *
 * id: HINT_id is what a screen's table of hints names. key: as the footer writes it. verb:
 * the footer's word, where the screen gives none. help: for F1 and the manual, what the key
 * does wherever it works; "" for a row that repeats another.
 */
/* clang-format off */
HINT(ENTER, "Enter", "Select", "do what the focused button or the selected row says")
HINT(TAB, "Tab", "Buttons", "move between fields, lists and buttons; Shift-Tab moves back")
HINT(SPACE, "Space", "Select", "select or clear a row of a checklist")
HINT(CHOICE, "Left Right", "Change", "choose among the choices of a field; so do their first letters")
HINT(LIST, "Down", "List", "open the list of a field; typing filters it, Enter takes the row")
HINT(ESC, "Esc", "Back", "go back one step, or close a dialog; what you typed is kept")
HINT(MOVE, "Up Down", "Move", "move by a row; so do j and k")
HINT(SCROLL, "Up Down", "Scroll", "")
HINT(ENDS, "Home End", "First, last", "go to the first or last row; so do g and G")
HINT(PAGE, "PgDn", "More", "PgUp and PgDn move by a page, or scroll the text pane")
HINT(SEARCH, "/", "Search", "search a list or text; Enter ends the search, Esc cancels it")
HINT(NEXT, "n", "Next match", "go to the next match of a search in a text; N goes to the previous one")
HINT(YES, "y", "Yes", "answer yes in a dialog")
HINT(NO, "n", "No", "answer no in a dialog; Enter does the same unless Yes is selected")
HINT(APPLY, "a", "Apply", "apply, record or accept what the screen shows")
HINT(COPY, "c", "Copy", "copy the selected value to the clipboard of the terminal")
HINT(CONSOLE, "c", "Console", "show the console output of the probe worker")
HINT(REMOVE, "d", "Remove", "remove the setup; asks first")
HINT(EVIDENCE, "e", "Evidence", "show what AWS was asked and what it answered")
HINT(JSON, "J", "JSON", "show a policy as JSON, or as a table of statements")
HINT(NOW, "D", "Delete now", "delete a deactivated key without waiting; asks first")
HINT(HANDOFF, "h", "Hand off", "write the setup as files for an administrator")
HINT(LEAVE, "l", "Skip", "leave it as it is and continue")
HINT(LOGIN, "l", "Sign in", "sign in to IAM Identity Center")
HINT(REPAIR, "m", "Repair", "repair what differs")
HINT(ROTATE, "o", "Rotate", "rotate the setup's access key")
HINT(QUIT, "q", "Quit", "quit accredit; asks first")
HINT(REFRESH, "r", "Refresh", "ask AWS again, or try again after an error")
HINT(SAVE, "s", "Save", "save the text to a file")
HINT(UNDO, "u", "Undo", "undo an interrupted run")
HINT(SHOW, "v", "Show secret", "show or hide the secret of a key file")
HINT(VERIFY, "v", "Verify", "verify the setup")
HINT(WHO, "w", "Who am I", "show the credentials in use")
HINT(ANSWERS, "w", "Save answers", "save the answers to a file")
HINT(HELP, "F1", "Help", "show this help; so does ? where letters are commands")
HINT(INTERRUPT, "Ctrl-C", "Quit", "quit; asks first")
HINT(REDRAW, "Ctrl-L", "Redraw", "redraw the screen")
HINT(SUSPEND, "Ctrl-Z", "Suspend", "suspend accredit; fg returns to it")
/* clang-format on */
#undef HINT
