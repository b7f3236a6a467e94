"""A cache for botocore's data: it would read its endpoint lists again for every session, and moto creates many."""

from functools import lru_cache

from botocore.loaders import JSONFileLoader

_read = JSONFileLoader.load_file


@lru_cache(maxsize=None)
def _read_once(path):
    return _read(JSONFileLoader(), path)


def _load_file(self, path):
    # Callers modify the service models they load, so these are copied; everything else is only read.
    if path.rpartition("/")[2].startswith(("endpoints", "partitions", "sdk-default", "_retry")):
        return _read_once(path)
    return _read(self, path)


JSONFileLoader.load_file = _load_file
