"""
The fault square: a command is killed at a changing call, another command follows, and both are brought to an end. After each
command the invariants are checked from outside: in the account, in the files of the home, and in the journals.
"""

import json
import os
import re
import shutil
import signal
import tempfile

from cloud import ACCOUNT, TOP, policy, until
from key_home import KeyProgram
from program import BROKEN, find_program
from rotating import NO_LEAKS, traced
from scenes import NEXTS

WAYS = ("before", "after", "answered")
UNINTERRUPTED = "uninterrupted"
FILE_CALLS = ("fsync", "fdatasync", "rename", "renameat2", "write")
OPERATOR, DENIED = "operator", "denied"
LIMIT = 60          # seconds that a command can take
ROUNDS = 6          # at most so many commands are followed to reach an end
BACKUP = ".accredit-backup"     # of a file that accredit edits; it is not a location, see tests/flow/test_files.py
CLOSED = {"end", "closed", "abandoned"}     # phases that close a run in its journal
NAMED = re.compile(r"accredit ((?:resume|remove|rotate|repair)\b[^'\"`\n;,()]*)")
VALUED = ("--user", "--profile", "--delete-key", "--give-up")
FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def short_pauses_program():
    """The program with short pauses, if it was built; otherwise the program itself."""
    program = os.path.realpath(find_program())
    fast = os.path.join(os.path.dirname(program), "tests", "faults", "hurried")
    return fast if os.access(fast, os.X_OK) else program


class Home(KeyProgram):
    """A home whose runs are judged by their cell, not by the grammar of events."""

    def __init__(self, cloud):
        super().__init__(cloud, tempfile.mkdtemp(prefix="square-", dir=FOLDER))
        self.path = short_pauses_program()
        self.environment.setdefault("ACCREDIT_TEMPLATES", os.path.join(TOP, "templates"))

    def _check_result(self, result):
        if "--json" in result.words:
            result.events = [json.loads(line) for line in result.out.splitlines() if line.startswith("{") and line.endswith("}")]


class Stuck(Exception):
    """No command reaches an end: more commands would only repeat the violations."""


class Run:
    """One run, as its journal records it."""

    def __init__(self, setup, name):
        self.setup, self.name, self.started, self.closed, self.resources = setup, name, False, False, set()

    @property
    def open(self):
        return self.started and not self.closed

    def __repr__(self):
        return f"run {self.name} of '{self.setup}'"


def lines_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue  # the kill cut this line


def runs_of(home):
    """Every run of every record: its journal and the journals kept next to it."""
    found, top = {}, home.file("setups")
    for folder, _, names in os.walk(top):
        setup = os.path.relpath(folder, top).split(os.sep)[0]
        for line in (line for n in sorted(names) if n.endswith(".jsonl") for line in lines_of(os.path.join(folder, n))):
            if not line.get("run"):
                continue
            run = found.setdefault(line["run"], Run(setup, line["run"]))
            run.started |= line.get("phase") == "intent"
            run.closed |= not line.get("step") and line.get("phase") in CLOSED
            for step in (line.get("plan") or {}).get("steps", []):
                run.resources |= {step.get("name"), *(v for v in (step.get("resource") or {}).values() if isinstance(v, str))}
    return found


