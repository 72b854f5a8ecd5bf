"""racekit's dependencies for Bazels that read WORKSPACE.

Two sources for the same repositories:
  * `RACEKIT_DEPS_DIR` is set (`./bazelw` does so on Debian and Ubuntu): the folder holds the distribution's source
    archives, and Bazel's own rule repositories come from the distribution's packages. No network is touched.
  * it is not: the upstream releases that MODULE.bazel names are downloaded.
"""

_DEBIAN_BAZEL_FOLDER = "/usr/share/bazel/tools"

# name of the repository -> prefix of its archive in RACEKIT_DEPS_DIR, and the BUILD file it lacks.
_ARCHIVES = {
    "com_google_absl": struct(archive = "abseil_", build_file = None),
    "com_google_googletest": struct(archive = "googletest_", build_file = None),
    "nlohmann_json": struct(archive = "nlohmann-json3_", build_file = "//third_party:nlohmann_json.BUILD"),
}

# name of the repository -> folder of the distribution's package.
_FOLDERS = {
    "bazel_skylib": "skylib",
    "platforms": "platforms",
}

def _from_archive(ctx, deps_dir, spec):
    found = [
        entry
        for entry in ctx.path(deps_dir).readdir()
        if entry.basename.startswith(spec.archive) and ".orig.tar" in entry.basename
    ]
    if not found:
        fail("{}: no {}*.orig.tar.* for @{}; run ./bazelw, which fetches it".format(deps_dir, spec.archive, ctx.attr.real_name))
    ctx.extract(found[0], output = "unpacked")
    top = ctx.path("unpacked").readdir()
    if len(top) != 1:
        fail("{}: expected one top-level folder, found {}".format(found[0], len(top)))
    for entry in top[0].readdir():
        if entry.basename != "WORKSPACE":
            ctx.symlink(entry, entry.basename)
    if spec.build_file:
        ctx.symlink(Label(spec.build_file), "BUILD.bazel")

def _dependency_impl(ctx):
    name = ctx.attr.real_name
    deps_dir = ctx.os.environ.get("RACEKIT_DEPS_DIR", "")
    ctx.file("WORKSPACE", "workspace(name = \"{}\")\n".format(name))
    if not deps_dir:
        fail("RACEKIT_DEPS_DIR is not set: use ./bazelw")
    if name in _ARCHIVES:
        _from_archive(ctx, deps_dir, _ARCHIVES[name])
    elif name in _FOLDERS:
        for entry in ctx.path(_DEBIAN_BAZEL_FOLDER + "/" + _FOLDERS[name]).readdir():
            if entry.basename != "WORKSPACE":
                ctx.symlink(entry, entry.basename)
    elif name == "rules_cc":
        ctx.symlink(Label("//third_party:rules_cc.BUILD"), "cc/BUILD.bazel")
        ctx.symlink(Label("//third_party:rules_cc_defs.bzl"), "cc/defs.bzl")
    elif name == "remote_coverage_tools":
        ctx.symlink(Label("//third_party:remote_coverage_tools.BUILD"), "BUILD.bazel")
    elif name == "rules_java":
        ctx.file("BUILD.bazel")
        ctx.file("java/BUILD.bazel")
        ctx.file("java/defs.bzl", "\n".join(["java_{0} = native.java_{0}".format(k) for k in ["binary", "import", "library", "package_configuration", "plugin", "runtime", "test", "toolchain"]]))

_dependency = repository_rule(
    implementation = _dependency_impl,
    attrs = {"real_name": attr.string(mandatory = True)},
    environ = ["RACEKIT_DEPS_DIR"],
)

def racekit_dependencies():
    """Declares every repository that racekit needs and the workspace has not declared yet."""
    for name in list(_ARCHIVES) + list(_FOLDERS) + ["rules_cc", "rules_java", "remote_coverage_tools"]:
        if not native.existing_rule(name):
            _dependency(name = name, real_name = name)
