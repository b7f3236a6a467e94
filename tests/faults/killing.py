"""Kills at the boundaries of the calls: the account must end as undisturbed, or as it began."""

import re
import signal

from cloud import until

WAYS = ("before", "after", "answered")


def kills(calls):
    """Every changing call, each way."""
    return [f"{way}:{n}" for n in range(1, calls + 1) for way in WAYS]


def kill(home, cloud, at, *words, setup="essentia"):
    """
    A run that is killed at this call. True: it is half-way, and `list` says so. False: the call was answered, and the run
    came to its end in the moment before it was to die.
    """
    run = home.start_stopped(*words)
    cloud.faults(die=f"{at},{run.pid}")
    run.send_signal(signal.SIGCONT)
    result = home.wait(run)
    if at.startswith("answered") and result.code == 0:
        cloud.clear_faults()
        return False
    assert result.code == -signal.SIGKILL, f"it was to die {at}, not to end with {result.code}"
    until(lambda: any("killed" in c for c in cloud.calls()))
    cloud.clear_faults()
    listed = home.listed(setup)
    if listed is None or not listed["half_way"]:
        return False
    done, all_ = map(int, re.search(r"(\d+) of (\d+) done$", listed["state"]).groups())
    assert done < all_ or at.startswith("answered"), listed["state"]
    return True


def made_once(cloud):
    """No thing was made twice, whatever was asked twice."""
    made = [(c["operation"], str(sorted((c["params"] or {}).items()))) for c in cloud.calls()
            if c["status"] == 200 and c["operation"].startswith(("Create", "AddRole"))]
    assert len(made) == len(set(made)), made


def finish(home, code=0, *words):
    """The resumed run ends, and there is nothing left to resume."""
    result = home.expect(code, "resume", *words, "--yes", "--json")
    assert "nothing" in home.expect(0, "resume", "--yes").out, "half-way still"
    return result
