"""verify --all of many setups in an account with two thousand roles needs few calls and little memory."""

import os
import sys

import pytest

from cloud import TOP
from program import find_release

sys.path.insert(0, os.path.join(TOP, "bench"))
import account  # noqa: E402  (bench/account.py)

# A hundred in make check-faults, as in make bench.
SETUPS = 100 if os.environ.get("ACCREDIT_MATRIX") == "all" else 30
ROLES = 2000
CALLS_PER_SETUP, MIB = 2, 20


@pytest.fixture(params=["roles", "mixed"])
def large_account_run(request, home, cloud):
    """The measured run of verify --all, and the names of its setups."""
    plan = {"roles": account.rows, "mixed": account.mixed_rows}[request.param]
    program = find_release()
    print(f"measured with {program}")
    account.set_up(program, home.environment, SETUPS, plan, home.folder)
    assert cloud.control("POST", "crowd", {"roles": ROLES, **account.CROWD})["roles"] >= ROLES
    figures = account.Figures(program, home.environment, f"{cloud.url}/_practice", *account.VERIFY, folder=home.folder)
    account.show(request.param, figures, SETUPS)
    return figures


def test_few_calls_and_little_memory(large_account_run):
    assert large_account_run.code == 0, large_account_run.err
    assert [e["setup"] for e in large_account_run.of("result") if e["ok"]] == [f"s{n:03}" for n in range(SETUPS)]
    assert sum(large_account_run.calls.values()) <= CALLS_PER_SETUP * SETUPS, large_account_run.calls
    assert max(large_account_run.params.values()) == 1, "no call is made twice"
    if not account.is_sanitized(find_release()):
        assert large_account_run.peak <= MIB, f"{large_account_run.peak:.1f} MiB"
