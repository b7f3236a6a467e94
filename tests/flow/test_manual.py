"""The manual accredit(1): complete, made of the program's own tables, and clean to mandoc."""

import os
import re
import shutil
import subprocess

import pytest

from cloud import TOP

SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "KEYS OF THE SCREENS", "SETTINGS", "ENVIRONMENT", "CREDENTIALS", "ROTATING KEYS",
            "VERIFYING AND REPAIRING", "PERMISSIONS AND QUOTAS", "EKS CLUSTERS", "PROBES", "REMOVING", "FINDINGS", "EVENTS", "MANY ACCOUNTS", "FILES", "EXIT STATUS",
            "EXAMPLES"]


def read(*names):
    with open(os.path.join(TOP, *names), encoding="utf-8") as file:
        return file.read()


@pytest.fixture
def page(home):
    """The page as the Makefile makes it."""
    return read("doc", "accredit.1.head") + home.expect(0, "--man").out + read("doc", "accredit.1.tail")


def test_mandoc_has_no_remark(home, page):
    if not shutil.which("mandoc"):
        pytest.skip("no mandoc on this computer (./bootstrap check installs it)")
    path = os.path.join(home.folder, "accredit.1")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "style", path], capture_output=True, text=True, check=False)
    assert not lint.stdout + lint.stderr and lint.returncode == 0
    text = subprocess.run(["mandoc", "-T", "ascii", path], capture_output=True, text=True, check=True).stdout
    assert "KKEEYYSS" in text or "KEYS OF THE SCREENS" in re.sub(".\x08", "", text)


def test_sections_and_tables(home, page):
    assert re.findall(r"^\.Sh (.*)$", page, re.M) == SECTIONS
    commands = re.findall(r"^  ([a-z]+) +\S", home.expect(0, "help").out.split("Commands:\n")[1].split("\n\n")[0], re.M)
    assert re.findall(r"^\.Ss ([a-z]+)$", page, re.M) == commands
    for command in commands:
        for option in re.findall(r"^  --([a-z-]+)", home.expect(0, "help", command).out, re.M):
            assert f".It Fl -{option}" in page, f"{command} --{option}"
    keys = re.findall(r'^HINT\(\w+, "(.*?)", ".*?", "(.+?)"\)', read("screens", "key_table.h"), re.M)
    assert len(keys) > 20
    shown = page.split(".Sh KEYS OF THE SCREENS")[1].split(".Sh ")[0].replace("\n", " ")
    for key, says in keys:
        assert f".It {key} {says[0].upper()}{says[1:]}." in shown.replace("\\&", ""), key


def test_words(page):
    """None of the retired words, except the member of an event that has one as its name."""
    words = [line for line in read("tests", "lint", "retired.txt").splitlines() if line and not line.startswith("#")]
    text = page.replace(".Cm mends\n", "")
    assert not [m[0] for m in re.finditer(r"\b(?:" + "|".join(words) + r")\b", text, re.I)]
