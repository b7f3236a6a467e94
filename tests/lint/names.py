"""Names and words that lint does not let through: names.py [TREE].

A static function's name begins with its file's name, so that a backtrace and a search name the
file; a base name (of a .c or .h) is used in one folder only; no comment, no text of the program, no
template and no document has a word of retired.txt.
"""

import json

import pathlib
import re
import sys

import measure


def wrong_names(tree):
    for f in tree.functions:
        stem = pathlib.Path(f.path).stem
        if f.static and f.path.endswith(".c") and f.name != stem and not f.name.startswith(stem + "_"):
            yield f"{f.path}:{f.line}: {f.name} does not begin with {stem}_"


STRING = re.compile(r'"(?:\\\\.|[^"\\\\\n])*"(?:\s*"(?:\\\\.|[^"\\\\\n])*")*')
DOCUMENTS = ("README", "templates/README", "doc/*.md", "doc/accredit.1.head", "doc/accredit.1.tail")


def texts(top, tree):
    """(place, text) of what a person reads: a C string with a space in it, a template's text, a document's line."""
    for name, code in tree.bodies:
        for m in STRING.finditer(code):
            text = re.sub(r'"\s*"', "", m.group(0))
            if " " in text.strip('" '):
                yield f"{name}:{code.count(chr(10), 0, m.start()) + 1}", text
    for path in sorted(top.glob("templates/*/pack.json")):
        for text in strings_of(json.loads(path.read_text())):
            if " " in text:
                yield path.relative_to(top), text
    for pattern in DOCUMENTS:
        for path in sorted(top.glob(pattern)):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                yield f"{path.relative_to(top)}:{number}", line
    # the glossary of HACKING lists retired words on purpose
    for number, line in enumerate(re.sub(r"(?s)\nGlossary\n.*?\n\n\n", "\n", (top / "HACKING").read_text()).splitlines(), 1):
        yield f"HACKING:{number}", line


# Words of formats that scripts rely on: a check's result in a report, a member of the event preflight.
FORMATS = ('"as wanted"', ".Cm mends")


def strings_of(value):
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from strings_of(one)


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else measure.HERE.parent.parent)
    tree = measure.Tree(top, ["src", "screens"])
    found = list(wrong_names(tree))
    found += [f"{base}: this base name is used in two folders" for base in tree.doubles]
    found += [f"{word} (retired.txt)" for word in tree.words + measure.Tree(top, ["tests"]).words]
    words = measure.retired()
    found += [f"{place}: {m.group(0)} (retired.txt)" for place, text in texts(top, tree) if text not in FORMATS
              for m in words.finditer(text)]
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
