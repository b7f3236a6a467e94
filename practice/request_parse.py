"""A request parsed by its API model: botocore's serializers reversed; reports all that the model does not have."""

import base64
import binascii
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qsl, unquote

from call import routes, s3_path, understand

INTEGER = re.compile(r"-?\d+")
BOOLEANS = {"true": True, "false": False}


class Unread(Exception):
    """The request is not one of this service's, or is malformed."""


class Read:
    """The operation's name, its parameters as in boto3, and what else was found."""

    def __init__(self, operation, params, found):
        self.operation, self.params, self.found = operation, params, found


def read_back(call, model):
    """Reads the request of this service; raises Unread."""
    protocol = model.metadata["protocol"]
    if protocol in ("query", "ec2"):
        return _read_form(call, model, protocol == "ec2")
    if protocol == "json":
        return _read_json(call, model)
    return _read_rest(call, model)


def _label(path, name):
    return f"{path}.{name}" if path else name


def _scalar(shape, text, path, found):
    """The value of a text from a form, a query, a header or XML."""
    kind = shape.type_name
    if kind in ("integer", "long") and INTEGER.fullmatch(text):
        return int(text)
    if kind == "boolean" and text in BOOLEANS:
        return BOOLEANS[text]
    if kind in ("integer", "long", "boolean"):
        found.append(f"'{path}' is no {kind}")
    elif kind in ("float", "double"):
        try:
            return float(text)
        except ValueError:
            found.append(f"'{path}' is no {kind}")
    elif kind == "blob":
        return _bytes(text, path, found)
    elif kind in ("structure", "list", "map"):
        found.append(f"'{path}' is a {kind}, not a text")
    return text


def _bytes(text, path, found):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found.append(f"'{path}' is no base64")
        return b""


# --- forms: Tags.member.1.Key=...

def _read_form(call, model, ec2):
    found = []
    pairs = parse_qsl(call.body.decode("utf-8"), keep_blank_values=True, strict_parsing=True)
    values = dict(pairs)
    if len(values) != len(pairs):
        found.append("a member is there twice")
    if call.method != "POST" or call.target != "/":
        found.append(f"sent by {call.method} to {call.target}, not by POST to /")
    operation, version = values.pop("Action", ""), values.pop("Version", "")
    if operation not in model.operation_names:
        raise Unread(f"no operation '{operation}'")
    if version != model.api_version:
        found.append(f"version {version} instead of {model.api_version}")
    top = {}
    for name, value in values.items():
        node = top
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[""] = value
    shape = model.operation_model(operation).input_shape
    if shape is None:
        found += [f"'{name}' is no member" for name in values]
        return Read(operation, {}, found)
    return Read(operation, _form(shape, top, "", found, ec2), found)


def _form_name(name, shape, ec2):
    given = shape.serialization
    if ec2 and "queryName" in given:
        return given["queryName"]
    given = given.get("name", name)
    return given[:1].upper() + given[1:] if ec2 else given


def _form(shape, node, path, found, ec2):
    if shape.type_name == "structure":
        return _form_structure(shape, node, path, found, ec2)
    if shape.type_name == "list":
        return _form_list(shape, node, path, found, ec2)
    if shape.type_name == "map":
        key, value = (s.serialization.get("name", n) for s, n in ((shape.key, "key"), (shape.value, "value")))
        rows = _numbered(node if shape.serialization.get("flattened") else node.get("entry", {}), path, found)
        return {r.get(key, {}).get("", ""): _form(shape.value, r.get(value, {}), path, found, ec2) for r in rows}
    if set(node) != {""}:
        found.append(f"'{path}' has members: it is a {shape.type_name}")
    return _scalar(shape, node.get("", ""), path, found)


def _form_structure(shape, node, path, found, ec2):
    names = {_form_name(n, s, ec2): (n, s) for n, s in shape.members.items()}
    params = {}
    for name, inner in node.items():
        if name not in names:
            found.append(f"'{_label(path, name)}' is no member")
            continue
        member, of = names[name]
        params[member] = _form(of, inner, _label(path, member), found, ec2)
    return params


def _form_list(shape, node, path, found, ec2):
    if node == {"": ""}:
        return []
    if not ec2 and not shape.serialization.get("flattened"):
        inner = shape.member.serialization.get("name", "member")
        if set(node) != {inner}:
            found.append(f"'{path}' is a list of '{inner}'")
        node = node.get(inner, {})
    return [_form(shape.member, item, f"{path}.{n}", found, ec2) for n, item in enumerate(_numbered(node, path, found), 1)]


def _numbered(node, path, found):
    """1, 2, 3: a gap is a difference."""
    if sorted(node) != sorted(str(n + 1) for n in range(len(node))):
        found.append(f"'{path}' is not numbered from 1")
    return [node[n] for n in sorted(node, key=lambda text: (len(text), text))]


# --- JSON

def _read_json(call, model):
    found, (prefix, _, operation) = [], call.header("x-amz-target", "").rpartition(".")
    if prefix != model.metadata["targetPrefix"] or operation not in model.operation_names:
        raise Unread(f"no operation '{call.header('x-amz-target')}'")
    if call.method != "POST" or call.target != "/":
        found.append(f"sent by {call.method} to {call.target}, not by POST to /")
    shape = model.operation_model(operation).input_shape
    return Read(operation, _json(shape, _object(call.body), "", found), found)


