"""Dependencies from the packages of Debian and of distributions made from it."""

# name of the repository -> prefix of its archive in RACEKIT_DEPS_DIR, the BUILD file it lacks, and the packages of which
# the sources alone are of use: their BUILD files want repositories that are not there.
_ARCHIVES = {
    "com_github_google_benchmark": struct(archive = "benchmark_", build_file = None, sources = []),
    "com_google_absl": struct(archive = "abseil_", build_file = None, sources = []),
    "com_google_googletest": struct(
        archive = "googletest_",
        build_file = None,
        sources = ["googlemock/test", "googletest/test"],
    ),
    "nlohmann_json": struct(archive = "nlohmann-json3_", build_file = "//third_party:nlohmann_json.BUILD", sources = []),
}

# name of the repository -> folder and name of the package that brings it.
_FOLDERS = {
    "bazel_skylib": struct(folder = "/usr/share/bazel/tools/skylib", package = "bazel-skylib"),
    "platforms": struct(folder = "/usr/share/bazel/tools/platforms", package = "bazel-platforms"),
}

def _link_all(ctx, folder):
    for entry in folder.readdir():
        if entry.basename not in ["WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel"]:
            ctx.symlink(entry, entry.basename)

def _from_archive(ctx, name, deps_dir):
    spec = _ARCHIVES[name]
    if not ctx.path(deps_dir).exists:
        fail("RACEKIT_DEPS_DIR={}: no such folder; unset it and use ./bazelw, which makes one".format(deps_dir))
    found = [
        entry
        for entry in ctx.path(deps_dir).readdir()
        if entry.basename.startswith(spec.archive) and ".orig.tar" in entry.basename
    ]
    if len(found) != 1:
        fail("RACEKIT_DEPS_DIR={}: expected one {}*.orig.tar.* for @{}, found {}; unset it and use ./bazelw, which fetches it".format(
            deps_dir,
            spec.archive,
            name,
            len(found),
        ))
    ctx.extract(found[0], output = "unpacked")
    top = ctx.path("unpacked").readdir()
    if len(top) != 1:
        fail("{}: expected one folder at the top, found {}".format(found[0], len(top)))
    for package in spec.sources:
        ctx.file(
            "unpacked/{}/{}/BUILD.bazel".format(top[0].basename, package),
            "exports_files(glob([\"*.cc\", \"*.h\"]))\n",
        )
    _link_all(ctx, top[0])
    if spec.build_file:
        ctx.symlink(Label(spec.build_file), "BUILD.bazel")

def _from_folder(ctx, name):
    spec = _FOLDERS[name]
    if not ctx.path(spec.folder).exists:
        fail("{} is missing, needed for @{}: apt-get install {}".format(spec.folder, name, spec.package))
    _link_all(ctx, ctx.path(spec.folder))

def from_distribution(ctx, name, deps_dir):
    """Fills the repository `name` from packages of the distribution.

    Args:
      ctx: the repository rule's context.
      name: name of the repository.
      deps_dir: the folder with the distribution's source archives.
    """
    if name in _ARCHIVES:
        _from_archive(ctx, name, deps_dir)
    else:
        _from_folder(ctx, name)
