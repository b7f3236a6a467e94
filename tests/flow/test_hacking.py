"""HACKING's trace of one answer: the functions are where it says, and the bytes of CreateRole are those that are sent."""

import json
import os
import re
import urllib.parse

from cloud import TOP


def trace():
    with open(os.path.join(TOP, "HACKING"), encoding="utf-8") as file:
        text = file.read()
    return text[text.index("One answer, from its key press"):text.index("Threads and who owns what")]


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def test_functions_of_the_trace_are_in_their_files():
    text = re.sub(r"\s+", " ", trace())
    named = re.findall(r"((?:src/\w+|screens)/\w+\.c): (\w+)\(\)", text)
    assert len(named) >= 15
    for path, function in named:
        assert re.search(rf"^[a-z].*\b{function}\(", read(path), re.M), f"{function} is not in {path}"
    for function in set(re.findall(r"\b([a-z]\w+)\(\)", text)):
        found = [d for d, _, files in os.walk(TOP) for f in files if f.endswith(".c") and "build" not in d.split(os.sep)
                 and re.search(rf"^[a-z].*\b{function}\(", read(os.path.join(d, f)), re.M)]
        assert found, f"{function} does not exist"


def test_number_of_threads_of_a_run():
    threads = re.search(r"#define THREADS (\d+)", read("src/plan/run_internal.h")).group(1)
    assert f"starts {threads} threads" in re.sub(r"\s+", " ", trace())


def test_bytes_of_create_role(home, cloud):
    section = trace()
    body = re.sub(r"\s+", "", section[section.index("Action=CreateRole"):section.index("9. The response")])
    assert int(re.search(r"The body has (\d+) bytes", section).group(1)) == len(body)
    home.setup("--set", "ROLE_NAME=EssentiaMaster")
    sent = next(c for c in cloud.changes() if c["operation"] == "CreateRole")["params"]
    told = dict(urllib.parse.parse_qsl(body))
    assert {k: told[k] for k in ("Path", "RoleName", "Description")} == {k: sent[k] for k in ("Path", "RoleName", "Description")}
    assert json.loads(told["AssumeRolePolicyDocument"]) == json.loads(sent["AssumeRolePolicyDocument"])
    assert sent["Tags"] == [{"Key": told["Tags.member.1.Key"], "Value": told["Tags.member.1.Value"]}]
    assert set(sent) - {"Action", "Version"} == {"Path", "RoleName", "AssumeRolePolicyDocument", "Description", "Tags"}
