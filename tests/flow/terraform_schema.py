"""The AWS provider's schema of the resources that a hand-off to Terraform uses: terraform_schema.json, and the check of a module's blocks by it.

The table has, for each version of the provider, each resource's arguments and blocks. A letter says what an argument is: r must be given, o can
be, c is only read. 'terraform_schema.py FROM' adds a version. FROM is the folder of a Terraform configuration, after 'terraform init', that
requires the provider, or the wheel of its generated bindings (cdktf-cdktf-provider-aws on PyPI).
"""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "terraform_schema.json")
RESOURCES = [
    "aws_iam_role", "aws_iam_role_policy", "aws_iam_instance_profile", "aws_iam_user", "aws_iam_user_policy", "aws_iam_policy",
    "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment", "aws_iam_service_linked_role", "aws_iam_openid_connect_provider",
    "aws_s3_bucket", "aws_s3_bucket_versioning", "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_ownership_controls", "aws_s3_bucket_acl", "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_policy",
    "aws_s3_bucket_logging", "aws_sqs_queue", "aws_sqs_queue_policy", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target",
    "aws_eks_access_entry", "aws_eks_pod_identity_association",
]
META = {"count", "depends_on", "lifecycle"}  # Terraform's own


def letter(argument):
    return "r" if argument.get("required") else "o" if argument.get("optional") else "c"


def compact(block):
    """A block of the provider's schema: its arguments and blocks; deprecated arguments are left out."""
    return {"arguments": {n: letter(a) for n, a in sorted(block.get("attributes", {}).items()) if not a.get("deprecated")},
            "blocks": {n: {"least": b.get("min_items", 0), **compact(b["block"])} for n, b in sorted(block.get("block_types", {}).items())
                       if n != "timeouts" and not b["block"].get("deprecated")}}


def check_block(where, block, schema):
    """What is wrong with a block's arguments and blocks: sentences."""
    wrong = [f"{where}: {n} is required" for n, kind in schema["arguments"].items() if kind == "r" and n not in block]
    wrong += [f"{where}: the block {n} is required" for n, b in schema["blocks"].items() if b["least"] and n not in block]
    for name, value in block.items():
        if name in schema["blocks"]:
            for one in value if isinstance(value, list) else [value]:
                wrong += check_block(f"{where}.{name}", one, schema["blocks"][name])
        elif schema["arguments"].get(name, "c") == "c":
            wrong.append(f"{where}: there is no argument {name}")
    return wrong


def check(resources):
    """What is wrong with a module's resources, type -> name -> arguments, by every version of the provider in the table."""
    with open(TABLE, encoding="utf-8") as file:
        versions = json.load(file)
    wrong = []
    for version, types in versions.items():
        for kind, name, block in ((k, n, b) for k, named in resources.items() for n, b in named.items()):
            where = f"provider {version}: {kind}.{name}"
            known = {n: v for n, v in block.items() if n not in META}
            wrong += check_block(where, known, types[kind]) if kind in types else [f"{where}: there is no such resource"]
    return wrong


def of_program(folder):
    """The version of the provider that this configuration uses, and its table."""
    text = subprocess.run(["terraform", f"-chdir={folder}", "providers", "schema", "-json"], check=True, capture_output=True).stdout
    told = subprocess.run(["terraform", f"-chdir={folder}", "version", "-json"], check=True, capture_output=True).stdout
    (schemas,) = [s for n, s in json.loads(text)["provider_schemas"].items() if n.endswith("/hashicorp/aws")]
    (version,) = [v for n, v in json.loads(told)["provider_selections"].items() if n.endswith("/hashicorp/aws")]
    return version, {name: compact(schemas["resource_schemas"][name]["block"]) for name in RESOURCES}


def bindings_block(types, fqn):
    """A block of the bindings: a struct, whose members of struct types are blocks."""
    found = {"arguments": {}, "blocks": {}}
    for row in types[fqn].get("properties", []):
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", row["name"]).lower()
        optional, kind = row.get("optional", False), row["type"]
        kinds = [kind, *kind.get("union", {}).get("types", [])]
        kinds += [k["collection"]["elementtype"] for k in kinds if "collection" in k]
        inner = [k["fqn"] for k in kinds if k.get("fqn") in types and types[k["fqn"]]["kind"] == "interface"]
        if inner and name != "timeouts":
            found["blocks"][name] = {"least": 0 if optional else 1, **bindings_block(types, inner[0])}
        elif not inner:
            found["arguments"][name] = "o" if optional else "r"
    return found


def of_bindings(wheel):
    """The same of a wheel; what is only read, and what is deprecated, is not told apart there."""
    with zipfile.ZipFile(wheel) as whole:
        inner = whole.read(next(n for n in whole.namelist() if n.endswith(".jsii.tgz")))
    with tarfile.open(fileobj=io.BytesIO(inner)) as files:
        types = json.load(files.extractfile("package/.jsii"))["types"]
    package = "@cdktf/provider-aws."
    table = {}
    for name in RESOURCES:
        first, *rest = name.removeprefix("aws_").split("_")
        module = first + "".join(r.title() for r in rest)
        (config,) = [n for n in types if n.startswith(f"{package}{module}.") and n.endswith("Config") and
                     "cdktf.TerraformMetaArguments" in types[n].get("interfaces", [])]
        table[name] = bindings_block(types, config)
        docs = types[config]["properties"][0]["docs"]
    return re.search(r"/aws/([0-9.]+)/", json.dumps(docs)).group(1), table


def write(source):
    """Adds the version that is found there to the table."""
    version, resources = of_bindings(source) if source.endswith(".whl") else of_program(source)
    versions = {}
    if os.path.exists(TABLE):
        with open(TABLE, encoding="utf-8") as file:
            versions = json.load(file)
    versions[version] = resources
    with open(TABLE, "w", encoding="utf-8") as file:
        json.dump(versions, file, indent=1, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    write(sys.argv[1])
