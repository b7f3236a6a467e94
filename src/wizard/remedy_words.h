/*
 * remedy_words.h - remedies for screens and prompts.
 *
 * The hint of an error names options of the command line ("choose another: --set
 * BUCKET=NAME"). Where answers are asked for one by one the same remedy names the question
 * ("'S3 bucket'").
 */
#ifndef ACCREDIT_REMEDY_WORDS_H
#define ACCREDIT_REMEDY_WORDS_H

struct err;
struct pack;

/*
 * Replaces the options in err's hint. pack has the labels of the answers; NULL, or an
 * answer that it does not ask for: the answer's name stands for its label.
 */
void remedy_words(struct err *err, const struct pack *pack);

#endif
