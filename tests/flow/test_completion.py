"""Completion in real shells: bash and zsh at a terminal, with the Tab key, and fish by its own 'complete -C'."""

import os
import re
import shutil
import subprocess

import pexpect
import pytest

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()].?|[\x00\x07\x0e\x0f]|\x1b\][^\x07]*\x07")
END = "END-OF-ANSWER"
POLICIES = ["s3", "s3-scoped", "v3.0-workers", "workers", "workers-and-s3", "workers-and-s3-scoped"]


class Interactive:
    """A shell at a terminal. Keys are sent ahead: the shell works on them in order, so nothing waits for a time."""

    def __init__(self, program, argv, prepare):
        self.child = pexpect.spawn(argv[0], argv[1:], env=program.environment, cwd=program.folder, encoding="utf-8", codec_errors="replace",
                                   dimensions=(200, 160), timeout=60)
        self.child.send("".join(line + "\r" for line in (*prepare, f"echo {END[:3]}''{END[3:]}")))
        self.child.expect(END)

    def end(self):
        self.child.close(force=True)

    def ask(self, keys):
        self.child.send(keys + f"\r\recho {END[:3]}''{END[3:]}\r")
        self.child.expect(END)
        return ESCAPES.sub("", self.child.before).replace("\r", "")

    def line(self, typed):
        """The line after a Tab: it is put between quotes and printed."""
        shown = self.ask(f"{typed}\tZ\x01printf '<%s>' '\x05'")  # zsh drops the space unless something follows
        return re.findall(r"<(.*?)Z>", shown)[-1]

    def shown(self, typed):
        """The candidates that a Tab lists; the line is removed afterwards."""
        return [word for row in self.ask(f"{typed}\t\x01\x0b").split("\n")[1:] for word in row.split()]


class Bash(Interactive):
    name = "bash"

    def __init__(self, program):
        super().__init__(program, ["bash", "--norc", "--noprofile", "-i"], [
            "PS1='$ '; bind 'set show-all-if-ambiguous on'; bind 'set page-completions off'; bind 'set enable-bracketed-paste off'",
            "bind 'set completion-query-items 0'; source <(accredit completion bash)"])


class Zsh(Interactive):
    name = "zsh"

    def __init__(self, program):
        super().__init__(program, ["zsh", "-f", "-i"], [
            "PS1='$ '; unsetopt prompt_sp; bindkey -e; autoload -Uz compinit; compinit -u -D; unset zle_bracketed_paste",
            "unsetopt auto_menu list_ambiguous; LISTMAX=1000; source <(accredit completion zsh)"])


class Fish:
    name = "fish"

    def __init__(self, program):
        self.program = program

    def end(self):
        pass

    def shown(self, typed):
        done = subprocess.run(["fish", "--no-config", "-c", "accredit completion fish | source; complete -C $argv[1]", typed], cwd=self.program.folder,
                              env=self.program.environment, capture_output=True, text=True, timeout=60, check=True)
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    def line(self, typed):
        """fish puts the one candidate in the place of the last word."""
        only, = self.shown(typed)
        return typed[:typed.rfind(" ") + 1] + only + ("" if only[-1] in "=@/" else " ")


@pytest.fixture(params=[Bash, Zsh, Fish], ids=lambda kind: kind.name)
def shell(request, home):
    """A shell that has loaded the completion, with the program under test as 'accredit'."""
    if not shutil.which(request.param.name):
        pytest.skip(f"no {request.param.name} on this computer (./bootstrap check installs it)")
    folder = os.path.join(home.folder, "bin")
    os.mkdir(folder)
    os.symlink(home.path, os.path.join(folder, "accredit"))
    home.environment = {**home.environment, "PATH": f"{folder}:{home.environment['PATH']}", "TERM": "xterm"}
    started = []

    def start():
        started.append(request.param(home))
        return started[-1]

    yield start
    for one in started:
        one.end()


def test_words(shell, home):
    for name in ("alpha", "beta"):
        home.setup("--name", name, "--set", f"ROLE_NAME={name}")
    open(os.path.join(home.folder, "given.json"), "w", encoding="utf-8").close()
    with open(home.environment.setdefault("AWS_CONFIG_FILE", os.path.join(home.folder, "config")), "w", encoding="utf-8") as file:
        file.write("[profile staging]\nregion = eu-west-1\n")
    s = shell()
    assert s.line("accredit ver") == "accredit verify "
    assert s.line("accredit setup ess") == "accredit setup essentia "
    assert s.line("accredit setup essentia --meth") == "accredit setup essentia --method "
    assert s.line("accredit verify al") == "accredit verify alpha "
    assert s.line("accredit setup essentia --set ROLE_N") == "accredit setup essentia --set ROLE_NAME="
    assert s.line("accredit setup deadline --set TRACKER=y") == "accredit setup deadline --set TRACKER=yes "
    assert s.line("accredit setup essentia --answers giv") == "accredit setup essentia --answers given.json "
    assert s.line("accredit setup essentia --method command --secret SECRET_ACCESS_KEY=@giv") == \
        "accredit setup essentia --method command --secret SECRET_ACCESS_KEY=@given.json "
    assert s.line("accredit login --profile stag") == "accredit login --profile staging "
    assert s.line("accredit verify alpha --fail-on hi") == "accredit verify alpha --fail-on high "
    assert s.line("accredit repair alpha --only instance-prof") == "accredit repair alpha --only instance-profile "


def test_lists(shell, home):
    for name in ("alpha", "beta"):
        home.setup("--name", name, "--set", f"ROLE_NAME={name}")
    s = shell()
    assert [word for word in s.shown("accredit verify ") if word in ("alpha", "beta", "--all")] == ["alpha", "beta"]
    shown = s.shown("accredit setup essentia --policy ")
    assert set(POLICIES) <= set(shown) and "eks" not in shown
    shown = s.shown("accredit setup essentia --method command --set ")
    assert {"USER_NAME=", "KEY_FILE=", "REGION="} <= set(shown) and "ROLE_NAME=" not in shown, "only the settings of that method"
    assert {"deadline", "e6data", "essentia", "iguazio"} <= set(s.shown("accredit adopt "))
    assert {"--finish", "--older-than"} <= set(s.shown("accredit rotate --")) and "--give-up" not in s.shown("accredit rotate --")
    assert {"setup", "completion"} <= set(s.shown("accredit help "))


def test_scripts_are_valid(home):
    for shell in ("bash", "zsh", "fish"):
        script = home.expect(0, "completion", shell).out
        path = os.path.join(home.folder, shell)
        with open(path, "w", encoding="utf-8") as file:
            file.write(script)
        if shutil.which(shell):
            subprocess.run([shell, "-n", path], check=True)
    assert script.count("complete -c accredit") == 1


def test_damaged_record_does_not_disturb(home):
    """Names come from the folder; a record that cannot be read is completed all the same, without a description."""
    home.setup("--name", "alpha")
    with open(home.file("setups", "alpha", "answers.json"), "w", encoding="utf-8") as file:
        file.write("{")
    assert home.expect(0, "--complete", "verify", "").out == "alpha\n"
    assert home.expect(0, "--complete", "verify", "alpha", "--no").out == "--no-probe\tskip the test\n"
    assert home.expect(0, "--complete").out == home.expect(0, "--complete", "nothing", "").out == ""
