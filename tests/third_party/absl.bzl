"""Abseil's own tests of its synchronisation, from its source package as it is, with each TEST explored."""

load("//harness:defs.bzl", "race_test")

# Path of a test's source below absl/synchronization/, without .cc -> more files that it needs, and the TESTs to leave
# out, as a GoogleTest filter.
_TESTS = {
    "barrier_test": struct(
        headers = [],
        without = "",
    ),
    "blocking_counter_test": struct(
        headers = [],
        # A death test, which forks.
        without = "BlockingCounterTest.WaitNegativeInitialCount",
    ),
    "internal/per_thread_sem_test": struct(
        headers = [],
        # More threads than an execution may have.
        without = "PerThreadSemTest.ThreadIdentityReuse",
    ),
    "mutex_test": struct(
        headers = ["internal/thread_pool.h"],
        # The first relies on a sleep of half a second being longer than what others do meanwhile; racekit finds the
        # order in which it is not, and that the test then waits for ever. Timeouts and the two Times measure real time;
        # the rest do in one execution what takes more scheduling points than one may have.
        without = ":".join([
            "Mutex.AcquireFromCondition",
            "All/*",
            "*Timed*",
            "Mutex.CVTime",
            "Mutex.MuTime",
            "Mutex.DeadlockDetectorStressTest",
            "Mutex.Signal",
            "ThreadCounts/*",
        ]),
    ),
    "notification_test": struct(
        headers = [],
        without = "",
    ),
}

_PACKAGE = "@com_google_absl//absl/synchronization:"

def explored_absl_tests():
    """Declares absl_<test>_explore for each test: a few executions of each of its TESTs."""

    # What the sources need beside is as in the distribution's Abseil; the Abseils of newer Bazels need more.
    if hasattr(native, "package_relative_label"):
        return
    for test, spec in _TESTS.items():
        race_test(
            name = "absl_" + test.split("/")[-1],
            size = "small",
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
