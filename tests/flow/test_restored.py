"""Resources of others that setup changed: a removal restores what is still as setup left it, and lists what it keeps."""

import json

from cloud import EC2_TRUST
from kube_client import Kube
from pack_bucket import ISSUER, PROVIDER, SETUP as LAKE, bucket_pack  # noqa: F401
from test_cluster_access import ROLE, SETUP as DOCKS, cluster_template, old_cluster  # noqa: F401
from test_pods import ACCOUNT, SETUP as CREWS, SPACE, pods_template, dock  # noqa: F401

BUCKET, URL = "the-lake", "https://" + ISSUER
THEIR_RULE = {"ID": "Theirs", "Status": "Enabled", "Filter": {"Prefix": "theirs/"}, "Expiration": {"Days": 9}}
BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False)
READ = {"versioning": ("get_bucket_versioning", "Status"), "block": ("get_public_access_block", "PublicAccessBlockConfiguration"),
        "ownership": ("get_bucket_ownership_controls", "OwnershipControls"), "lifecycle": ("get_bucket_lifecycle_configuration", "Rules")}


def settings(s3):
    """The bucket's settings, None where it has none."""
    found = {}
    for name, (call, member) in READ.items():
        try:
            found[name] = getattr(s3, call)(Bucket=BUCKET).get(member)
        except s3.exceptions.ClientError:
            found[name] = None
    found["encryption"] = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0] if changed_settings(s3) else None
    return found


def changed_settings(s3):
    try:
        return s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"][0].get("BucketKeyEnabled")
    except s3.exceptions.ClientError:
        return False


def kept_row(result, kind):
    return next(e for e in result.of("left") if e["kind"] == kind)


def audiences(iam):
    return iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)["ClientIDList"]


def create_others_resources(cloud, iam):
    """A provider and a bucket of others, which the setup is told to change."""
    s3 = cloud.client("s3")
    iam.create_open_id_connect_provider(Url=URL, ClientIDList=["other"], ThumbprintList=["a" * 40])
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=BLOCK)
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [THEIR_RULE]})
    return s3


def test_audience_and_settings_are_restored(bucket_pack, cloud, iam):
    s3 = create_others_resources(cloud, iam)
    before = settings(s3)
    bucket_pack.expect(0, *LAKE, "--set", "OTHERS=change")
    between = settings(s3)
    assert between["versioning"] == "Enabled" and between["encryption"] and len(between["lifecycle"]) == 3
    plan = bucket_pack.expect(64, "remove", "lake", "--json")
    assert plan.actions["provider"] == "update" == plan.actions["bucket"] and plan.diffs["provider"] == ["audience"]
    assert settings(s3) == between
    result = bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert audiences(iam) == ["other"] and settings(s3) == before
    assert kept_row(result, "oidc-provider")["reason"] == "adopted" and "undoes what the setup changed in it: audience" in kept_row(result, "oidc-provider")["why"]
    assert not bucket_pack.listed("lake")


def test_later_changes_of_others_are_kept_and_listed(bucket_pack, cloud, iam):
    s3 = create_others_resources(cloud, iam)
    bucket_pack.expect(0, *LAKE, "--set", "OTHERS=change")
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER, ClientID="third")
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration={**BLOCK, "BlockPublicAcls": True})
    rules = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    later = {**THEIR_RULE, "ID": "Later", "Filter": {"Prefix": "later/"}}
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [*rules, later]})
    result = bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert sorted(audiences(iam)) == ["other", "third"]
    after = settings(s3)
    assert after["versioning"] == "Suspended" and after["block"]["BlockPublicAcls"] is True and after["block"]["IgnorePublicAcls"] is False
    assert sorted(r["ID"] for r in after["lifecycle"]) == ["Later", "Theirs"]
    left = kept_row(result, "bucket")
    assert left["reason"] == "changed" and [c["path"] for c in left["changed"]] == ["public-access"]
    assert "public-access is kept, because it was changed since" in left["why"] and "versioning" in left["why"]
    assert not bucket_pack.listed("lake")


def test_audience_in_use_is_kept_until_it_is_not(bucket_pack, cloud, iam):
    iam.create_open_id_connect_provider(Url=URL, ClientIDList=["other"], ThumbprintList=["a" * 40])
    bucket_pack.expect(0, *LAKE)
    trust = iam.get_role(RoleName="Lake")["Role"]["AssumeRolePolicyDocument"]
    iam.create_role(RoleName="Stranger", AssumeRolePolicyDocument=json.dumps(trust))
    result = bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    left = kept_row(result, "oidc-provider")
    assert left["reason"] == "in-use" and "in use by role Stranger; what this setup changed in it is kept: audience" in left["why"]
    assert sorted(audiences(iam)) == ["other", "sts.amazonaws.com"] and bucket_pack.listed("lake")
    iam.delete_role(RoleName="Stranger")
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert audiences(iam) == ["other"] and not bucket_pack.listed("lake")


