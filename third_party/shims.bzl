"""Repositories of which Bazels that read WORKSPACE need no more than names for rules they have built in."""

_JAVA_RULES = [
    "java_binary",
    "java_import",
    "java_library",
    "java_package_configuration",
    "java_plugin",
    "java_runtime",
    "java_test",
    "java_toolchain",
]

def _rules_cc(ctx):
    # rules_cc itself wants either a newer Bazel or more repositories than all of racekit.
    ctx.symlink(Label("//third_party:rules_cc.BUILD"), "cc/BUILD.bazel")
    ctx.symlink(Label("//third_party:rules_cc_defs.bzl"), "cc/defs.bzl")
    ctx.symlink(Label("//third_party:rules_cc_compiler.BUILD"), "cc/compiler/BUILD.bazel")
    for rule in ["cc_binary", "cc_import", "cc_library", "cc_test"]:
        ctx.file("cc/{}.bzl".format(rule), "{0} = native.{0}\n".format(rule))

    ctx.file(
        "cc/find_cc_toolchain.bzl",
        "load(\"@bazel_tools//tools/cpp:toolchain_utils.bzl\", \"find_cpp_toolchain\")\n" +
        "find_cc_toolchain = find_cpp_toolchain\n",
    )

    # By way of other names, since a file cannot define a global in terms of a built-in of the same name.
    ctx.file("cc/common/BUILD.bazel")
    ctx.file("cc/common/built_in.bzl", "built_in_cc_info = CcInfo\nbuilt_in_cc_common = cc_common\n")
    for name, symbol in {"cc_common": "cc_common", "cc_info": "CcInfo"}.items():
        ctx.file(
            "cc/common/{}.bzl".format(name),
            "load(\":built_in.bzl\", \"built_in_{0}\")\n{1} = built_in_{0}\n".format(name, symbol),
        )

def _rules_shell(ctx):
    ctx.file("shell/BUILD.bazel")
    for rule in ["sh_binary", "sh_library", "sh_test"]:
        ctx.file("shell/{}.bzl".format(rule), "{0} = native.{0}\n".format(rule))

def _rules_java(ctx):
    # Bazel's own tools load it; racekit builds no Java.
    ctx.file("BUILD.bazel")
    ctx.file("java/BUILD.bazel")
    ctx.file("java/defs.bzl", "".join(["{0} = native.{0}\n".format(rule) for rule in _JAVA_RULES]))

def _remote_coverage_tools(ctx):
    ctx.symlink(Label("//third_party:remote_coverage_tools.BUILD"), "BUILD.bazel")

SHIMS = {
    "remote_coverage_tools": _remote_coverage_tools,
    "rules_cc": _rules_cc,
    "rules_java": _rules_java,
    "rules_shell": _rules_shell,
}

def make_shim(ctx, name):
    """Fills the repository `name`, a key of SHIMS."""
    SHIMS[name](ctx)
