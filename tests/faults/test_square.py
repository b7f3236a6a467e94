"""
Every command killed at every changing call, followed by every command that can come next, then brought to an end: see
square.py for the invariants. ACCREDIT_SQUARE=all plays every cell ('make check-faults' does); otherwise a sample that has
every pair of commands, chosen by ACCREDIT_SEED.
"""

import json
import os
import random
import shutil
import time

import pytest

from cloud import EC2_TRUST
from rotating import can_trace
from scenes import SCENES, pairs
from square import Cell, play, play_refused, points

ALL = os.environ.get("ACCREDIT_SQUARE") == "all"
SEED = os.environ.get("ACCREDIT_SEED") or "1"
SAMPLE = 1  # cells of each (first command, next command)
SHOWN = 3   # at most so many failed cells of a test are printed completely
_points = {}


def groups():
    """name -> (scene, next command) pairs: each name is a test."""
    if ALL:
        return {f"{scene}-{name}": [(scene, name)] for scene, name in pairs()}
    dice, found = random.Random(SEED), {}
    for scene, name in pairs():
        found.setdefault(scene.family, {}).setdefault(name, []).append(scene)
    return {family: [(scene, name) for name, scenes in rows.items() for scene in dice.sample(scenes, min(SAMPLE, len(scenes)))]
            for family, rows in found.items()}


def chosen(cloud, scene, name):
    """The cells of a pair that are played."""
    if scene.name not in _points:
        _points[scene.name] = points(cloud, scene)
    if ALL:
        return _points[scene.name]
    return [random.Random(f"{SEED}/{scene}/{name}").choice(_points[scene.name])]


GROUPS = groups()


@pytest.mark.parametrize("group", GROUPS)
def test_square(running_cloud, record_property, group):
    bad = []
    for scene, name in GROUPS[group]:
        if scene.at == "file" and not can_trace():
            print(f"{scene} is skipped: strace is missing or is not allowed to trace")
            continue
        at_all, began = chosen(running_cloud, scene, name), time.monotonic()
        found = [v for v in (play(running_cloud, scene, at, name) for at in at_all) if v]
        record_property(f"square/{scene}/{name}", [len(at_all), len(at_all) - len(found), time.monotonic() - began])
        bad += found
    judge(bad)


def judge(bad):
    assert not bad, "\n".join([f"{len(bad)} cells failed, seed {SEED}:", *(v.line for v in bad), *(str(v) for v in bad[:SHOWN])])


@pytest.mark.parametrize("scene", [s for s in SCENES if s.refused], ids=repr)
def test_remove_refused_at_every_call_then_undone(running_cloud, record_property, scene):
    """Each action is refused in turn, and is still refused while the removal is undone."""
    refused = [at for at in points(running_cloud, scene) if at.startswith("deny:")]
    bad = [v for v in (play_refused(running_cloud, scene, at) for at in refused) if v]
    record_property("removals refused, then undone", len(refused))
    assert refused
    judge(bad)


def test_square_detects_violations(running_cloud):
    """The square detects violations: a key, a role and a journal changed without accredit."""
    scene = next(s for s in SCENES if s.name == "update-configure")
    cell = Cell(running_cloud, scene)
    iam = running_cloud.client("iam")
    try:
        cell.first("before:1")
        cell.check_invariants(None)
        assert not cell.bad, cell.bad
        iam.create_access_key(UserName="Essentia")
        iam.create_role(RoleName="Unknown", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
        shutil.rmtree(cell.home.file("setups"))
        cell.check_invariants(None)
        cell.check_end()
        assert {"LOST KEY", "NO RECORD", "JOURNAL GONE", "LEFT IN AWS", "KEY LEFT"} <= {kind for kind, _ in cell.bad}, cell.bad
    finally:
        cell.close()
