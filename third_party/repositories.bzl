"""racekit's dependencies for Bazels that read WORKSPACE.

    load("@racekit//third_party:repositories.bzl", "racekit_dependencies")

    racekit_dependencies()

Each repository is made when it is first used, from one of two sources:
  * RACEKIT_DEPS_DIR is set (`./bazelw` does so on Debian and Ubuntu): the distribution's packages, no network;
  * it is not: the upstream releases that MODULE.bazel names.
"""

load("//third_party:distribution.bzl", "from_distribution")
load("//third_party:shims.bzl", "SHIMS", "make_shim")
load("//third_party:upstream.bzl", "from_upstream")

# Every repository but the shims.
_DEPENDENCIES = [
    "bazel_skylib",
    "com_github_google_benchmark",
    "com_google_absl",
    "com_google_googletest",
    "nlohmann_json",
    "platforms",
]

# Repositories that a recent Bazel brings along, and that the distribution's would download.
_BUILT_IN_LATER = ["remote_coverage_tools", "rules_java"]

def _dependency_impl(ctx):
    name = ctx.attr.real_name
    ctx.file("WORKSPACE", "workspace(name = \"{}\")\n".format(name))
    deps_dir = ctx.os.environ.get("RACEKIT_DEPS_DIR", "")
    if name in SHIMS:
        make_shim(ctx, name)
    elif deps_dir:
        from_distribution(ctx, name, deps_dir)
    else:
        from_upstream(ctx, name)

_dependency = repository_rule(
    implementation = _dependency_impl,
    attrs = {"real_name": attr.string(mandatory = True, doc = "Name of the repository, unmapped.")},
    environ = ["RACEKIT_DEPS_DIR"],
)

def racekit_dependencies():
    """Declares every repository that racekit needs and the workspace has not declared yet."""
    names = _DEPENDENCIES + SHIMS.keys()

    # Asked by feature, since the distribution's Bazel knows no version of its own.
    if hasattr(native, "package_relative_label"):
        names = [name for name in names if name not in _BUILT_IN_LATER]
    for name in names:
        if not native.existing_rule(name):
            _dependency(name = name, real_name = name)
