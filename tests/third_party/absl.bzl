"""Abseil's own tests of its synchronisation, from its source package as it is, with each TEST explored."""

load("//harness:defs.bzl", "race_test")

_PACKAGE = "@com_google_absl//absl/synchronization:"

def explored_absl_tests(tests):
    """Declares absl_<test>_explore for each test: a few executions of each of its TESTs.

    Args:
      tests: path of a test's source below absl/synchronization/, without .cc -> struct of more files it needs and the
        TESTs to leave out, as a GoogleTest filter.
    """

    # What the sources need beside is as in the distribution's Abseil; the Abseils of newer Bazels need more.
    if hasattr(native, "package_relative_label"):
        return
    for test, spec in tests.items():
        race_test(
            name = "absl_" + test.split("/")[-1],
            size = "medium",
            srcs = [_PACKAGE + file for file in [test + ".cc"] + spec.headers],
            args = ["--gtest_filter=-" + spec.without] if spec.without else [],
            env = {"RACEKIT_RUNS": "3"},
            variants = ["explore"],
            deps = [
                "//harness/explore:plain_tests",
                "@com_google_absl//absl/base",
                "@com_google_absl//absl/base:config",
                "@com_google_absl//absl/base:core_headers",
                "@com_google_absl//absl/memory",
                "@com_google_absl//absl/strings",
                "@com_google_absl//absl/synchronization",
                "@com_google_absl//absl/time",
                "@com_google_googletest//:gtest",
            ],
        )
