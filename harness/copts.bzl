"""Compiler options for racekit's own code; dependencies are compiled without them."""

RACEKIT_COPTS = [
    "-Wall",
    "-Wextra",
    "-Werror",
]
