"""Every setup and purpose: with exactly the printed policies the journey works; without any one statement it fails, or says what it did
not check.
"""

import os

import pytest

from permissions import CELLS, JOURNEYS, Operators, statements, tells, uncovered, unused, without
from program import Program

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


def with_exact_policies(one, purpose, journey):
    """The journey with all printed policies: what it could not check, and the calls that the operator made."""
    one.prepare(journey)
    documents = one.documents(purpose)
    one.allow(documents)
    one.cloud.forget_calls()
    result = one.run(purpose)
    calls = one.operator_calls()
    assert result.code == 0 and "not checked" not in result.err
    assert not uncovered(calls, documents)
    return result, calls


def missed(one, purpose, journey, sid, before, known):
    """Whether the journey fails without this statement, or says what it could not check; and its result."""
    one.prepare_again(journey, before)
    one.allow(without(one.documents(purpose), sid))
    result = one.run(purpose)
    return result.code != 0 or bool(tells(result) - known), result


@pytest.mark.parametrize("name, purpose", CELLS)
def test_exact_policies(operators, name, purpose):
    """A statement that one journey of the purpose does not miss is missed by the next: the second setup reads what the first created."""
    one = operators(name)
    documents, all_calls, left = None, [], None
    for journey in JOURNEYS.get(purpose, [purpose]):
        result, calls = with_exact_policies(one, purpose, journey)
        known, all_calls, not_missed = tells(result), all_calls + calls, []
        documents = documents or one.documents(purpose)
        for sid in left if left is not None else [s["Sid"] for s in statements(documents)]:
            told, result = missed(one, purpose, journey, sid, result, known)
            if not told:
                not_missed.append(sid)
        left = not_missed
    assert not unused(all_calls, documents)
    assert not left, f"without these nothing is missed: {left}"
