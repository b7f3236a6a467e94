"""Who signed a request, and whether the signature and its time are valid."""

import calendar
import hashlib
import hmac
import re
import time
from urllib.parse import quote, unquote_plus

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from errors import AwsError

AUTHORIZATION = re.compile(
    r"^AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/\s]+)/(?P<day>\d{8})/(?P<region>[^/]*)/(?P<service>[^/]*)/aws4_request\s*,"
    r"\s*SignedHeaders=(?P<signed>[^,\s]+)\s*,\s*Signature=(?P<signature>[0-9a-f]{64})\s*$"
)
MINUTE = 60


class Auth:
    """The parts of a signature."""

    def __init__(self, form, key, day, region, service, signed, signature, date, token, expires=None):
        self.form = form
        self.key = key
        self.day = day
        self.region = region
        self.service = service
        self.signed = signed
        self.signature = signature
        self.date = date
        self.token = token
        self.expires = expires


def read_auth(call):
    """Reads the signature from the header or query; None when the call is unsigned."""
    header = call.header("authorization")
    if header is not None:
        return _from_header(call, header)
    query = dict(call.query)
    if "X-Amz-Signature" in query:
        return _from_query(query)
    return None


def _from_header(call, header):
    found = AUTHORIZATION.match(header)
    if not found:
        raise AwsError("IncompleteSignature", f"Authorization header is not in the expected form. Authorization={header[:40]}")
    date = call.header("x-amz-date")
    if date is None:
        raise AwsError("IncompleteSignature", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    return Auth("header", found["key"], found["day"], found["region"], found["service"].lower(),
                found["signed"].split(";"), found["signature"], date, call.header("x-amz-security-token"))


def _from_query(query):
    scope = query.get("X-Amz-Credential", "").split("/")
    if len(scope) != 5:
        raise AwsError("IncompleteSignature", "The credential parameter is not in the expected form.")
    expires = int(query.get("X-Amz-Expires", "900"))
    return Auth("query", scope[0], scope[1], scope[2], scope[3].lower(), query.get("X-Amz-SignedHeaders", "host").split(";"),
                query["X-Amz-Signature"], query.get("X-Amz-Date", ""), query.get("X-Amz-Security-Token"), expires)


def _canonical_query(call, without):
    """The canonical query: decoded, then encoded AWS's way, whatever the client sent."""
    pairs = []
    for piece in filter(None, call.raw_query.split("&")):
        name, _, value = piece.partition("=")
        name = unquote_plus(name)
        if name != without:
            pairs.append(f"{quote(name, safe='-_.~')}={quote(unquote_plus(value), safe='-_.~')}")
    return "&".join(pairs)


def _payload_hash(call, auth):
    given = call.header("x-amz-content-sha256")
    if auth.form == "query" and auth.service == "s3":
        return given or "UNSIGNED-PAYLOAD"
    if given and (given.startswith("STREAMING-") or given == "UNSIGNED-PAYLOAD"):
        return given
    return hashlib.sha256(call.body).hexdigest()


def expected(call, auth, secret, token):
    """The signature botocore computes for this request."""
    kind = S3SigV4Auth if auth.service == "s3" else SigV4Auth
    signer = kind(Credentials(auth.key, secret, token), auth.service, auth.region)
    query = _canonical_query(call, "X-Amz-Signature" if auth.form == "query" else None)
    url = f"http://{call.header('host', '')}{call.path}" + (f"?{query}" if query else "")
    request = AWSRequest(method=call.method, url=url, data=call.body)
    for name in auth.signed:
        value = call.header(name)
        if value is not None:
            request.headers[name] = value
    payload = _payload_hash(call, auth)
    signer.payload = lambda _: payload
    if "x-amz-content-sha256" in auth.signed and call.header("x-amz-content-sha256") != payload:
        raise AwsError("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.")
    request.context["timestamp"] = auth.date
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


def check_signature(call, auth, secret, token):
    if not {"host"} <= set(auth.signed) or _unsigned_amz_header(call, auth):
        raise refusal(call, "SignatureDoesNotMatch")
    if not hmac.compare_digest(expected(call, auth, secret, token), auth.signature):
        raise refusal(call, "SignatureDoesNotMatch")


def _unsigned_amz_header(call, auth):
    """AWS requires every x-amz-* header to be signed."""
    return auth.form == "header" and any(n.startswith("x-amz-") and n not in auth.signed for n in call.headers)


def check_time(call, auth, now):
    """AWS's limits: 5 minutes, S3 15; a presigned request is valid as long as it says."""
    try:
        signed = calendar.timegm(time.strptime(auth.date, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        raise AwsError("IncompleteSignature", f"Date must be in ISO-8601 'basic format'. Got '{auth.date}'.") from None
    if auth.day != auth.date[:8]:
        raise refusal(call, "SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP")
    limit = (15 if call.service == "s3" else 5) * MINUTE
    late = auth.expires if auth.form == "query" else limit
    if signed < now - late:
        raise _clock_refusal(call, auth, now, late, "expired")
    if signed > now + limit:
        raise _clock_refusal(call, auth, now, limit, "not yet current")


def _stamp(moment):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))


def _clock_refusal(call, auth, now, limit, what):
    if call.service == "s3":
        if auth.form == "query":
            return AwsError("AccessDenied", "Request has expired", 403)
        return AwsError("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
                        403, {"RequestTime": auth.date, "ServerTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
                              "MaxAllowedSkewMilliseconds": 900000})
    if what == "expired":
        text = f"Signature expired: {auth.date} is now earlier than {_stamp(now - limit)} ({_stamp(now)} - {limit // MINUTE} min.)"
    else:
        text = f"Signature not yet current: {auth.date} is still later than {_stamp(now + limit)} ({_stamp(now)} + {limit // MINUTE} min.)"
    return refusal(call, "SignatureDoesNotMatch", text)


MESSAGES = {
    "SignatureDoesNotMatch": "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                             "Access Key and signing method. Consult the service documentation for details.",
    "InvalidClientTokenId": "The security token included in the request is invalid.",
    "ExpiredToken": "The security token included in the request is expired",
    "MissingAuthenticationToken": "Request is missing Authentication Token",
}
# The same error has different codes in different services.
RENAMED = {
    ("s3", "InvalidClientTokenId"): ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
    ("s3", "ExpiredToken"): ("ExpiredToken", "The provided token has expired.", 400),
    ("s3", "MissingAuthenticationToken"): ("AccessDenied", "Access Denied", 403),
    ("ec2", "ExpiredToken"): ("RequestExpired", "Request has expired.", 400),
    ("ec2", "InvalidClientTokenId"): ("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
    ("ec2", "SignatureDoesNotMatch"): ("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
}
JSON_NAMES = {"InvalidClientTokenId": "UnrecognizedClientException", "SignatureDoesNotMatch": "InvalidSignatureException",
              "ExpiredToken": "ExpiredTokenException", "MissingAuthenticationToken": "MissingAuthenticationTokenException"}


def refusal(call, code, message=None):
    """A credentials error with the service's code."""
    if (call.service, code) in RENAMED:
        return AwsError(*RENAMED[call.service, code])
    if call.protocol in ("json", "rest-json"):
        return AwsError(JSON_NAMES[code], message or MESSAGES[code], 400 if call.protocol == "json" else 403)
    return AwsError(code, message or MESSAGES[code], 403)
