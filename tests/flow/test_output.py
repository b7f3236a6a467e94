"""Output that cannot be written: the run continues to its end, then exit 1. A closed pipe is no failure, standard error does not matter."""

import os
import subprocess

import pytest

READS = [("--help",), ("help",), ("--version",), ("setup", "--help"), ("help", "setup"), ("completion", "bash"), ("--man",), ("list",), ("list", "--json"), ("show", "essentia"),
         ("show", "essentia", "--json"), ("templates",), ("whoami",), ("whoami", "--json"), ("verify", "essentia", "--no-probe"),
         ("verify", "essentia", "--no-probe", "--json"), ("verify", "--all", "--no-probe", "--json"), ("setup", "essentia", "--plan"),
         ("setup", "essentia", "--plan", "--json")]


def start(home, *words, out, err=subprocess.PIPE, close=False):
    """The program with these files as its standard output and error; close: closed instead."""
    wrap = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"] if close else []
    ran = subprocess.run([*wrap, home.path, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=home.environment, cwd=home.folder,
                         timeout=120)
    text = (ran.stderr or b"").decode()
    home.search_for_secrets_in(text.encode(), f"standard error of {words}")
    assert "Sanitizer" not in text and "runtime error" not in text, text
    return ran.returncode, text


def closed_pipe():
    """A pipe without a reader."""
    read, write = os.pipe()
    os.close(read)
    return write


def test_reading_commands(home, cloud):
    home.setup()
    for words in READS:
        with open("/dev/full", "wb") as full:
            code, err = start(home, *words, out=full)
        said = [line for line in err.splitlines() if not line.startswith("accredit: Caution with ")]
        assert code == 1 and "output could not be written" in err and len(said) == 2, (words, code, err)
        assert "No space left" in err or "--json" in words or "verify" in words, (words, err)
        pipe = closed_pipe()
        code, err = start(home, *words, out=pipe)
        os.close(pipe)
        assert code == 0 and "could not be written" not in err, (words, code, err)
        with open("/dev/full", "wb") as full:
            code, err = start(home, *words, out=subprocess.DEVNULL, err=full)
        assert code == 0, (words, code)
    code, err = start(home, "list", out=subprocess.DEVNULL, close=True)
    assert code == 1 and "output could not be written" in err, (code, err)


@pytest.mark.parametrize("json", [("--json",), ()])
@pytest.mark.parametrize("where", ["full", "closed pipe", "no descriptor", "full standard error"])
def test_changing_run_continues_to_its_end(home, cloud, where, json):
    """Everything is created, recorded and found again, whatever happens to the output."""
    words = ("setup", "essentia", "--no-probe", "--yes", *json)
    if where == "closed pipe":
        pipe = closed_pipe()
        code, _ = start(home, *words, out=pipe)
        os.close(pipe)
    elif where == "full standard error":
        with open("/dev/full", "wb") as full:
            code, _ = start(home, *words, out=subprocess.DEVNULL, err=full)
    else:
        with open("/dev/full", "wb") as full:
            code, err = start(home, *words, out=full, close=where == "no descriptor")
        assert "output could not be written" in err and "exit code 0" in err, err
    assert code == (0 if "closed" in where or "error" in where else 1)
    assert home.listed()["state"] == "done"
    assert home.setup().actions and not [a for a in home.seen[-1].actions.values() if a != "none"]
    for path in (home.file("setups"), home.file("locks")):
        assert os.path.isdir(path)
    for name, text in home.files().items():
        assert b'{"event"' not in text, f"output went into {name}"
    with open("/dev/full", "wb") as full:
        code, err = start(home, "remove", "essentia", "--yes", *json, out=full)
    assert code == 1 and not cloud.roles()


def test_wrong_usage_keeps_its_exit_code(home, cloud):
    with open("/dev/full", "wb") as full:
        assert start(home, "setup", "no-such-platform", "--json", "--yes", out=full)[0] == 64
        assert start(home, "show", "no-such-setup", out=full)[0] != 0
