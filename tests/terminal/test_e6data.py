"""e6data by keys: from nothing to made and proved from here, and what is pasted wrong on the way."""

from wizard import DOWN, ENTER, LONG, TOP

TEMPLATES = {"ACCREDIT_TEMPLATES": str(TOP / "templates")}


def test_by_keys(wizard, cloud):
    made = cloud.client("eks").create_cluster(name="one", roleArn="arn:aws:iam::123456789012:role/Cluster", resourcesVpcConfig={"subnetIds": []},
                                              accessConfig={"authenticationMode": "API"})
    issuer = made["cluster"]["identity"]["oidc"]["issuer"]
    t = wizard("setup", "e6data", rows=40, cols=120, env=TEMPLATES)
    t.wait("How does it get", LONG)
    t.wait("123456789012", LONG)
    t.go(ENTER, "What shall things be called?")
    t.go(ENTER * 4, "What may it do")
    t.go(ENTER, "EKS cluster")
    # the parts that need no pod; what they do not need is not asked any more
    t.go("\x15bucket,unload,cross-account" + ENTER, "▸ Workspace (needed)")
    t.go("Sales" + ENTER, "3 to 10 small letters and digits")
    t.go("\x15sales" + ENTER, "▸ EKS cluster")
    t.go("one" + ENTER, "▸ Namespace")
