"""race_test: one test source, built once for each way of looking for races. race_binary: a program to hunt in.

    load("@racekit//harness:defs.bzl", "race_test")

    race_test(
        name = "account_test",
        srcs = ["account_test.cc"],
        deps = [":account"],
    )

declares

    account_test_stress   real threads, injected sleeps
    account_test_tsan     the same under ThreadSanitizer, all dependencies rebuilt with it
    account_test_explore  controlled threads, in orders that racekit chooses
    account_test          a test_suite of the variants

    race_binary(
        name = "server_races",
        binary = ":server",
    )

is the program :server, as it is declared, built so that its threads can be controlled:

    racekit hunt -- bazel-bin/server_races
"""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//harness:variant.bzl", "DEFAULT_VARIANTS", "VARIANTS", "race_variant_test", "whole_program")

# Attributes that belong to the tests rather than to the binary they run.
_TEST_ATTRIBUTES = ["args", "env", "flaky", "local", "shard_count", "size", "timeout"]

def race_test(
        name,
        srcs = [],
        deps = [],
        data = [],
        tags = [],
        variants = DEFAULT_VARIANTS,
        suppressions = None,
        visibility = None,
        **kwargs):
    """Builds and runs one GoogleTest source in each variant.

    Args:
      name: name of the test_suite; variant V is the test `<name>_V`.
      srcs: sources, written with `RACE_TEST` (harness/race_test.h) or plain `TEST`.
      deps: libraries under test. They and all they depend on are rebuilt for each variant.
      data: files the test needs at run time.
      tags: passed to each variant, which adds its own name (`--test_tag_filters=tsan`).
      variants: which of them to declare.
      suppressions: a ThreadSanitizer suppression file; travels with the tsan variant in its runfiles.
      visibility: of all declared targets.
      **kwargs: test attributes (args, env, flaky, local, shard_count, size, timeout) go to the tests,
        the rest (copts, defines, linkopts, ...) to the binary.
    """
    unknown = [v for v in variants if v not in VARIANTS]
    if unknown:
        fail("race_test {}: unknown variants {}; there are {}".format(name, unknown, VARIANTS))
    test_kwargs = {k: kwargs.pop(k) for k in _TEST_ATTRIBUTES if k in kwargs}
    binary = "_{}_binary".format(name)
    cc_binary(
        name = binary,
        testonly = True,
        srcs = srcs,
        deps = deps + [Label("//harness:race_test_main")],
        linkstatic = True,
        tags = ["manual"],
        visibility = ["//visibility:private"],
        **kwargs
    )
    for variant in variants:
        race_variant_test(
            name = "{}_{}".format(name, variant),
            binary = binary,
            variant = variant,
            data = data,
            suppressions = suppressions if variant == "tsan" else None,
            tags = tags + [variant],
            visibility = visibility,
            **test_kwargs
        )
    native.test_suite(
        name = name,
        tests = ["{}_{}".format(name, variant) for variant in variants],
        tags = [tag for tag in tags if tag == "manual"],
        visibility = visibility,
    )

def race_binary(
        name,
        binary = None,
        data = [],
        tags = [],
        visibility = None,
        testonly = False,
        **kwargs):
    """Builds a program so that `racekit hunt -- <it>` can explore it. Run by itself it behaves as always.

    Args:
      name: name of the program.
      binary: a cc_binary or cc_test with a main() of its own. It and all that it depends on are rebuilt, instrumented;
        nothing in its declaration or its sources changes. If there is none, what `kwargs` say is the program.
      data: files that the program needs at run time, besides those of `binary`.
      tags: as everywhere.
      visibility: as everywhere.
      testonly: as everywhere.
      **kwargs: without `binary`, the attributes of a cc_binary (srcs, deps, copts, ...).
    """
    if binary == None:
        binary = "_{}_binary".format(name)
        cc_binary(
            name = binary,
            tags = ["manual"],
            testonly = testonly,
            visibility = ["//visibility:private"],
            **kwargs
        )
    elif kwargs:
        fail("race_binary {}: with `binary` there is no use for {}".format(name, sorted(kwargs.keys())))
    whole_program(
        name = name,
        binary = binary,
        data = data,
        tags = tags,
        testonly = testonly,
        visibility = visibility,
    )
