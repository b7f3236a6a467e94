"""What each method of each template creates and tests, as tables: doc/platforms.md ('make tables').

platforms.py          writes the file
platforms.py --check  reports whether it matches the templates
"""

import json
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = os.path.join(TOP, "doc", "platforms.md")
HEAD = """# What accredit creates and tests

Generated from the templates by 'make tables': a row is a row of a template's pack.json. Names are the
defaults; <NAME> is a value that is asked. A row without a condition always applies.
"""
WHERE = {"worker": "test instance in AWS", "key": "this computer, with the key", "here": "IAM policy simulator, or the trust policy read again",
         "pod": "test pod in the cluster", "cluster": "the cluster's API"}
PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def filled(text, values):
    """The text with the defaults filled in, as far as there are any."""
    for _ in range(9):
        text = PLACEHOLDER.sub(lambda m: values.get(m[1]) or f"<{m[1]}>", text)
    return text


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def value_condition(value, given, is_):
    """A value that is given or not, or that has a certain answer or not."""
    if isinstance(value, dict):
        return [f"{name} {is_} {answer if isinstance(answer, str) else ' or '.join(answer)}" for name, answer in value.items()]
    return [f"{value} {given}"] if value else []


def condition(row):
    """When a row applies, in addition to its method."""
    when, parts = row.get("when", {}), []
    for member, word in (("policy", "policy"), ("part", "part")):
        if member in when:
            parts.append(f"{word} {' or '.join(when[member])}")
    parts += value_condition(row.get("with"), "given", "is")
    parts += value_condition(row.get("unless"), "not given", "is not")
    if row.get("optional"):
        parts.append("a hint: not to be told is no failure")
    return "; ".join(parts)


def required_values(row, pack):
    """Values without a default that a check needs: the check is skipped where they are not given."""
    optional = {v.get("fills", v["name"]): v["name"] for v in pack["values"] if not v.get("default")}
    names = set(PLACEHOLDER.findall(json.dumps(row["call"]))) & set(optional) - {"ACCOUNT_ID", "REGION"}
    return [f"{optional[name]} given" for name in sorted(names)]


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(cell(c) for c in row)} |" for row in rows] + [""]


def applies(row, method):
    return method in row.get("when", {}).get("method", [method])


def platform(pack):
    values = {v["name"]: v.get("default", "") for v in pack["values"]}
    lines = [f"## {pack['title']}", ""]
    if pack.get("policies"):
        lines += ["Policies, of which one is chosen:", ""]
        lines += table(["policy", "grants"], [[p["name"] + (" (default)" if p.get("recommended") else ""), p["grants"]] for p in pack["policies"]])
    for method in pack["methods"]:
        name = method["name"]
        lines += [f"### {pack['name']}, method {name}: {method['title']}", "", method.get("refused") or method["gives"], ""]
        if method.get("refused"):
            continue
        made = [[r["kind"].replace("-", " "), filled(r["name"], values), condition(r)] for r in pack["resources"] if applies(r, name)]
        tested = [[p["says"], "allowed" if p["expected"] == "allow" else "denied", WHERE.get(p["where"], p["where"]),
                   "; ".join(filter(None, [condition(p), *required_values(p, pack)]))] for p in pack.get("probes", []) if applies(p, name)]
        lines += table(["creates", "name", "only with"], made)
        lines += table(["tests", "expected", "from", "only with"], tested)
    return lines


def text():
    lines = [HEAD]
    folder = os.path.join(TOP, "templates")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name, "pack.json")
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                lines += platform(json.load(file))
    return "\n".join(lines).rstrip() + "\n"


def main():
    if sys.argv[1:] == ["--check"]:
        with open(FILE, encoding="utf-8") as file:
            if file.read() != text():
                sys.exit("doc/platforms.md does not match the templates: 'make tables' writes it again")
        return
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(text())


main()
