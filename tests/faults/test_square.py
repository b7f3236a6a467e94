"""
Every command killed at every changing call, followed by every command that could come next, then brought to its end: see square.py
for what must hold. ACCREDIT_SQUARE=all plays every cell ('make check-faults' does); else one kill point of each pair is played,
chosen by ACCREDIT_SEED.
"""

import os
import random
import time

import pytest

from rotating import can_trace
from scenes import SCENES, pairs
from square import play, points

ALL = os.environ.get("ACCREDIT_SQUARE") == "all"
SEED = os.environ.get("ACCREDIT_SEED") or "1"
SHOWN = 3   # cells whose whole story is printed, of one test
_points = {}


def groups():
    """(scene, names of next commands): each a test."""
    if ALL:
        return [(scene, [name]) for scene, name in pairs()]
    return [(scene, [name for other, name in pairs() if other is scene]) for scene in SCENES]


def chosen(cloud, scene, name):
    if scene.name not in _points:
        _points[scene.name] = points(cloud, scene)
    if ALL:
        return _points[scene.name]
    return [random.Random(f"{SEED}/{scene}/{name}").choice(_points[scene.name])]


@pytest.mark.parametrize("scene, names", groups(), ids=lambda part: part.name if hasattr(part, "name") else "+".join(part) if ALL else "next")
def test_square(running_cloud, record_property, scene, names):
    if scene.at == "file" and not can_trace():
        pytest.skip("strace is not there, or may not trace")
    bad = []
    for name in names:
        at_all, began = chosen(running_cloud, scene, name), time.monotonic()
        found = [v for v in (play(running_cloud, scene, at, name) for at in at_all) if v]
        record_property(f"square/{scene}/{name}", [len(at_all), len(at_all) - len(found), time.monotonic() - began])
        bad += found
    assert not bad, "\n".join([f"{len(bad)} cells do not hold, seed {SEED}:", *(v.line for v in bad), *(str(v) for v in bad[:SHOWN])])
