"""What the command line says about itself: help, "did you mean", and everything that is wrong with a command line at once."""

import os
import re

import pytest

COMMANDS = ["setup", "verify", "accept", "resume", "remove", "rotate", "repair", "adopt", "list", "show", "whoami", "login", "templates",
            "practice", "policy", "help", "completion"]


def error_rows(result):
    """The lines of an error that lists several problems, without its heading."""
    lines = result.err.splitlines()
    assert re.fullmatch(r"accredit: \d+ options or answers are missing or invalid:", lines[0]), result
    assert int(lines[0].split()[1]) == len(lines) - 1, result
    assert all(line.startswith("accredit:   ") for line in lines[1:]), result
    return [line[len("accredit:   "):] for line in lines[1:]]


def test_help_lists_every_command(home):
    text = home.expect(0, "help").out
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S", text, re.M), command
    assert home.expect(0, "--help").out == home.expect(0, "-h").out == text


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(home, command):
    text = home.expect(0, "help", command).out
    assert f"\nUsage: accredit {command}" in text and text[0].isupper()
    assert all(len(line) <= 80 for line in text.splitlines()), text
    assert text == home.expect(0, command, "--help").out or command == "practice"


def test_help_groups_options_and_gives_examples(home):
    text = home.expect(0, "help", "setup").out
    assert re.search(r"\nAnswers:\n  --name SETUP .*\n(?:.*\n)*?\nRun:\n  --plan ", text)
    assert re.search(r"\nExamples:\n  accredit setup [a-z0-9]+ --plan\n", text) and "PLATFORM --plan" not in text
    assert "--give-up" not in home.expect(0, "help", "rotate").out, "the alias is not documented"


@pytest.mark.parametrize("words, error", [
    (["verfy"], "unknown command 'verfy'; did you mean 'verify'?"),
    (["help", "setpu"], "unknown command 'setpu'; did you mean 'setup'?"),
    (["frobnicate"], "unknown command 'frobnicate'"),
    (["setup", "essentai", "--yes"], "unknown platform 'essentai'; did you mean 'essentia'?"),
    (["setup", "essentia", "--jsno"], "unknown option '--jsno'; did you mean '--json'?"),
    (["setup", "essentia", "--yes=1"], "option '--yes' takes no value"),
    (["setup", "essentia", "--undo"], "--undo is not an option of 'accredit setup', but of 'accredit resume'"),
    (["list", "--fail-on", "high"], "--fail-on is not an option of 'accredit list', but of 'accredit setup', 'accredit verify', 'accredit adopt', "
     "'accredit handoff', 'accredit policy'"),
    (["setup", "essentia", "--yes", "--method", "rol"], "'essentia' has no method 'rol'; did you mean 'role'?"),
    (["setup", "essentia", "--yes", "--policy", "s3-scope"], "'essentia' has no policy 's3-scope'; did you mean 's3-scoped'?"),
    (["setup", "essentia", "--yes", "--set", "BUKCET=a-bucket"], "unknown setting 'BUKCET' for 'essentia'; did you mean 'BUCKET'?"),
    (["completion", "fihs"], "no completion for the shell 'fihs'; did you mean 'fish'?"),
    (["show", "essentia"], "there is no setup 'essentia' on this computer"),
    (["setup", "essentia", "iguazio", "--yes"], "unexpected argument 'iguazio'"),
    (["remove", "--yes"], "'accredit remove' needs SETUP"),
])
def test_one_wrong_word(home, words, error):
    result = home.expect(64, *words)
    assert result.err.splitlines()[0] == f"accredit: {error}", result


def test_setup_with_a_similar_name(home):
    home.setup("--name", "first")
    assert home.expect(64, "show", "frist").err.startswith("accredit: there is no setup 'frist' on this computer; did you mean 'first'?\n")


def test_everything_missing_is_said_at_once(home, cloud):
    result = home.expect(64, "setup", "e6data", "--yes", "--json")
    options = [re.search(r"\(--set ([A-Z0-9_]+)=\.\.\.\)$", row)[1] for row in error_rows(result)]
    assert options == ["WORKSPACE_NAME", "CLUSTER_NAME", "NAMESPACE", "BUCKET", "DATA_BUCKETS", "UNLOAD_BUCKET", "E6DATA_PRINCIPAL_ARN", "EXTERNAL_ID"]
    assert result.result["ok"] is False and not cloud.calls(), "nobody signed in"


@pytest.mark.parametrize("command", [["setup", "e6data", "--yes"], ["adopt", "e6data", "--json"], ["verify", "--platform", "e6data", "--json"]])
def test_wrong_and_missing_answers_together(home, cloud, command):
    rows = error_rows(home.expect(64, *command, "--set", "BUCKET=No_Go", "--set", "CLUSTR=1", "--set", "NAMESPACE=query", "--fail-on", "hgh"))
    assert [row for row in rows if "'hgh' is not a severity" in row]
    assert [row for row in rows if "unknown setting 'CLUSTR'" in row]
    assert [row for row in rows if "'No_Go' is not a bucket name" in row and row.endswith("(--set BUCKET=...)")]
    assert [row for row in rows if row.endswith("(--set CLUSTER_NAME=...)")]
    assert not [row for row in rows if "NAMESPACE" in row] and not cloud.calls()


def test_several_wrong_options(home):
    rows = error_rows(home.expect(64, "verify", "essentia", "--jsn", "--undo", "--yes=1"))
    assert rows == ["unknown option '--jsn'; did you mean '--json'?", "--undo is not an option of 'accredit verify', but of 'accredit resume'",
                    "option '--yes' takes no value; 'accredit help verify' lists the options"]


def test_recorded_answers_are_not_missing(home):
    """What the record of an existing setup answers is not asked for again."""
    home.setup("--policy", "s3-scoped", "--set", "BUCKET=rehearsal")
    assert home.expect(0, "setup", "essentia", "--no-probe", "--yes").out.endswith("Everything already matches. Nothing to change.\n")
    missing = home.expect(64, "setup", "essentia", "--name", "other", "--policy", "s3-scoped", "--yes")
    assert missing.err == "accredit: S3 bucket: a value is required\naccredit: enter one (--set BUCKET=...)\n"


def test_settings_of_a_platform(home):
    text = home.expect(0, "templates", "essentia").out
    assert re.search(r"^  --method role +\S", text, re.M) and re.search(r"^  --set ROLE_NAME +Role name \(default: EssentiaMaster; method role\)$", text, re.M)
    assert re.search(r"^  --secret SECRET_ACCESS_KEY +", text, re.M) and "--set" not in home.expect(0, "templates").out
    assert "did you mean 'essentia'" in home.expect(64, "templates", "esentia").err


@pytest.mark.parametrize("words, missing", [
    ([], "at least one file, --action and --resource"), (["a.json"], "--action and --resource"), (["--action", "s3:GetObject"], "at least one file, --resource"),
    (["a.json", "--resource", "*"], "--action"),
])
def test_missing_parts_of_a_question(home, words, missing):
    assert home.expect(64, "policy", "allows", *words).err.splitlines()[0] == f"accredit: 'accredit policy allows' needs {missing}"


def test_practice_finds_the_program(home):
    """README's commands work in the shell of 'accredit practice -- sh'."""
    found = home.expect(0, "practice", "--", "sh", "-c", "command -v accredit && accredit --version", limit=120).out.splitlines()
    assert os.path.samefile(found[0], home.path) and found[1].startswith("accredit ")
