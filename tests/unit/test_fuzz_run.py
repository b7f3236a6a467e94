"""make fuzz without clang: one sentence says what to install."""

import os
import subprocess

import pytest

TOP = os.environ.get("top_srcdir") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
RUN = os.path.join(os.path.abspath(TOP), "tests", "fuzz", "run")


@pytest.mark.parametrize("clang, why", [("no-such-clang", "there is no 'no-such-clang'"), ("false", "'false' has no libFuzzer")])
def test_without_clang(tmp_path, clang, why):
    done = subprocess.run(["sh", RUN, "policy", "1"], cwd=tmp_path, env={**os.environ, "CLANG": clang}, capture_output=True, text=True)
    line, = done.stderr.splitlines()
    assert done.returncode == 1 and line.startswith(f"fuzz: {why}: install the packages clang and libclang-rt-dev")
    assert not list(tmp_path.glob("fuzz/*.c"))
