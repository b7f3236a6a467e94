"""A quick start: botocore reads its lists of endpoints anew for every session, and moto makes many."""

from functools import lru_cache

from botocore.loaders import JSONFileLoader

_read = JSONFileLoader.load_file


@lru_cache(maxsize=None)
def _read_once(path):
    return _read(JSONFileLoader(), path)


def _load_file(self, path):
    # Models of services are changed by whoever loads them; everything else is only read.
    if path.rpartition("/")[2].startswith(("endpoints", "partitions", "sdk-default", "_retry")):
        return _read_once(path)
    return _read(self, path)


JSONFileLoader.load_file = _load_file
