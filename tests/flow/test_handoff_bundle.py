"""The bundle: every form in a folder or a .zip file, with a letter for the administrator."""

import html.parser
import json
import os
import stat
import zipfile

import pytest

from handoff_folder import answers_of, combinations

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
    assert "cloudformation:CreateChangeSet" in letter and "Terraform also reads more of each resource" in " ".join(letter.split())
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
    assert "The bundle contains no keys." in " ".join(letter.split()) and "accredit setup iguazio --answers answers.json" in letter
    bundle(home, "essentia", "role")
    assert "accredit setup" not in read(home, "role", "letter.txt")


def items(text, heading):
    """The items under a heading, each in one line."""
    part = text.partition(heading + "\n")[2].partition("\n\n")[0]
    return [" ".join(one.split()) for one in ("\n" + part).split("\n- ")[1:]]


def test_findings(home):
    """The gravest are in the letter, all of them in details.txt, and their number in both."""
    bundle(home, "essentia", "broad", "--policy", "workers")
    letter, details = (read(home, "broad", name) for name in ("letter.txt", "details.txt"))
    said = items(letter, "FINDINGS")
    assert said and said == items(details, "FINDINGS")[:len(said)] and said[0].startswith("high, role 'EssentiaMaster': ")
    levels = [one.split(",")[0].split(":")[0] for one in items(details, "FINDINGS")]
    assert levels == sorted(levels, key=["high", "medium", "low", "note"].index) and levels.count("high") >= 4
    count = f"Found in the documents: {levels.count('high')} high, {levels.count('medium')} medium, {levels.count('note')} note"
    assert count in " ".join(letter.split()) and count in " ".join(details.split())


ONE_PAGE = 60  # lines of 80 columns on A4 or US Letter


@pytest.mark.parametrize("platform, method, policy", combinations(), ids=["-".join(one) for one in combinations()])
def test_one_page(home, platform, method, policy):
    """Of every setup, with at least one finding, and the same words in both letters; what does not fit is in details.txt."""
    words = ["--set", "OIDC_PROVIDER_SUFFIX=oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"] if platform == "e6data" else []
    bundle(home, platform, "out", *answers_of(platform, policy, method), *words)
    letter, details = (read(home, "out", name) for name in ("letter.txt", "details.txt"))
    lines = letter.splitlines()
    assert sum(max(1, -(-len(line) // 80)) for line in lines) <= ONE_PAGE
    assert max(len(line) for line in lines if not line.startswith("    ")) <= 80
    assert items(letter, "FINDINGS") or "No risky statements were found" in letter
    created = items(details, "WHAT IS CREATED")
    assert created == items(letter, "WHAT IS CREATED") or f"{len(created)} resources: " in letter
    page = Page(read(home, "out", "letter.html"))
    said = " ".join(text for tag, text in page.texts if tag != "title" and tag != "style")
    plain = " ".join(line[2:] if line.startswith("- ") else line for line in lines if set(line) != {"="})
    assert said.split() != [] and said.upper().split() == plain.upper().split()


def test_what_was_not_checked(home):
    """Policies that AWS manages are not read without credentials: that is said, not that nothing was found."""
    bundle(home, "deadline", "unread", "--method", "instance-role", "--policy", "managed", "--set", "TRACKER=yes")
    letter = " ".join(read(home, "unread", "letter.txt").split())
    unread = [one for one in items(read(home, "unread", "details.txt"), "FINDINGS") if "was not checked: it was not read" in one]
    assert len(unread) >= 3 and f"{len(unread)} policies were not read and not checked" in letter
    home.expect(0, "handoff", "deadline", "--method", "instance-role", "--policy", "managed", "--set", "TRACKER=yes", "--format", "bundle",
                "-o", os.path.join(home.folder, "signed-in"), "--name", "signed-in", "--json")
    letter = " ".join(read(home, "signed-in", "letter.txt").split())
    assert "not checked" not in letter and " high, " in letter.partition("Found in the documents: ")[2]


def test_permissions_of_the_scripts(home):
    """What stands in the bundle is what 'permissions --for handoff' prints."""
    bundle(home, "essentia", "out", "--method", "role")
    printed = home.expect(0, "permissions", "essentia", "--method", "role", "--set", "ACCOUNT_ID=123456789012", "--set", "REGION=us-east-1",
                          "--for", "handoff", "--json", env=NO_CREDENTIALS).of("permissions")[0]["documents"]
    assert printed == [json.loads(read(home, "out", "permissions.json"))]
    assert {"iam:CreateRole", "iam:DeleteRole"} <= {a for s in printed[0]["Statement"] for a in s["Action"]}


def test_what_stands_in_the_way_of_undoing(home):
    bundle(home, "iguazio", "out", "--method", "user")
    undo = read(home, "out", "letter.txt").partition("HOW TO UNDO IT")[2].partition("AFTERWARDS")[0]
    assert "First delete the access keys of the users." in undo and "CloudFormation keeps user 'Provazio'." in undo
    bundle(home, "essentia", "role", "--method", "role")
    undo = read(home, "role", "letter.txt").partition("HOW TO UNDO IT")[2].partition("AFTERWARDS")[0]
    assert "First" not in undo and "keeps" not in undo


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
    assert to != "full" or not result.of("risk"), "a folder is checked first"
    assert {root: files for root, _, files in os.walk(home.folder) if "state" not in root} == \
        {root: files for root, files in before.items() if "state" not in root}
