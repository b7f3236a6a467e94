"""The figures of HACKING's table "The code in numbers": measure.py [TREE [FOLDER...]]; measures src and screens.

Reads C as this project writes it: a function's opening and closing brace stand in the first column.
Works for other trees in that style too, so that they can be compared.
"""

import collections
import pathlib
import re
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)
# What a definition looks like in the lines before its brace: the name before the first parenthesis.
HEAD = re.compile(r"^(?P<before>[A-Za-z_][\w \t*\n]*?[\s*])(?P<name>\w+)\s*\((?P<rest>[^;{}]*)\)[^;{}()]*$", re.S)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)\s*")
MEMBER = re.compile(r'\b\w+\s*\(([^()"]|\([^()]*\))*"(name|id|kind)"')
# These read and write JSON as it is stored, sent or shipped; others use structs.
LOADS_AND_SAVES = re.compile(r"^src/(format|pack|kinds)/|^src/plan/(record|journal)|_json\.c$")


class Function:
    def __init__(self, path, name, static, line, lines):
        self.path, self.name, self.static, self.line, self.lines = path, name, static, line, lines


def split(text):
    """The code with comments blanked (lines stay where they are), and the comments with their lines."""
    comments = []

    def blank(match):
        piece = match.group(0)
        if piece[0] != "/":
            return piece
        comments.append((text.count("\n", 0, match.start()) + 1, piece))
        return re.sub(r"[^\n]", " ", piece)

    return COMMENT.sub(blank, text), comments


def functions(path, code):
    lines = code.split("\n")
    for at, line in enumerate(lines):
        if line.rstrip() != "{":
            continue
        first = at
        while first and lines[first - 1].strip() and not re.match(r"[}#]", lines[first - 1]) and not lines[first - 1].rstrip().endswith(";"):
            first -= 1
        head = HEAD.match(ATTRIBUTE.sub("", "\n".join(lines[first:at])))
        if not head:
            continue
        end = at
        while end < len(lines) - 1 and not lines[end].startswith("}"):
            end += 1
        yield Function(path, head["name"], "static" in head["before"].split(), first + 1, end - first + 1)


def prototypes(code, comments):
    """How many prototypes a header has, and how many of them a comment above or beside describes."""
    ends = {line + piece.count("\n") for line, piece in comments}
    lines, count, told, covered = code.split("\n"), 0, 0, False
    for at, line in enumerate(lines, 1):
        if not line.strip():
            covered = covered and at in ends or at in ends
        elif re.match(r"[A-Za-z_].*\(", line) and not re.match(r"(static|typedef|#)", line):
            count += 1
            covered = covered or at - 1 in ends or at in ends
            told += covered
    return count, told


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def retired(path=HERE / "retired.txt"):
    words = [w for w in path.read_text().splitlines() if w and not w.startswith("#")] if path.exists() else []
    return re.compile(r"\b(?:%s)\b" % "|".join(words), re.I) if words else None


def files_of(top, folders):
    found = [p for f in folders for kind in ("*.c", "*.h") for p in (top / f).rglob(kind)]
    return sorted(found)


class Tree:
    def __init__(self, top, folders):
        self.functions, self.bodies, self.members, self.words = [], [], [], []
        self.told = self.prototypes = 0
        self.sizes, self.bare, words = {}, {}, retired()
        bases = collections.defaultdict(set)
        for path in files_of(top, folders):
            name, text = str(path.relative_to(top)), path.read_text(errors="replace")
            code, comments = split(text)
            self.sizes[name] = text.count("\n")
            self.bare[name] = sum(1 for line in code.split("\n") if line.strip())
            bases[path.stem].add(path.parent)
            self.bodies.append((name, code))
            self.functions += functions(name, code)
            if name.endswith(".h"):
                count, told = prototypes(code, comments)
                self.prototypes, self.told = self.prototypes + count, self.told + told
            if not LOADS_AND_SAVES.search(name):
                self.members += [f"{name}:{code.count(chr(10), 0, m.start()) + 1}" for m in MEMBER.finditer(code)]
            for line, piece in comments if words else []:
                # a text in quotes names data: a JSON member, a text of the program
                piece = re.sub(r'"[^"\n]*"', '""', piece)
                self.words += [f"{name}:{line}: {m.group(0)}" for m in words.finditer(piece)]
        self.doubles = sorted(b for b, where in bases.items() if len(where) > 1)

    def shared_names(self):
        files = collections.defaultdict(set)
        for f in self.functions:
            if f.static:
                files[f.name].add(f.path)
        return {n for n, where in files.items() if len(where) >= 3}

    def called_once(self):
        """Static functions with one call in their file; one that only a table names has none."""
        once, code = 0, dict(self.bodies)
        statics = [f for f in self.functions if f.static and f.path.endswith(".c")]
        for f in statics:
            calls = len(re.findall(rf"\b{f.name}\s*\(", code[f.path]))
            prototype = len(re.findall(rf"^static[^=;{{}}]*\b{f.name}\s*\([^;{{}}]*\)[^;{{}}]*;", code[f.path], re.M))
            once += calls - prototype - 1 == 1
        return once, len(statics)


def show(label, value):
    print(f"{label:58} {value}")


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent.parent)
    tree = Tree(top, sys.argv[2:] or ["src", "screens"])
    lines = [f.lines for f in tree.functions]
    longest = max(tree.functions, key=lambda f: f.lines)
    large = max(tree.bare, key=tree.bare.get)
    shared = tree.shared_names()
    standing = sum(1 for f in tree.functions if f.static and f.name in shared)
    once, statics = tree.called_once()
    show("files", len(tree.sizes))
    show("functions", len(lines))
    show("function lines, median / 90 % / 99 %", f"{statistics.median(lines):.0f} / {quantile(lines, .9)} / {quantile(lines, .99)}")
    show("longest function, lines", f"{longest.lines}   {longest.path}: {longest.name}")
    show("longest file without blank and comment lines", f"{tree.bare[large]}   {large}")
    show("files over 500 lines", sum(1 for n in tree.sizes.values() if n > 500))
    show("prototypes with a contract", f"{100 * tree.told / max(tree.prototypes, 1):.0f} %")
    show("static names in 3 or more files, share of functions", f"{100 * standing / len(lines):.1f} %")
    show("static functions called once", f"{100 * once / max(statics, 1):.0f} %")
    show("base names in two or more folders", f"{len(tree.doubles)}   {' '.join(tree.doubles)}")
    show('calls with "name", "id" or "kind", load and save exempt', len(tree.members))
    show("retired words in comments", len(tree.words) if retired() else "not counted: no retired.txt")


if __name__ == "__main__":
    main()
