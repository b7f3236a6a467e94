/*
 * output.h - standard input, output and error: what is closed or cannot be
 * written. The run continues to its end; only the exit code tells.
 */
#ifndef ACCREDIT_OUTPUT_H
#define ACCREDIT_OUTPUT_H

/*
 * Before anything is opened: descriptors 0 to 2 that are closed are taken, so
 * that no file of ours becomes standard output; and a closed pipe ends nothing.
 */
void output_start(void);

/* After a write to standard output: keeps why the first one failed, for output_end. */
void output_wrote(void);

/*
 * Last of all: flushes standard output. Returns code, or 1 where it is 0 or 2 and
 * something could not be written; standard error says why. A reader that
 * closed its pipe (list | head) is no failure. Standard error decides nothing.
 */
int output_end(int code);

#endif
