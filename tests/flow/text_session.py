"""Sessions with the plain-text front end: by lines over a pipe, and over a pseudo-terminal."""

import os
import re
import selectors
import subprocess
import time

import pexpect

from program import BROKEN, CONTROL_CHARACTERS, Result

LIMIT = 60
PROMPT = re.compile(rb"(?:^|\n)(?:\S[^\n]*)?: \Z")     # an indented line is part of a document that was read incompletely, no prompt


def check_shown_text(home, text):
    """Checks that hold for every byte that was shown."""
    assert not CONTROL_CHARACTERS.search(text.replace("\r\n", "\n")), f"a control character was shown:\n{text!r}"
    home.search_for_secrets_in(text.encode(), "what was shown")


class PipeSession:
    """Lines over a pipe, one prompt at a time: the text up to the next prompt is the response to a line."""

    def __init__(self, home, *words, env=None):
        environment = {**home.environment, **(env or {})}
        environment = {k: v for k, v in environment.items() if v is not None}
        self.home, self.words, self.began = home, words, time.monotonic()
        self.process = subprocess.Popen([home.path, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=environment, cwd=home.folder, start_new_session=True)
        home.running.append(self.process)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.all = ""
        self.last = self.prompt()

    def prompt(self):
        """Reads up to the next prompt, or to the end."""
        got, end = b"", time.monotonic() + LIMIT
        while not PROMPT.search(got):
            assert self.selector.select(end - time.monotonic()), f"no prompt came:\n{self.all}{got.decode()}"
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                break
            got += more
        text = got.decode("utf-8")
        self.all += text
        return text

    @property
    def ended(self):
        return not self.last.endswith(": ")

    def say(self, *lines):
        """Enters lines, each after its prompt; returns the response to the last one."""
        for line in lines:
            assert not self.ended, f"the program ended before {line!r}:\n{self.all}"
            data = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
            self.process.stdin.write(data + b"\n")
            self.process.stdin.flush()
            self.last = self.prompt()
        return self.last

    def until(self, what, line="", most=40, more=False):
        """Enters the same line until a prompt contains this text; more: the rare settings are asked, too."""
        for _ in range(most):
            prompt = self.last.splitlines()[-1]
            if what in prompt:
                return self.last
            self.say("y" if more and prompt.startswith("More settings") else line)
        raise AssertionError(f"no prompt with {what!r} came:\n{self.all}")

    def end(self, code=None):
        """Closes the input; returns the result."""
        self.process.stdin.close()
        while not self.ended:
            self.last = self.prompt()
        err = self.process.stderr.read().decode("utf-8")
        result = Result(self.words, self.process.wait(LIMIT), self.all, err, time.monotonic() - self.began)
        self.home.running.remove(self.process)
        self.process.stdout.close()
        self.process.stderr.close()
        assert not BROKEN.search(err), f"a sanitizer reported an error:\n{result}"
        check_shown_text(self.home, result.out + err)
        assert not [line for line in result.out.splitlines() if len(line) > 78 and " " in line.strip()
                    and not re.search(r": .*: |  /|=/|arn:|^\S|^ +--(?:set|answers) |^    ess ", line)], f"a line is too long:\n{result}"
        if result.code in (1, 3, 64):
            lines = err.splitlines()
            assert len(lines) >= 2 and all(line.startswith("accredit: ") for line in lines), f"no error message:\n{result}"
        if code is not None:
            assert result.code == code, f"wanted exit {code}:\n{result}"
        return result


class TerminalSession:
    """The simplest pseudo-terminal."""

    def __init__(self, home, *words, env=None):
        environment = {k: v for k, v in {**home.environment, "TERM": "dumb", **(env or {})}.items() if v is not None}
        self.home = home
        self.child = pexpect.spawn(home.path, list(words), env=environment, cwd=home.folder, timeout=LIMIT,
                                   encoding="utf-8", dimensions=(24, 80), echo=True)
        self.child.delaybeforesend = None
        self.seen = ""

    def wait(self, text):
        self.child.expect_exact(text)
        self.seen += self.child.before + text
        return self.child.before

    def type(self, text):
        self.child.send(text)

    def answer(self, prompt, line=""):
        """Waits for a prompt and enters a line."""
        self.wait(prompt)
        self.wait(": ")
        self.type(line if line == "\x04" else line + "\r")

    def until(self, prompt, line=""):
        """Presses Enter at every prompt until this one appears."""
        while self.child.expect_exact([prompt, "]: ", "): "]):
            self.type(line + "\r")
        self.wait(": ")

    def interrupt(self):
        self.child.sendintr()

    def end(self, code):
        self.child.expect(pexpect.EOF)
        self.seen += self.child.before
        self.child.close()
        print(self.seen)
        assert self.child.exitstatus == code, f"exit {self.child.exitstatus} {self.child.signalstatus}, wanted {code}:\n{self.seen}"
        assert not BROKEN.search(self.seen), self.seen
        check_shown_text(self.home, self.seen)
        return self.seen
