"""Compiler options for racekit's own code; dependencies are compiled without them."""

RACEKIT_COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
]

# For what runs beneath pthread_mutex_lock and its like: never instrumented, whatever the variant, and optimised
# so that forwarders jump rather than call.
RACEKIT_UNINSTRUMENTED_COPTS = RACEKIT_COPTS + [
    "-O2",
    "-fno-sanitize=thread",
]
