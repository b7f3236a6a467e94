"""The bundle: every form in a folder or a .zip file, with a letter for the administrator."""

import html.parser
import json
import os
import stat
import zipfile

import pytest

NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}
SETUPS = [
    ("essentia", []), ("essentia", ["--method", "configure"]), ("iguazio", ["--method", "user"]), ("iguazio", ["--method", "role"]),
    ("deadline", ["--method", "user"]), ("deadline", ["--method", "instance-role"]),
    ("e6data", ["--set", "CLUSTER_NAME=practice", "--set", "WORKSPACE_NAME=analytics", "--set", "NAMESPACE=e6data", "--set", "BUCKET=results",
                "--set", "DATA_BUCKETS=sales", "--set", "UNLOAD_BUCKET=unload", "--set", "E6DATA_PRINCIPAL_ARN=arn:aws:iam::210987654321:root",
                "--set", "EXTERNAL_ID=shared-id", "--set",
                "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"]),
]


def bundle(home, platform, to, *words, code=0):
    return home.expect(code, "handoff", platform, "--set", "ACCOUNT_ID=123456789012", "--set", "REGION=us-east-1", "--format", "bundle",
                       "-o", os.path.join(home.folder, to), "--json", *words, env=NO_CREDENTIALS)


def read(home, *names):
    with open(os.path.join(home.folder, *names), encoding="utf-8") as file:
        return file.read()


class Page(html.parser.HTMLParser):
    """The texts of a page by element; an element that is not closed in order is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and data.strip():
            self.texts.append((self.open[-1], data))


@pytest.mark.parametrize("platform, words", SETUPS, ids=lambda v: v if isinstance(v, str) else "-".join(v[:2]).strip("-") or "default")
def test_every_platform(home, platform, words):
    written = bundle(home, platform, "out", *words).of("handoff")[0]
    folders = {name.split("/")[0] for name in written["files"] if "/" in name}
    assert folders == {"cli", "cloudformation", "terraform"} and {"letter.txt", "letter.html", "answers.json"} <= set(written["files"])
    letter = read(home, "out", "letter.txt")
    for says in ("123456789012", "us-east-1", "accredit verify --answers answers.json", "cli/undo.sh", f"accredit-{platform}", "destroy"):
        assert says in letter
    assert "cloudformation:CreateChangeSet" in letter and "Terraform reads more about each resource" in " ".join(letter.split())
    assert max(len(line) for line in letter.splitlines() if " " in line.strip() and not line.startswith("    ")) <= 80
    commands = [line.strip() for line in letter.splitlines() if line.startswith("    ")]
    for command in commands:
        for word in command.split():
            if word.startswith(("cli/", "cloudformation/")):
                assert os.path.isfile(os.path.join(home.folder, "out", word)), command
    page = Page(read(home, "out", "letter.html"))
    assert [text for tag, text in page.texts if tag == "pre"] == commands, "both letters have the same commands"
    assert page.texts[0][0] == "title" and not os.path.exists(os.path.join(home.folder, "out", "cli", "answers.json"))


def test_keys_are_left_for_afterwards(home):
    bundle(home, "iguazio", "out", "--method", "user")
    letter = read(home, "out", "letter.txt")
    assert "This bundle contains no keys." in letter and "accredit setup iguazio --name iguazio" in letter
    bundle(home, "essentia", "role")
    assert "accredit setup" not in read(home, "role", "letter.txt")


def test_findings(home):
    bundle(home, "essentia", "broad", "--policy", "workers")
    letter = read(home, "broad", "letter.txt")
    assert "\n- high, role 'EssentiaMaster': " in letter
    findings = letter.partition("Findings\n")[2].partition("How to create it")[0]
    assert findings.count("\n- ") >= 4


def test_zip(home):
    written = bundle(home, "essentia", "ticket.zip").of("handoff")[0]
    path = os.path.join(home.folder, "ticket.zip")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600 and written["next"] == "accredit verify essentia"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {"ticket/" + name for name in written["files"]} == set(archive.namelist())
        modes = {info.filename: stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
        assert modes["ticket/letter.txt"] == 0o600 and {mode for name, mode in modes.items() if name.endswith(".sh")} == {0o700}
        assert json.loads(archive.read("ticket/answers.json"))["name"] == "essentia"


@pytest.mark.parametrize("to", ["full", "there.zip", "file"])
def test_refused(home, to):
    os.makedirs(os.path.join(home.folder, "full"))
    for name in ("full/x", "there.zip", "file"):
        with open(os.path.join(home.folder, name), "w", encoding="utf-8") as file:
            file.write("mine")
    before = {root: files for root, _, files in os.walk(home.folder)}
    result = bundle(home, "essentia", to, code=64)
    assert "name a new" in result.err and home.listed() is None
    assert {root: files for root, _, files in os.walk(home.folder) if "state" not in root} == \
        {root: files for root, files in before.items() if "state" not in root}
