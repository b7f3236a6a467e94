"""Finds the programs that the tests of this folder run."""

import os
import pathlib

import pytest


def find(name):
    top = pathlib.Path(__file__).resolve().parents[2]
    built = pathlib.Path(os.environ.get("top_builddir", "."))
    for folder in (built, pathlib.Path.cwd(), top, *top.glob("build*")):
        if (folder / "tests/unit" / name).is_file():
            return str((folder / "tests/unit" / name).resolve())
    pytest.skip(f"{name} is not built (make check builds it)")
