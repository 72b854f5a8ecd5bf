"""GoogleTest's own tests of its synchronisation, from its source package as it is, under exploration.

Left out, with the reason:

- of googletest-port-test.cc, what has nothing to do with threads; MutexDeathTest, which forks; GetThreadCountTest, which
  counts the kernel's threads, and controlled threads are none;
- gtest_unittest.cc and others that start no thread.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//harness:copts.bzl", "RACEKIT_COPTS")
load("//harness:defs.bzl", "race_test")
load("//harness:variant.bzl", "race_variant_test")

_GOOGLETEST = "@com_google_googletest//googletest/test:"

# Programs that are tests as a whole: assertions fail on many threads, and main() expects that. The whole program is the
# body, and GoogleTest, which reports its failures, is what is tested.
_PROGRAMS = {
    "gtest_stress_test": _GOOGLETEST + "gtest_stress_test.cc",
    "gmock_stress_test": "@com_google_googletest//googlemock/test:gmock_stress_test.cc",
}

def explored_gtest_tests():
    """Declares gtest_port_explore and <program>_explore for each program."""

    # The packages of newer GoogleTests need repositories of their own.
    if hasattr(native, "package_relative_label"):
        return
    race_test(
        name = "gtest_port",
        size = "small",
        srcs = [_GOOGLETEST + "googletest-port-test.cc"],
        args = ["--gtest_filter=MutexTest.*:ThreadLocalTest.*:ThreadWithParamTest.*"],
        env = {"RACEKIT_RUNS": "20"},
        variants = ["explore"],
        deps = [
            "//harness/explore:plain_tests",
            "@com_google_googletest//:gtest",
        ],
    )
    for program, source in _PROGRAMS.items():
        cc_library(
            name = "_{}_main".format(program),
            testonly = True,
            srcs = [source],
            copts = ["-Dmain=ThirdPartyMain"],
            tags = ["manual"],
            deps = ["@com_google_googletest//:gtest"],
            alwayslink = True,
        )
        cc_binary(
            name = "_{}_binary".format(program),
            testonly = True,
            srcs = ["explore_program.cc"],
            copts = RACEKIT_COPTS,
            linkstatic = True,
            tags = ["manual"],
            deps = [
                ":_{}_main".format(program),
                "//harness:explore",
                "//harness:options",
                "//harness/report:text",
                "@com_google_absl//absl/strings",
                "@com_google_absl//absl/time",
            ],
        )
        race_variant_test(
            name = program + "_explore",
            size = "medium",
            binary = "_{}_binary".format(program),
            env = {"RACEKIT_RUNS": "3"},
            tags = ["explore"],
            variant = "explore",
        )
