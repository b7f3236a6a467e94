"""The interface to moto: a call is passed to the handler for its URL."""

import re
import traceback
from functools import lru_cache

import moto.backend_index
import moto.backends
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from moto.core.base_backend import BackendDict
from moto.core.exceptions import HTTPException
from moto.utilities.utils import get_partition

from account import ACCOUNT_ID
from call import s3_path
from errors import Answer, AwsError, request_id_headers

DROPPED = {"content-length", "transfer-encoding", "connection", "date", "server", "x-amzn-requestid", "x-amz-request-id",
           "x-amz-id-2", "status"}
REQUEST_ID = re.compile(rb"(<(RequestId|requestId|RequestID)>)[^<]*(</\2>)|<(RequestId|requestId|RequestID)\s*/>")


def domain(region):
    return "amazonaws.com.cn" if get_partition(region) == "aws-cn" else "amazonaws.com"


@lru_cache(maxsize=None)
def handlers(host):
    """The handlers of the service that answers at a host, as (pattern, handler)."""
    for service, pattern in moto.backend_index.backend_url_patterns:
        if pattern.match(f"https://{host}/"):
            try:
                backends = moto.backends.get_backend(service)
            except ImportError:
                return None
            regions = backends[ACCOUNT_ID] if isinstance(backends, BackendDict) else backends
            one = next(regions[r] for r in ("us-east-1", "aws", "global") if r in regions)
            return [(re.compile(url), handler) for url, handler in one.urls.items()]
    return None


def _request(call):
    """The call as moto expects it: addressed to AWS, path style, and signed in the header by the key that was checked."""
    host = f"{call.service}.{call.region}.{domain(call.region)}"
    path = s3_path(call) if call.service == "s3" else call.path
    query = "&".join(p for p in call.raw_query.split("&") if not p.startswith("X-Amz-"))
    headers = HeadersDict(call.headers)
    headers["host"] = host
    # moto takes a Region from some user agents; the scope of the signature decides.
    headers["user-agent"] = "practice"
    key = call.auth.key if call.auth else "AKIAEXAMPLE"
    headers["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={key}/20260101/{call.region}/{call.service}/aws4_request, "
                                "SignedHeaders=host, Signature=0")
    headers["x-moto-account-id"] = call.account_id or ACCOUNT_ID
    url = f"https://{host}{path}" + (f"?{query}" if query else "")
    return host, AWSPreparedRequest(call.method, url, headers, call.body, False)


def execute(call):
    """moto's response, with our request IDs."""
    host, request = _request(call)
    found = handlers(host)
    if found is None:
        raise AwsError("UnknownOperationException", f"The practice cloud has no service {call.service}.", 501)
    clean = request.url.partition("?")[0]
    handler = next((h for pattern, h in found if pattern.match(clean)), None)
    if handler is None:
        raise AwsError("UnknownOperationException", f"The practice cloud has no {call.name}.", 404)
    try:
        status, headers, body = handler(request, request.url, request.headers)
    except HTTPException as error:
        status, headers, body = error.code, error.get_headers(), error.get_body()
    except NotImplementedError:
        raise AwsError("UnknownOperationException", f"The practice cloud has no {call.name}.", 501) from None
    except Exception as error:
        traceback.print_exc()
        raise AwsError("InternalFailure", f"The practice cloud failed: {error!r}", 500) from None
    return _answer(call, status, headers, body)


def _answer(call, status, headers, body):
    kept = {k: str(v) for k, v in dict(headers).items() if k.lower() not in DROPPED}
    lengths = [v for k, v in dict(headers).items() if k.lower() == "content-length"]
    if call.method == "HEAD" and lengths:
        kept["content-length-of-head"] = str(lengths[0])
    kept.update(request_id_headers(call))
    kept.setdefault("Content-Type", "text/xml")
    if isinstance(body, str):
        body = body.encode()
    if call.protocol in ("query", "ec2", "rest-xml"):
        body = REQUEST_ID.sub(lambda m: _with_id(m, call.request_id.encode()), body or b"")
    return Answer(int(status), kept, b"" if call.method == "HEAD" else body or b"")


def _with_id(found, request_id):
    if found[1]:
        return found[1] + request_id + found[3]
    name = found[4]
    return b"<" + name + b">" + request_id + b"</" + name + b">"
