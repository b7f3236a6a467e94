"""Every setup and purpose: with exactly the printed policies the journey works; without any one statement it fails, or says what it did
not check.
"""

import os

import pytest

from permissions import CELLS, Operators, statements, tells, uncovered, unused, without
from program import Program

# Statements that the run of this test does not need: (setup, purpose, Sid) -> why they are there.
NOT_NEEDED = {("e6data pod-identity", "setup", "ReadPodIdentity"): "of a setup whose association exists already"}

if os.environ.get("ACCREDIT_MATRIX") != "all":
    pytest.skip("make check-faults plays this matrix; the flow tests play a sample", allow_module_level=True)


@pytest.fixture
def operators(cloud, tmp_path):
    made = []

    def make(name):
        made.append(Operators(cloud, Program, name, tmp_path))
        return made[-1]
    yield make
    for one in made:
        one.home.end()
        one.home.search_secrets()


@pytest.mark.parametrize("name, purpose", CELLS)
def test_exact_policies(operators, name, purpose):
    one = operators(name)
    one.prepare(purpose)
    documents = one.documents(purpose)
    one.allow(documents)
    one.cloud.forget_calls()
    result = one.run(purpose)
    calls = one.operator_calls()
    assert result.code == 0 and "not checked" not in result.err
    assert not uncovered(calls, documents) and not unused(calls, documents)
    known, too_much = tells(result), []
    for statement in statements(documents):
        one.prepare_again(purpose, result)
        one.allow(without(one.documents(purpose), statement["Sid"]))
        result = one.run(purpose)
        if result.code == 0 and not tells(result) - known and (name, purpose, statement["Sid"]) not in NOT_NEEDED:
            too_much.append(statement["Sid"])
    assert not too_much, f"without these nothing is missed: {too_much}"
