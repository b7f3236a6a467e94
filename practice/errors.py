"""AWS's errors, and how each protocol writes them."""

import json
from xml.sax.saxutils import escape

NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
    "cloudformation": "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    "redshift": "http://redshift.amazonaws.com/doc/2012-12-01/",
}


class AwsError(Exception):
    """An error with AWS's code and message."""

    def __init__(self, code, message, status=400, extra=None, headers=None, page=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra or {}
        self.headers = headers or {}
        self.page = page  # what a proxy answers in AWS's place, or None


class Answer:
    """The response to the client."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


def request_id_headers(call):
    if call.service == "s3":
        return {"x-amz-request-id": call.request_id, "x-amz-id-2": "practice/" + call.request_id}
    return {"x-amzn-RequestId": call.request_id}


def _query_body(call, error):
    namespace = NAMESPACES.get(call.service, f"http://{call.service}.amazonaws.com/doc/")
    kind = "Receiver" if error.status >= 500 else "Sender"
    return (
        f'<ErrorResponse xmlns="{namespace}">\n  <Error>\n    <Type>{kind}</Type>\n'
        f"    <Code>{escape(error.code)}</Code>\n    <Message>{escape(error.message)}</Message>\n"
        f"  </Error>\n  <RequestId>{call.request_id}</RequestId>\n</ErrorResponse>\n"
    )


def _ec2_body(call, error):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Response><Errors><Error><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error></Errors>"
        f"<RequestID>{call.request_id}</RequestID></Response>"
    )


def _s3_body(call, error):
    extra = "".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in error.extra.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>{extra}"
        f"<RequestId>{call.request_id}</RequestId><HostId>practice/{call.request_id}</HostId></Error>"
    )


def error_answer(call, error):
    """The error in the call's protocol."""
    if error.page is not None:
        return Answer(error.status, error.headers, b"" if call.method == "HEAD" else error.page)
    headers = {**request_id_headers(call), **error.headers}
    if call.protocol in ("json", "rest-json"):
        headers["Content-Type"] = "application/x-amz-json-1.1" if call.protocol == "json" else "application/json"
        headers["x-amzn-ErrorType"] = error.code
        body = json.dumps({"__type": error.code, "message": error.message})
    else:
        headers["Content-Type"] = "text/xml;charset=UTF-8" if call.protocol == "ec2" else "text/xml"
        if call.service == "s3":
            headers["Content-Type"] = "application/xml"
        shape = {"ec2": _ec2_body, "rest-xml": _s3_body}.get(call.protocol, _query_body)
        body = shape(call, error)
    return Answer(error.status, headers, b"" if call.method == "HEAD" else body.encode())


STS = NAMESPACES["sts"]


def json_answer(call, value):
    """A response of the REST protocols with JSON."""
    return Answer(200, {"Content-Type": "application/json", **request_id_headers(call)}, json.dumps(value).encode())


def xml_answer(call, namespace, result):
    """A response of the query protocol around a result."""
    name = call.operation
    body = (f'<{name}Response xmlns="{namespace}"><{name}Result>{result}</{name}Result>'
            f"<ResponseMetadata><RequestId>{call.request_id}</RequestId></ResponseMetadata></{name}Response>")
    return Answer(200, {"Content-Type": "text/xml", **request_id_headers(call)}, body.encode())