def _object(body):
    """A JSON object; a duplicate name is an error."""
    def once(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Unread("a member is there twice")
        return dict(pairs)
    value = json.loads(body, object_pairs_hook=once)
    if not isinstance(value, dict):
        raise Unread("the body is no JSON object")
    return value


def _json(shape, value, path, found):
    kind = shape.type_name if shape is not None else "structure"
    if kind == "structure" and isinstance(value, dict):
        names = {s.serialization.get("name", n): (n, s) for n, s in (shape.members if shape is not None else {}).items()}
        found += [f"'{_label(path, name)}' is no member" for name in value if name not in names]
        return {names[n][0]: _json(names[n][1], v, _label(path, names[n][0]), found) for n, v in value.items() if n in names}
    if kind == "list" and isinstance(value, list):
        return [_json(shape.member, v, f"{path}.{n}", found) for n, v in enumerate(value, 1)]
    if kind == "map" and isinstance(value, dict):
        return {k: _json(shape.value, v, path, found) for k, v in value.items()}
    if kind == "blob" and isinstance(value, str):
        return _bytes(value, path, found)
    return value  # a wrong type is reported by the validator


# --- REST

def _read_rest(call, model):
    found = []
    path = s3_path(call) if call.service == "s3" else call.path
    operation, labels, fixed = _route(call, model, path)
    if operation not in model.operation_names:
        raise Unread(f"no operation of {call.method} {call.path}?{call.raw_query}")
    shape = model.operation_model(operation).input_shape
    params, query, inside = {}, list(call.query), {}
    for pair in fixed:
        if pair in query:
            query.remove(pair)
    for name, member in (shape.members if shape is not None else {}).items():
        place = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        if place == "uri":
            params[name] = _scalar(member, unquote(labels[re.sub(r"\W", "_", wire)]), name, found)
        elif place == "querystring":
            _take_query(member, name, wire, query, params, found)
        elif place == "header" and call.header(wire) is not None:
            params[name] = _scalar(member, call.header(wire), name, found)
        elif place is None:
            inside[name] = member
    found += [f"'{name}' in the query is no member" for name, _ in query]
    _read_body(call, model, shape, inside, params, found)
    return Read(operation, params, found)


def _route(call, model, path):
    """The operation as `call.understand` finds it, its labels, and the query parameters of its route."""
    if call.operation == "Unknown":
        understand(call)
    for _, _, _, method, pattern, wanted, _, name in routes(call.service):
        labels = pattern.match(path)
        if name == call.operation and method == call.method and labels:
            return name, labels.groupdict(), [tuple(pair) for pair in wanted]
    return "Unknown", {}, []


def _take_query(member, name, wire, query, params, found):
    values = [v for n, v in query if n == wire]
    query[:] = [pair for pair in query if pair[0] != wire]
    if values and member.type_name == "list":
        params[name] = [_scalar(member.member, v, name, found) for v in values]
    elif values:
        params[name] = _scalar(member, values[0], name, found)
    if len(values) > 1 and member.type_name != "list":
        found.append(f"'{wire}' is there twice")


def _read_body(call, model, shape, inside, params, found):
    payload = shape.serialization.get("payload") if shape is not None else None
    kind = shape.members[payload].type_name if payload else None
    if kind in ("blob", "string"):
        if call.body:
            params[payload] = call.body if kind == "blob" else call.body.decode("utf-8")
    elif not call.body:
        return
    elif not inside:
        found.append("a body that the operation does not have")
    elif model.metadata["protocol"] == "rest-json":
        value = _object(call.body)
        if payload:
            params[payload] = _json(shape.members[payload], value, payload, found)
            return
        names = {m.serialization.get("name", n): n for n, m in inside.items()}
        found += [f"'{name}' is no member" for name in value if name not in names]
        params.update({names[n]: _json(shape.members[names[n]], v, names[n], found) for n, v in value.items() if n in names})
    elif payload:
        params[payload] = _read_xml(shape.members[payload], payload, call.body, found)
    else:
        found.append("a body that is not read here")


def _read_xml(shape, name, body, found):
    top = ET.fromstring(body)
    space, _, tag = top.tag.rpartition("}")
    wanted = shape.serialization.get("xmlNamespace", {}).get("uri", "")
    if tag != shape.serialization.get("name", name) or space.lstrip("{") != wanted:
        found.append(f"the body is a <{top.tag}>")
    for element in top.iter():
        if element.tag.rpartition("}")[0] != space:
            found.append(f"<{element.tag}> is of another name space")
    return _xml(shape, top, name, found)


def _tag(element):
    return element.tag.rpartition("}")[2]


def _xml(shape, element, path, found):
    if shape.type_name == "list":
        return [_xml(shape.member, item, path, found) for item in element]
    if shape.type_name != "structure":
        if len(element):
            found.append(f"'{path}' has elements: it is a {shape.type_name}")
        return _scalar(shape, element.text or "", path, found)
    names = {(m.member if m.serialization.get("flattened") else m).serialization.get("name", m.serialization.get("name", n)): (n, m)
             for n, m in shape.members.items()}
    names.update({m.serialization["name"]: (n, m) for n, m in shape.members.items() if "name" in m.serialization})
    params = {}
    for item in element:
        if _tag(item) not in names:
            found.append(f"'{path}.{_tag(item)}' is no member")
            continue
        name, member = names[_tag(item)]
        if member.type_name == "list" and member.serialization.get("flattened"):
            params.setdefault(name, []).append(_xml(member.member, item, f"{path}.{name}", found))
        elif name in params:
            found.append(f"'{path}.{name}' is there twice")
        else:
            params[name] = _xml(member, item, f"{path}.{name}", found)
    return params
