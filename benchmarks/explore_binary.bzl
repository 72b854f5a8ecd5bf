"""A benchmark of the engine: a program built as an explore test is."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//harness:variant.bzl", "race_variant_binary")

def explore_binary(name, **kwargs):
    """Declares a program of the explore variant, to be run by hand.

    Args:
      name: of the program.
      **kwargs: those of a cc_binary.
    """
    cc_binary(
        name = "_{}_binary".format(name),
        testonly = True,
        linkstatic = True,
        tags = ["manual"],
        **kwargs
    )
    race_variant_binary(
        name = name,
        testonly = True,
        binary = ":_{}_binary".format(name),
        tags = ["manual"],
        variant = "explore",
    )