class Cell:
    """One scene, played once."""

    def __init__(self, cloud, scene):
        cloud.reset()
        self.cloud, self.scene, self.platform = cloud, scene, scene.platform
        self.home, self.bad, self.reported, self.runs = Home(cloud), [], [], {}
        self.own, self.lost_before, self.stored = set(), set(), set()
        if scene.world:
            scene.world(self)
        self.start = cloud.control("GET", "account")
        self.known = {k["id"]: k["secret"] for k in self.start["keys"]}
        self.created_secrets = {}
        self.before = None
        if scene.base:
            scene.base(self)
        self.before = self.before or self.account()
        # Keys that the operator lost do not count.
        opened = any(r.open for r in runs_of(self.home).values())
        self.lost_before = set() if opened else {k["id"] for k in self.lost_keys(self.account())}
        cloud.forget_calls()

    def note_foreign(self, kind, name):
        """Notes a resource that the operator created after the start."""
        self.own.add((kind, name))

    # Commands

    def words(self, *words):
        return (*words, *(() if words[0] in ("adopt", "verify") else ("--yes",)), "--json")

    def run(self, *words):
        result = self.home.wait(self.home.start(*self.words(*words)), LIMIT)
        self.note(result)
        return result

    def must(self, *words):
        result = self.run(*words)
        assert result.code == 0, f"the commands before must succeed:\n{result}"

    def note(self, result):
        self.reported.append(result)
        if BROKEN.search(result.err):
            self.note_violation("SANITIZER", f"{result.words[0]}: {BROKEN.search(result.err)[0]}")

    def kill(self, at, *words):
        """Returns True when the run was killed there, False when it ended first."""
        run = self.home.start_stopped(*self.words(*words))
        self.cloud.faults(die=f"{at},{run.pid}")
        run.send_signal(signal.SIGCONT)
        result = self.home.wait(run, LIMIT)
        was_killed = result.code == -signal.SIGKILL
        if was_killed:  # the cloud notes it when the client is dead
            until(lambda: any("killed" in c for c in self.cloud.calls()))
        self.cloud.clear_faults()
        self.note(result)
        self.call = next((f"killed {at} {c['operation']}" for c in self.cloud.calls() if "killed" in c), f"{at}, not reached")
        return was_killed

    def kill_at_file(self, at, *words):
        syscall, when = at.split(":")
        result = self.home.wait(self.home.start(*self.words(*words), env=NO_LEAKS, wrap=traced(syscall, int(when))), LIMIT)
        self.note(result)
        self.call = f"killed at {syscall} {when}"
        return result.code in (-signal.SIGKILL, 128 + signal.SIGKILL)

    def is_refused(self, result):
        """Whether the command names another command to run instead, before it changes anything."""
        return self.scene.sends_to and result.code == 64 and not self.cloud.changes() and f"accredit {self.scene.sends_to}" in result.err

    def refuse(self, at):
        """Refuses calls from now on: "deny:ACTION" by the operator's policy, "error:FAULT" by the cloud."""
        kind, _, what = at.partition(":")
        self.call = f"refused {what}"
        if kind == "deny":
            statement = {"Effect": "Deny", "Action": what, "NotResource": f"arn:aws:iam::{ACCOUNT}:user/{OPERATOR}"}
            self.cloud.client("iam").put_user_policy(UserName=OPERATOR, PolicyName=DENIED, PolicyDocument=policy(statement))
        else:
            self.cloud.faults(error=what)

    def allow_again(self):
        iam = self.cloud.client("iam")
        if DENIED in iam.list_user_policies(UserName=OPERATOR)["PolicyNames"]:
            iam.delete_user_policy(UserName=OPERATOR, PolicyName=DENIED)
        self.cloud.clear_faults()

    def stopped(self, *words):
        """Runs a command that a refusal stops and that can be resumed."""
        result = self.run(*words)
        if result.code != 3:
            self.note_violation("FIRST FAILS", f"{words[0]} exits {result.code}, not 3, when {self.call}")

    def first(self, at):
        words = self.scene.first(self)
        if at == UNINTERRUPTED:
            self.call = at
            result = self.run(*words)
            if result.code != 0 and not self.is_refused(result):
                self.note_violation("FIRST FAILS", f"{words[0]} exits {result.code} although nothing interrupts it")
        elif at.startswith(("error:", "deny:")):
            self.refuse(at)
            self.stopped(*words)
            self.allow_again()
        elif self.scene.at == "file":
            self.kill_at_file(at, *words)
        else:
            self.kill(at, *words)
        self.runs.update(runs_of(self.home))

    # Invariants

    def account(self):
        found = self.cloud.control("GET", "account")
        for key in found["keys"]:
            if key["id"] not in self.known:
                self.created_secrets[key["id"]] = key["secret"]
        return found

    def files(self):
        for folder, _, names in os.walk(self.home.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        yield os.path.relpath(path, self.home.folder), file.read()

    def lost_keys(self, account):
        """Active keys created here whose secret is stored nowhere; keys that are stored are noted."""
        kept = b"\0".join(data for path, data in self.files() if not path.endswith(BACKUP))
        stored = {k["id"] for k in account["keys"] if k["secret"].encode() in kept}
        self.stored |= stored
        return [k for k in account["keys"] if k["status"] == "Active" and k["id"] not in {*self.known, *self.lost_before, *stored}]

    def new_resources(self, account):
        """(kind, name) of each resource that was created since the start, except the operator's."""
        return [(kind, name) for kind, resources in account["things"].items() for name in resources
                if name not in self.start["things"].get(kind, {}) and (kind, name) not in self.own
                and not (kind == "role" and resources[name]["path"].startswith("/aws-service-role/"))]

    def unrecorded(self, account, runs):
        """New resources that no record names."""
        kept = {r.setup for r in runs.values() if os.path.exists(self.home.file("setups", r.setup, "answers.json")) or r.open}
        names = {n for r in runs.values() if r.setup in kept for n in r.resources if n}
        return [(kind, name) for kind, name in self.new_resources(account)
                if not any(n in names for n in (name, name.rpartition("/")[2], name.partition("oidc-provider/")[2]))]

    def check_invariants(self, result, was_open=(), next_name=None):
        """Checks the invariants after a command, and notes violations."""
        account, runs = self.account(), runs_of(self.home)
        opened = [r for r in runs.values() if r.open]
        lost = self.lost_keys(account)
        if opened and not (result and result.code == 0):
            lost = [k for k in lost if k["id"] in self.stored]  # the resumed run must find a key whose answer never came
        what = f"{said(result)} exits {result.code}" if result else "the first command"
        if lost:
            self.note_violation("LOST KEY", f"{what}: key {lost[0]['id']} of '{lost[0]['user']}' is active, and its secret is nowhere")
        mine = [r for r in opened if not result or result.words[0] not in ("resume", "verify", "adopt") or r.setup in (*result.words, self.platform.setup)]
        if result and result.code == 0 and mine:
            self.note_violation("SUCCESS WITH OPEN RUN", f"{what}, and {mine[0]} is open")
        for kind, name in self.unrecorded(account, runs):
            self.note_violation("NO RECORD", f"{what}: {kind} '{name}' is in no record")
        for name in set(self.runs) - set(runs):
            self.note_violation("JOURNAL GONE", f"{what}: nothing is left of {self.runs[name]}")
        self.runs = runs
        if next_name and was_open:
            self.check_exit_code(result, next_name)
        return opened

    def check_exit_code(self, result, name):
        """Checks what a command says while a run is open."""
        good = {"verify": {2}, "verify-all": {2}, "rotate-all": {3}}.get(name, {0, 3})
        if result.code not in good:
            self.note_violation("EXIT CODE", f"{name} exits {result.code} while a run is open, not {' or '.join(map(str, sorted(good)))}")
        setup = next((r.setup for r in self.runs.values() if r.open), self.platform.setup)
        reported = result.err + result.out
        if result.code == 3 and name not in ("resume", "undo") and not (
                f"accredit resume {setup} --undo" in reported and re.search(rf"accredit resume {re.escape(setup)}(?! --undo)", reported)):
            self.note_violation("NOT NAMED", f"{name} exits 3 without naming 'accredit resume {setup}' and its --undo")
        if name.startswith("verify") and "interrupted" not in {e.get("event") for e in result.events}:
            self.note_violation("NO EVENT", f"{name} has no 'interrupted' event")

    def check_undone(self, result):
        """Checks that an undone command left all as before."""
        account = self.account()
        if result.code != 0 and statuses(self.before).keys() <= statuses(account).keys():
            self.note_violation("NO UNDO", f"the undo exits {result.code}, and no key of before is deleted")
        if result.code != 0 or account["things"] == self.before["things"] and statuses(account) == statuses(self.before):
            return
        for kind, resources in {**self.before["things"], **account["things"]}.items():
            for name in sorted({*resources, *self.before["things"].get(kind, {})}):
                was, now = self.before["things"].get(kind, {}).get(name), account["things"].get(kind, {}).get(name)
                if was != now:
                    self.note_violation("NOT UNDONE", f"{kind} '{name}': {difference(was, now)}")

    def check_resumed(self):
        """Checks that a setup that was resumed to its end is as expected."""
        if self.platform.setup in self.setups() and self.scene.verified_after:
            result = self.run("verify", self.platform.setup, "--no-probe")
            if result.code != 0:
                self.note_violation("NOT VERIFIED", f"after resume, verify exits {result.code}")

    def note_violation(self, kind, text):
        if (kind, text) not in self.bad:
            self.bad.append((kind, text))

    # Reaching an end

    def bring_to_end(self, prefer_undo):
        """Runs resume and --undo in turn until no run is open."""
        for n in range(ROUNDS):
            opened = [r for r in runs_of(self.home).values() if r.open]
            if not opened:
                return
            undo = ["--undo"] if (n % 2 == 0) == prefer_undo else []
            result = self.run("resume", opened[0].setup, *undo)
            self.check_invariants(result)
            self.follow(result)
        self.note_violation("NO END", f"{ROUNDS} times resume and --undo, and now it is open still")
        raise Stuck

    def follow(self, result):
        """Runs the command that a failed resume names; it must do more than name resume again."""
        others = [w for w in self.named_in(result) if w[0] != "resume"] if result.code == 3 else []
        if not others:
            return
        sent = self.run(*others[0])
        self.check_invariants(sent)
        if sent.code in (3, 64) and all(w[0] == "resume" for w in self.named_in(sent)):
            self.note_violation("SENT BACK", f"{said(result)} names {said(sent)}, which exits {sent.code} and names resume")

    def named_in(self, result):
        """The commands that the program names in its messages."""
        reported = result.err + "\n" + "\n".join(str(e) for e in result.events if e.get("event") == "step" and e.get("status") == "failed")
        found = [command_of(text.split(), self.setups()) for text in NAMED.findall(reported)]
        return [words for n, words in enumerate(found) if words and words not in found[:n]]

    def setups(self):
        return [e["name"] for e in self.home.run("list", "--json").events if e.get("event") == "setup"]

    def remove_all(self):
        for setup in self.setups():
            tried = []  # commands that were followed
            for _ in range(ROUNDS):
                result = self.run("remove", setup, *self.platform.remove)
                self.check_invariants(result)
                if result.code == 0:
                    break
                words = next((w for w in self.named_in(result) if w[0] != "remove" and tried.count(w) < 2), None)
                if not words:
                    break
                tried.append(words)
                self.check_invariants(self.run(*words))
            else:
                self.note_violation("NO END", f"remove {setup} and the commands it names never end")
            if result.code != 0:
                self.note_violation("NOT REMOVED", f"remove {setup} exits {result.code}, and the commands it names do not help")

    def check_end(self):
        """Checks that the account is as at the start, except for what the operator created."""
        account, users = self.account(), self.start["things"]["user"]
        for kind, name in self.new_resources(account):
            self.note_violation("LEFT IN AWS", f"{kind} '{name}' is left after remove")
        for kind, resources in self.start["things"].items():
            for name, resource in resources.items():
                now = account["things"][kind].get(name)
                if without_keys(now) != without_keys(resource):
                    self.note_violation("NOT AS BEFORE", f"{kind} '{name}': {difference(without_keys(resource), without_keys(now))}")
        for key in account["keys"]:
            if key["id"] not in self.known and not (key["user"] in users and key["status"] == "Active"):
                self.note_violation("KEY LEFT", f"key {key['id']} of '{key['user']}' is left, {key['status']}")
        there = {k["id"] for k in account["keys"]}
        for path, data in self.files():
            if path.endswith(BACKUP):
                continue
            if any(secret.encode() in data for name, secret in self.created_secrets.items() if name not in there):
                self.note_violation("SECRET LEFT", f"{path} holds the secret of a key that is gone")

    def close(self):
        self.home.end()
        shutil.rmtree(self.home.folder, ignore_errors=True)


def said(result):
    """A command without its common flags and its values."""
    words = [w for w in result.words if w not in ("--yes", "--json", "--no-probe")]
    return " ".join(words[:words.index("--set")] if "--set" in words else words)


def command_of(words, setups):
    """The command that a sentence names, with its flags and its setup; None if it has a placeholder."""
    found, flags = words[:1], 0
    for n, word in enumerate(words[1:], 1):
        if word.isupper() and words[n - 1] not in VALUED or word == "--plan":
            return None
        if not (word.startswith("--") or word in setups or words[n - 1] in VALUED):
            break
        found.append(word)
        flags += 1
    return found + (["--now"] if "--finish" in found and "--now" not in found else []) if flags else None


def statuses(account):
    return {k["id"]: k["status"] for k in account["keys"]}


def difference(was, now):
    """Describes the members that differ."""
    if not isinstance(was, dict) or not isinstance(now, dict):
        return f"was {was}, is {now}"
    return "; ".join(f"{k} was {was.get(k)}, is {now.get(k)}" for k in {**was, **now} if was.get(k) != now.get(k))


def without_keys(resource):
    return {k: v for k, v in resource.items() if k != "keys"} if isinstance(resource, dict) else resource


def play(cloud, scene, at, name):
    """Plays one cell. Returns None if all invariants held, otherwise the violations with the whole output."""
    cell = Cell(cloud, scene)
    try:
        cell.first(at)
        was_open = cell.check_invariants(None)
        result = cell.run(*NEXTS[name](cell))
        cell.check_invariants(result, was_open, name)
        if name == "undo" and was_open:
            cell.check_undone(result)
        if name == "resume" and was_open and result.code == 0:
            cell.check_resumed()
        cell.follow(result)
        cell.bring_to_end(prefer_undo=name in ("undo", "remove"))
        cell.remove_all()
        cell.check_end()
    except Stuck:
        pass
    except AssertionError as error:
        cell.note_violation("BROKEN", str(error))
    finally:
        cell.close()
    return Violation(scene, at, cell, name) if cell.bad else None


def play_refused(cloud, scene, at):
    """
    A removal is refused at a call and undone while the call is still refused: all is as before, including the secret of the
    key. After the key is deleted, the removal can only be completed.
    """
    cell = Cell(cloud, scene)
    try:
        cell.refuse(at)
        cell.stopped(*scene.first(cell))
        cell.runs.update(runs_of(cell.home))
        cell.check_invariants(None)
        result = cell.run(*NEXTS["undo"](cell))
        cell.allow_again()
        cell.check_invariants(result)
        cell.check_undone(result)
        cell.bring_to_end(prefer_undo=False)
        cell.remove_all()
        cell.check_end()
    except Stuck:
        pass
    except AssertionError as error:
        cell.note_violation("BROKEN", str(error))
    finally:
        cell.close()
    return Violation(scene, at, cell, "undo") if cell.bad else None


class Violation:
    """The violations of one cell."""

    def __init__(self, scene, at, cell, name):
        self.scene, self.at, self.call, self.name, self.bad, self.reported = scene, at, getattr(cell, "call", at), name, cell.bad, cell.reported

    @property
    def line(self):
        first = {}
        for kind, text in self.bad:
            first.setdefault(kind, []).append(text)
        why = "; ".join(f"{kind}: {texts[0]}" + (f" (and {len(texts) - 1} more)" if texts[1:] else "") for kind, texts in first.items())
        return f"{self.scene}, {self.call}, then {self.name}: {why}"

    def __str__(self):
        said = "\n".join(repr(r) for r in self.reported)
        return f"=== {self.line}\n{said}"


# The kill points of a scene

def points(cloud, scene):
    """Every kill point of a scene, as an uninterrupted run shows them, and UNINTERRUPTED for no kill."""
    cell = Cell(cloud, scene)
    try:
        if scene.at == "file":
            return [UNINTERRUPTED, *(f"{call}:{n}" for call, many in count_file_calls(cell).items() for n in range(1, 1 + many))]
        if scene.at != "call":
            return list(scene.at)
        if cell.is_refused(cell.run(*scene.first(cell))):
            return [UNINTERRUPTED]
        changes = [c["operation"] for c in cloud.changes()]
        assert changes, f"{scene} changes nothing:\n{cell.reported[-1]}"
        refused = [f"deny:iam:{c}" for c in sorted(set(changes))] if scene.refused else []
        return [UNINTERRUPTED, *(f"{way}:{n}" for n in range(1, len(changes) + 1) for way in WAYS), *refused]
    finally:
        cell.close()


def count_file_calls(cell):
    """How often the first command makes each file call: name -> count."""
    log = os.path.join(cell.home.folder, "trace")
    cell.home.wait(cell.home.start(*cell.words(*cell.scene.first(cell)), env=NO_LEAKS,
                                   wrap=["strace", "-qq", "-f", "-o", log, "-e", f"trace={','.join(FILE_CALLS)}"]), LIMIT)
    with open(log, encoding="utf-8", errors="replace") as file:
        text = file.read()
    return {call: len(re.findall(rf"^\d+ +{call}\(", text, re.MULTILINE)) for call in FILE_CALLS}
