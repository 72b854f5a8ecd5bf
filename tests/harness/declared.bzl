"""Holds what a macro has declared against what it should have, while Bazel reads the BUILD file."""

def expect_declared(name, **attributes):
    """Fails the build unless there is a target `name` in this package with all these attributes."""
    rule = native.existing_rule(name)
    if rule == None:
        fail("{} is not declared".format(name))
    for attribute, expected in attributes.items():
        declared = rule[attribute]
        if type(expected) == "list":
            declared = sorted([entry for entry in declared])
            expected = sorted(expected)
        if declared != expected:
            fail("{}: {} is {}, not {}".format(name, attribute, declared, expected))
