"""The archives of libraries as a variant has them: for a test that links by itself."""

load("//harness:variant.bzl", "variant_transition")

def _variant_archives_impl(ctx):
    archives = []
    for library in ctx.attr.libraries:
        files = library[DefaultInfo].files.to_list()
        found = [file for file in files if file.extension in ["a", "lo"]]
        position_independent = [file for file in found if file.basename.endswith(".pic." + file.extension)]
        archives.extend(position_independent or found)
    return [DefaultInfo(files = depset(archives), runfiles = ctx.runfiles(archives))]

variant_archives = rule(
    implementation = _variant_archives_impl,
    attrs = {
        "libraries": attr.label_list(cfg = variant_transition, doc = "Each by itself, without what it depends on."),
        "variant": attr.string(mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