def test_undone_removal(bucket_pack, cloud, iam):
    """Undo adds the audience again, and the next removal removes it again."""
    s3 = create_others_resources(cloud, iam)
    before = settings(s3)
    bucket_pack.expect(0, *LAKE, "--set", "OTHERS=change")
    between = settings(s3)
    cloud.faults(error=["DeletePublicAccessBlock=AccessDenied:403", "PutPublicAccessBlock=AccessDenied:403"])
    assert bucket_pack.run("remove", "lake", "--yes", "--json").code == 3
    cloud.clear_faults()
    bucket_pack.expect(0, "resume", "lake", "--undo", "--yes", "--json")
    assert sorted(audiences(iam)) == ["other", "sts.amazonaws.com"] and settings(s3)["versioning"] == between["versioning"]
    bucket_pack.expect(0, "remove", "lake", "--yes", "--json")
    assert audiences(iam) == ["other"] and settings(s3) == before


def test_undone_setup_restores_all_settings(bucket_pack, cloud, iam):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    before = settings(s3)
    cloud.faults(error=["CreateQueue=AccessDenied:403"])
    assert bucket_pack.run(*LAKE, "--set", "OTHERS=change").code == 3
    cloud.clear_faults()
    bucket_pack.expect(0, "resume", "lake", "--undo", "--yes", "--json")
    assert settings(s3) == {**before, "versioning": "Suspended"}, "S3 can suspend versioning, but not disable it again"


def test_annotation_is_restored(pods_template, cloud, dock):
    dock.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "crew"}})
    dock.ask("POST", SPACE + "/serviceaccounts", {"metadata": {"name": "mate", "annotations": {"theirs": "1"}}})
    pods_template.expect(0, *CREWS, "--no-probe")
    dock.ask("PATCH", ACCOUNT, {"metadata": {"annotations": {"later": "2"}}}, "application/merge-patch+json")
    pods_template.expect(0, "remove", "crews", "--yes", "--json")
    meta = dock.get(ACCOUNT)["metadata"]
    assert meta["annotations"] == {"theirs": "1", "later": "2"} and "crew" not in meta.get("labels", {})


def line(groups):
    return f"- rolearn: {ROLE}\n  username: dock-user\n  groups: {json.dumps(groups)}\n"


def test_line_of_aws_auth_is_restored(cluster_template, cloud, iam, old_cluster):
    """If others changed it since, it is kept, and the program says so."""
    iam.create_role(RoleName="Skipper", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    old_cluster.put_map(line([]))
    cluster_template.expect(0, *DOCKS)
    assert "dockers" in old_cluster.roles
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert old_cluster.roles == line([])
    cluster_template.expect(0, *DOCKS)
    old_cluster.put_map(line(["dockers", "more"]))
    left = kept_row(cluster_template.expect(0, "remove", "docks", "--yes", "--json"), "cluster-access")
    assert left["reason"] == "changed" and "changed since" in left["why"] and "more" in old_cluster.roles


def test_access_entry_is_restored(cluster_template, cloud, iam):
    eks = Kube(cloud, mode="API").eks
    iam.create_role(RoleName="Skipper", AssumeRolePolicyDocument=json.dumps(EC2_TRUST))
    eks.create_access_entry(clusterName="dock", principalArn=ROLE, username="dock-user", kubernetesGroups=[])
    cluster_template.expect(0, *DOCKS)
    assert eks.describe_access_entry(clusterName="dock", principalArn=ROLE)["accessEntry"]["kubernetesGroups"] == ["dockers"]
    cluster_template.expect(0, "remove", "docks", "--yes", "--json")
    assert eks.describe_access_entry(clusterName="dock", principalArn=ROLE)["accessEntry"]["kubernetesGroups"] == []


def test_undone_repair_removes_its_tags(bucket_pack, cloud, iam):
    """Tags of buckets, queues and rules as well as of IAM's resources; tags of others are kept."""
    bucket_pack.expect(0, *LAKE)
    s3, sqs, events = cloud.client("s3"), cloud.client("sqs"), cloud.client("events")
    url, rule = sqs.get_queue_url(QueueName="the-queue")["QueueUrl"], events.describe_rule(Name="the-queue-spot")["Arn"]
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "team", "Value": "blue"}]})
    sqs.untag_queue(QueueUrl=url, TagKeys=["accredit:setup"])
    events.untag_resource(ResourceARN=rule, TagKeys=["accredit:setup"])

    def tags():
        return ({t["Key"] for t in s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]}, set(sqs.list_queue_tags(QueueUrl=url).get("Tags", {})),
                {t["Key"] for t in events.list_tags_for_resource(ResourceARN=rule)["Tags"]})

    before = tags()
    iam.delete_role(RoleName="Lake")
    cloud.faults(error=["CreateRole=AccessDenied:403"])
    assert bucket_pack.run("repair", "lake", "--yes", "--json").code == 3
    assert any("accredit:setup" in found for found in tags())
    cloud.clear_faults()
    bucket_pack.expect(0, "resume", "lake", "--undo", "--yes", "--json")
    assert tags() == before == ({"team"}, set(), set())


def test_versioning_of_a_bucket_without_it(bucket_pack, cloud, iam):
    """S3 cannot disable versioning again: it is suspended, and listed as changed."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    before = settings(s3)
    bucket_pack.expect(0, *LAKE, "--set", "OTHERS=change")
    left = kept_row(bucket_pack.expect(0, "remove", "lake", "--yes", "--json"), "bucket")
    assert settings(s3) == {**before, "versioning": "Suspended"}
    assert left["reason"] == "changed" and [(c["path"], c["was"], c["now"]) for c in left["changed"]] == [
        ("versioning", None, {"Status": "Suspended"})]
