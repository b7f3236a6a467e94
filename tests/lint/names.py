"""Names and words that lint does not let through: names.py [TREE].

A static function's name begins with its file's name, so that a backtrace and a search name the
file; a base name (of a .c or .h) is used in one folder only; no comment has a word of retired.txt.
"""

import pathlib
import re
import sys

import measure


def wrong_names(tree):
    for f in tree.functions:
        stem = pathlib.Path(f.path).stem
        if f.static and f.path.endswith(".c") and f.name != stem and not f.name.startswith(stem + "_"):
            yield f"{f.path}:{f.line}: {f.name} does not begin with {stem}_"


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else measure.HERE.parent.parent)
    tree = measure.Tree(top, ["src", "screens"])
    found = list(wrong_names(tree))
    found += [f"{base}: this base name is used in two folders" for base in tree.doubles]
    found += [f"{word} (retired.txt)" for word in tree.words + measure.Tree(top, ["tests"]).words]
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
