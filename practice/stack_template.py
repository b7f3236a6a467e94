"""A CloudFormation template evaluated: parameters, conditions and intrinsic functions, and the order of its resources."""

import re

NO_VALUE = object()
PLACE = re.compile(r"\$\{(!?)([^}]+)\}")


class TemplateError(Exception):
    """What CloudFormation says about a template that it cannot use."""


class Template:
    """A template in one account. `made`: logical ID -> (Ref, {attribute: value}) of the resources that exist."""

    def __init__(self, tree, pseudo, made):
        self.tree = tree
        self.made = made
        self.values = {**{n: p.get("Default", "") for n, p in tree.get("Parameters", {}).items()}, **pseudo}

    def ordered(self):
        """The logical IDs of the resources whose condition holds, each after those it needs."""
        wanted = {n: r for n, r in self.tree["Resources"].items() if "Condition" not in r or self._condition(r["Condition"])}
        order = []

        def visit(name, above=()):
            if name in above:
                raise TemplateError(f"Circular dependency between resources: [{', '.join(above)}]")
            if name not in order and name in wanted:
                for needed in sorted(self._needs(wanted[name])):
                    visit(needed, (*above, name))
                order.append(name)
        for name in wanted:
            visit(name)
        return order

    def _needs(self, resource):
        depends = resource.get("DependsOn", [])
        found = {depends} if isinstance(depends, str) else set(depends)
        stack = [resource.get("Properties", {})]
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack += value
            elif isinstance(value, dict):
                stack += value.values()
                if "Ref" in value:
                    found.add(value["Ref"])
                if "Fn::GetAtt" in value:
                    parts = value["Fn::GetAtt"]
                    found.add(parts.partition(".")[0] if isinstance(parts, str) else parts[0])
                if "Fn::Sub" in value:
                    text = value["Fn::Sub"] if isinstance(value["Fn::Sub"], str) else value["Fn::Sub"][0]
                    found |= {n.partition(".")[0] for literal, n in PLACE.findall(text) if not literal}
        return found

    def properties(self, name):
        return self._value(self.tree["Resources"][name].get("Properties", {}))

    def _condition(self, name):
        return self._holds(self.tree["Conditions"][name])

    def _holds(self, rule):
        (function, given), = rule.items()
        if function == "Fn::Equals":
            return self._value(given[0]) == self._value(given[1])
        if function == "Fn::Not":
            return not self._holds(given[0])
        if function in ("Fn::And", "Fn::Or"):
            return (all if function == "Fn::And" else any)(self._holds(r) for r in given)
        if function == "Condition":
            return self._condition(given)
        raise TemplateError(f"Template error: unsupported function {function} in a condition")

    def _value(self, value):
        if isinstance(value, list):
            return [v for v in map(self._value, value) if v is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, given), = value.items()
            if name == "Ref":
                return self._ref(given)
            if name.startswith("Fn::"):
                return self._function(name, given)
        found = {k: self._value(v) for k, v in value.items()}
        return {k: v for k, v in found.items() if v is not NO_VALUE}

    def _ref(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.values:
            return self.values[name]
        if name in self.made:
            return self.made[name][0]
        raise TemplateError(f"Unresolved resource dependencies [{name}] in the Resources block of the template")

    def _attribute(self, name, attribute):
        if name not in self.made or attribute not in self.made[name][1]:
            raise TemplateError(f"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt")
        return self.made[name][1][attribute]

    def _function(self, name, given):
        if name == "Fn::If":
            return self._value(given[1] if self._condition(given[0]) else given[2])
        if name == "Fn::Join":
            return given[0].join(self._value(given[1]))
        if name == "Fn::GetAtt":
            return self._attribute(*(given.split(".", 1) if isinstance(given, str) else given))
        if name == "Fn::Sub":
            text, more = (given, {}) if isinstance(given, str) else given
            more = {k: self._value(v) for k, v in more.items()}
            return PLACE.sub(lambda found: self._place(found, more), text)
        raise TemplateError(f"Template error: unsupported function {name}")

    def _place(self, found, more):
        if found[1]:
            return "${" + found[2] + "}"
        if found[2] in more:
            return str(more[found[2]])
        name, dot, attribute = found[2].partition(".")
        return str(self._attribute(name, attribute) if dot else self._ref(name))
