"""Random requests, signed by accredit and by botocore: no difference.

Runs tests/unit/sign_many of the build tree ($SIGN_MANY names another). SIGN_SEED=N repeats a seed.
"""

import datetime
import json
import os
import pathlib
import random
import subprocess
import time
import urllib.parse

import pytest

botocore = pytest.importorskip("botocore")
import botocore.auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402

COUNT = int(os.environ.get("SIGN_COUNT", "3000"))
SERVICES = ["iam", "sts", "ec2", "ssm", "s3", "eks", "lambda", "execute-api"]
REGIONS = ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"]
ODD = ["a", "Z", "0", "-", "_", ".", "~", " ", "/", "+", "%", "&", "=", ":", ";", "@", "!", "*", "'", "(", ")", ",",
       "$", "[", "]", "\"", "<", "é", "ü", "ሴ", "€", "🙂", "\\", "|", "^", "`", "{", "}"]


def program():
    named = os.environ.get("SIGN_MANY")
    top = pathlib.Path(__file__).resolve().parents[2]
    built = pathlib.Path(os.environ.get("top_builddir", "."))
    folders = (built, pathlib.Path.cwd(), top, *top.glob("build*"))
    for path in [pathlib.Path(named)] if named else [p / "tests/unit/sign_many" for p in folders]:
        if path.is_file():
            return str(path)
    pytest.skip("sign_many is not built (make check builds it)")


def word(rnd, longest=12):
    return "".join(rnd.choice(ODD) for _ in range(rnd.randint(0, longest)))


def path_of(rnd, service):
    parts = [word(rnd, 6) for _ in range(rnd.randint(0, 4))]
    if service != "s3":
        parts = [p for p in parts if p not in (".", "..", "")]
    return "/" + "/".join(urllib.parse.quote(p, safe="-_.~") for p in parts)


def header_value(rnd):
    return "".join(rnd.choice("abcXYZ019 -_.;=/+,\"") for _ in range(rnd.randint(1, 20))).strip() or "x"


def query_of(rnd, presign):
    """When presigning, botocore keeps only the first of repeated names: names are unique there."""
    pairs = [[word(rnd, 5) or "q", word(rnd)] for _ in range(rnd.randint(0, 5))]
    return [list(p) for p in dict(pairs).items()] if presign else pairs


def make(rnd):
    service = rnd.choice(SERVICES)
    presign = rnd.random() < 0.4
    headers = [["Host", f"{service}.example.com" + rnd.choice(["", ":8443"])]]
    for n in range(rnd.randint(0, 3)):
        headers.append([rnd.choice(["X-Amz-Meta-", "x-amz-", "X-My-"]) + f"{rnd.choice('abcXYZ')}{n}", header_value(rnd)])
    if rnd.random() < 0.5 and not presign:
        headers.append(["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"])
    return {
        "method": "GET" if presign else rnd.choice(["GET", "POST", "PUT", "DELETE", "HEAD"]),
        "path": path_of(rnd, service),
        "query": query_of(rnd, presign),
        "headers": headers,
        "body": "" if presign else word(rnd, 40),
        "key": "AKIA" + "".join(rnd.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16)),
        "secret": "".join(rnd.choice("abcdefghijABCDEFGHIJ0123456789+/") for _ in range(40)),
        "token": rnd.choice(["", "".join(rnd.choice("abcXYZ0189+/=") for _ in range(60))]),
        "region": rnd.choice(REGIONS),
        "service": service,
        "time": rnd.randint(1420070400, 1893456000),
        "expires": rnd.choice([60, 900, 3600]) if presign else 0,
    }


class Clock(datetime.datetime):
    """The clock that botocore reads, stopped."""

    at = 0

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(cls.at, datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(cls.at, tz)


def signer(q):
    keys = Credentials(q["key"], q["secret"], q["token"] or None)
    kind = {("s3", False): botocore.auth.S3SigV4Auth, ("s3", True): botocore.auth.S3SigV4QueryAuth}
    plain = botocore.auth.SigV4QueryAuth if q["expires"] else botocore.auth.SigV4Auth
    cls = kind.get((q["service"], bool(q["expires"])), plain)
    extra = {"expires": q["expires"]} if q["expires"] else {}
    return cls(keys, q["service"], q["region"], **extra)


def by_botocore(q):
    query = "&".join(f"{urllib.parse.quote(n, safe='-_.~')}={urllib.parse.quote(v, safe='-_.~')}" for n, v in q["query"])
    url = "https://" + q["headers"][0][1] + q["path"] + ("?" + query if query else "")
    request = AWSRequest(method=q["method"], url=url, data=q["body"].encode() or None, headers=dict(q["headers"]))
    Clock.at = q["time"]
    request.context["payload_signing_enabled"] = True
    signer(q).add_auth(request)
    if q["expires"]:
        return urllib.parse.parse_qs(urllib.parse.urlsplit(request.url).query)["X-Amz-Signature"][0]
    return request.headers["Authorization"].rsplit("Signature=", 1)[1]


@pytest.fixture
def still_clock(monkeypatch):
    if hasattr(botocore.auth, "get_current_datetime"):
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *a, **k: Clock.utcnow())
    else:
        monkeypatch.setattr(botocore.auth.datetime, "datetime", Clock)


def test_sign_many(still_clock):
    seed = int(os.environ.get("SIGN_SEED", time.time()))
    rnd = random.Random(seed)
    print(f"seed {seed}")
    requests = [make(rnd) for _ in range(COUNT)]
    lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in requests)
    ours = subprocess.run([program(), "-"], input=lines, capture_output=True, text=True, check=True).stdout.split()
    assert len(ours) == COUNT
    differ = [q for q, mine in zip(requests, ours) if mine != by_botocore(q)]
    print(f"signatures equal to botocore's: {COUNT - len(differ)}/{COUNT}")
    assert not differ, f"seed {seed}: {len(differ)} differ, first: {json.dumps(differ[0])}"
