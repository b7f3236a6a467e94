"""Kills before and after each call: the account must end as it does after an uninterrupted run, or as it was before the run."""

import os
import re
import signal

from cloud import until

WAYS = ("before", "after", "answered")


ALL = bool(os.environ.get("ACCREDIT_KILL_ALL"))


def kills(calls):
    """The kill points of so many changing calls: each call in each way; without ACCREDIT_KILL_ALL in one of the three, in turn."""
    return [f"{way}:{n}" for n in range(1, calls + 1) for i, way in enumerate(WAYS) if ALL or (n + i) % 3 == 0]


def kill(home, cloud, at, *words, setup="essentia"):
    """
    Starts a run that is killed at this call. Returns True when the run is interrupted and `list` says so, and False when the
    call was answered and the run ended just before the kill.
    """
    run = home.start_stopped(*words)
    cloud.faults(die=f"{at},{run.pid}")
    run.send_signal(signal.SIGCONT)
    result = home.wait(run)
    if at.startswith("answered") and result.code == 0:
        cloud.clear_faults()
        return False
    assert result.code == -signal.SIGKILL, f"expected a kill {at}, not exit code {result.code}"
    until(lambda: any("killed" in c for c in cloud.calls()))
    cloud.clear_faults()
    listed = home.listed(setup)
    if listed is None or not listed["half_way"]:
        return False
    done, all_ = map(int, re.search(r"(\d+) of (\d+) done$", listed["state"]).groups())
    assert done < all_ or at.startswith("answered"), listed["state"]
    return True


def assert_created_once(cloud):
    """No resource was created twice, even if a call was sent twice."""
    created = [(c["operation"], str(sorted((c["params"] or {}).items()))) for c in cloud.calls()
            if c["status"] == 200 and c["operation"].startswith(("Create", "AddRole"))]
    assert len(created) == len(set(created)), created


def finish(home, code=0, *words):
    """Resumes the run to its end; then nothing is left to resume."""
    result = home.expect(code, "resume", *words, "--yes", "--json")
    assert "Nothing to resume" in home.expect(0, "resume", "--yes").out, "a run is still open"
    return result
