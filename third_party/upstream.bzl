"""Dependencies from their upstream releases, as MODULE.bazel lists them."""

# name of the module -> where its releases are. {v} stands for the version; a release is checked against the checksum
# that follows its line in MODULE.bazel.
_RELEASES = {
    "abseil-cpp": struct(
        url = "https://github.com/abseil/abseil-cpp/releases/download/{v}/abseil-cpp-{v}.tar.gz",
        strip_prefix = "abseil-cpp-{v}",
        build_file = None,
    ),
    "bazel_skylib": struct(
        url = "https://github.com/bazelbuild/bazel-skylib/releases/download/{v}/bazel-skylib-{v}.tar.gz",
        strip_prefix = "",
        build_file = None,
    ),
    "google_benchmark": struct(
        url = "https://github.com/google/benchmark/archive/refs/tags/v{v}.tar.gz",
        strip_prefix = "benchmark-{v}",
        build_file = "//third_party:google_benchmark.BUILD",
    ),
    "googletest": struct(
        url = "https://github.com/google/googletest/releases/download/v{v}/googletest-{v}.tar.gz",
        strip_prefix = "googletest-{v}",
        build_file = None,
    ),
    "nlohmann_json": struct(
        url = "https://github.com/nlohmann/json/releases/download/v{v}/include.zip",
        strip_prefix = "",
        build_file = "//third_party:nlohmann_json.BUILD",
    ),
    "platforms": struct(
        url = "https://github.com/bazelbuild/platforms/releases/download/{v}/platforms-{v}.tar.gz",
        strip_prefix = "",
        build_file = None,
    ),
}

def _argument(line, name):
    """The string given for `name = "..."` in a line of Starlark, or None."""
    parts = line.split(name + " = \"")
    return parts[1].split("\"")[0] if len(parts) == 2 else None

def read_module_file(text):
    """The dependencies listed in a MODULE.bazel.

    Args:
      text: contents of the file.
    Returns:
      a dict: name of the repository -> struct of the module's name, the version of the release and the checksum, which
      is empty where the line has none.
    """
    found = {}
    for line in text.split("\n"):
        if not line.startswith("bazel_dep("):
            continue
        code, _, comment = line.partition("#")
        module = _argument(code, "bazel_dep(name")
        found[_argument(code, "repo_name") or module] = struct(
            module = module,
            # 1.17.0.bcr.2 is the second correction by the registry of what was released as 1.17.0.
            version = _argument(code, " version").split(".bcr.")[0],
            checksum = comment.strip() if comment.strip().startswith("sha256-") else "",
        )
    return found

def from_upstream(ctx, name):
    """Fills the repository `name` with the release that MODULE.bazel names.

    Args:
      ctx: the repository rule's context.
      name: name of the repository.
    """
    listed = read_module_file(ctx.read(Label("//:MODULE.bazel")))
    if name not in listed:
        fail("MODULE.bazel has no bazel_dep for @{}".format(name))
    dependency = listed[name]
    release = _RELEASES[dependency.module]
    url = release.url.format(v = dependency.version)
    result = ctx.download_and_extract(
        url = url,
        stripPrefix = release.strip_prefix.format(v = dependency.version),
        integrity = dependency.checksum,
        allow_fail = True,
    )
    if not result.success:
        fail("cannot download {} for @{}. Without the internet: use ./bazelw, or on Debian and Ubuntu RACEKIT_DEPS=distro ./bazelw".format(url, name))
    if release.build_file:
        ctx.delete("BUILD.bazel")
        ctx.symlink(Label(release.build_file), "BUILD.bazel")
