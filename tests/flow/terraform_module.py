"""A Terraform module that a hand-off wrote: parsed by HashiCorp's own parser (pygohcl), its expressions evaluated, its format checked."""

import os
import re

import pygohcl

FILES = ["main.tf", "variables.tf", "outputs.tf", "versions.tf"]
VARIABLE = re.compile(r'variable "(\w+)" \{\n(.*?)\n\}', re.S)
DEFAULT = re.compile(r"^  default +?= (.*)$", re.M)
REFERENCE = re.compile(r"(aws_\w+)\.(\w+)(?:\[0\])?\.(\w+)")
CHOICE = re.compile(r"var\.(\w+) \? (.*) : (.*)")
ASSIGNED = re.compile(r'^( *(?:[\w-]+|"(?:\\.|[^"\\])*"|\(.*?\))) *= ')


class Module:
    """The module of a folder, with these variables instead of their defaults (HCL literals)."""

    def __init__(self, folder, **variables):
        self.texts = {}
        for name in FILES:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                self.texts[name] = file.read()
        self.parsed = {name: pygohcl.loads(text) for name, text in self.texts.items()}
        self.variables = self.parsed["variables.tf"].get("variable", {})
        self.literals = {n: (DEFAULT.search(b) or ["", "{}"])[1] for n, b in VARIABLE.findall(self.texts["variables.tf"])}
        assert set(self.literals) == set(self.variables)
        self.literals.update(variables)
        self.plain = {n: pygohcl.loads(f"x = {v}")["x"] for n, v in self.literals.items() if v != "{"}
        self.blocks = self.parsed["main.tf"]["resource"]  # type -> name -> arguments, as written
        self.filled = pygohcl.loads(self.fill(self.texts["main.tf"]))
        self.filled = {(t, n): block for t, named in self.filled["resource"].items() for n, block in named.items()}
        self.resources = {key: {n: self.value(v) for n, v in block.items()} for key, block in self.filled.items() if self.created(block)}

    def fill(self, text):
        """The text with literals in place of variables, and JSON documents as objects."""
        text = re.sub(r"(?<!\$)\$\{var\.(\w+)\}", lambda m: self.literals[m[1]][1:-1], text)
        text = re.sub(r"^( *[\w-]+ += )var\.(\w+)$", lambda m: m[1] + self.literals[m[2]], text, flags=re.M)
        text = re.sub(r"\(var\.(\w+)\)", lambda m: f"({self.literals[m[1]]})", text)
        return re.sub(r"^( *)(\w+ += )jsonencode\((\{\}|\{\n.*?^\1\})\)$", r"\1\2\3", text, flags=re.M | re.S)

    def created(self, block):
        choice = CHOICE.fullmatch(str(block.get("count", "")))
        return not choice or self.plain[choice[1]]

    def value(self, written):
        """An argument's value; a reference to what the module does not know ("aws_x.y.id") stays as it is."""
        choice = isinstance(written, str) and CHOICE.fullmatch(written)
        if choice:
            return self.value(choice[2]) if self.plain[choice[1]] else pygohcl.loads(f"x = {choice[3]}")["x"]
        reference = isinstance(written, str) and REFERENCE.fullmatch(written)
        if not reference:
            return written
        of = self.filled[reference[1], reference[2]]
        return of.get(reference[3]) or of.get({"id": "bucket"}.get(reference[3])) or written

    def tags(self, block):
        """The tags of a resource."""
        if "tags" not in block:
            return {}
        own = re.search(r"merge\((\{.*\}), local\.tags\)", str(block["tags"]))
        default = self.variables["tags"]["default"]
        local = re.search(r'"accredit:setup" += "([^"]*)"', self.texts["main.tf"])[1]
        return {**(pygohcl.loads(f"x = {own[1]}")["x"] if own else {}), **default, "accredit:setup": local}


def check_format(text):
    """Raises what 'terraform fmt' would change: hclwrite/format.go of github.com/hashicorp/hcl/v2."""
    assert text.endswith("\n") and not text.endswith("\n\n") and not text.startswith("\n"), "blank lines at an end"
    opened, run = [], []  # net brackets of each line that opens some: together they are one level
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', re.sub(r"\$\{.*?\}", "", line))
        bare = "" if bare.lstrip().startswith("#") else bare
        change = sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")
        assert line == line.rstrip() and "\t" not in line, f"{number}: white space"
        if line:
            closes = bare.lstrip()[:1] in ("}", "]", ")")
            assert len(line) - len(line.lstrip(" ")) == 2 * (len(opened) - closes), f"{number}: indentation of {line!r}"
        if change > 0:
            opened.append(change)
        elif change < 0:
            assert opened.pop() == -change, f"{number}: brackets"
        assigned = ASSIGNED.match(line) if change == 0 else None
        if assigned:
            run.append((number, len(assigned[1]), line.index("= ", len(assigned[1]))))
            continue
        for at, _, column in run:
            assert column == max(width for _, width, _ in run) + 1, f"{at}: = is in column {column}"
        run = []
    assert not opened
