"""The variants of a binary: what each changes in the configuration of the binary and of all it depends on."""

VARIANTS = ["stress", "tsan", "explore"]

# What race_test() declares unless it is told otherwise.
DEFAULT_VARIANTS = ["stress", "tsan", "explore"]

# Before what the command line says, so that --copt=-O2 counts.
_DEFAULT_COPTS = ["-O1"]

# Frame pointers and line tables: a finding names function, file and line. RACEKIT_VARIANT: see harness/point.h.
_COMMON_COPTS = ["-g1", "-fno-omit-frame-pointer", "-DRACEKIT_VARIANT"]

_COPTS = {
    "stress": _COMMON_COPTS,
    "tsan": _COMMON_COPTS + ["-fsanitize=thread"],
    # Compiled for ThreadSanitizer but linked without it: harness/runtime/ defines what the compiler calls.
    # g++ warns that ThreadSanitizer does not understand fences; we do. clang knows no such warning.
    # absl::Now() is to ask the system's clock, which is virtual, rather than to count the processor's cycles.
    # And with all debug information (-g): findings name variables.
    "explore": _COMMON_COPTS + [
        "-g",
        "-fsanitize=thread",
        "-Wno-unknown-warning-option",
        "-Wno-tsan",
        "-DABSL_USE_CYCLECLOCK_FOR_GET_CURRENT_TIME_NANOS=0",
    ],
}

_LINKOPTS = {
    "stress": [],
    "tsan": ["-fsanitize=thread"],
    "explore": [],
}

_SETTING = str(Label("//harness:variant"))

def _variant_transition_impl(settings, attr):
    return {
        _SETTING: attr.variant,
        "//command_line_option:copt": _DEFAULT_COPTS + settings["//command_line_option:copt"] + _COPTS[attr.variant],
        "//command_line_option:linkopt": settings["//command_line_option:linkopt"] + _LINKOPTS[attr.variant],
        # One executable that holds everything, with its symbols: else reports lose function, file and line.
        "//command_line_option:dynamic_mode": "off",
        "//command_line_option:strip": "never",
    }

variant_transition = transition(
    implementation = _variant_transition_impl,
    inputs = ["//command_line_option:copt", "//command_line_option:linkopt"],
    outputs = [
        _SETTING,
        "//command_line_option:copt",
        "//command_line_option:linkopt",
        "//command_line_option:dynamic_mode",
        "//command_line_option:strip",
    ],
)

# A cc_binary takes what the option --custom_malloc names in place of the library of its attribute `malloc`, whatever that
# is: so a program is linked with racekit whose declaration says nothing of it.
_MALLOC = "//command_line_option:custom_malloc"

def _whole_program_transition_impl(settings, attr):
    changed = _variant_transition_impl(settings, struct(variant = "explore"))
    changed[_MALLOC] = str(Label("//harness/whole:start"))
    return changed

_whole_program_transition = transition(
    implementation = _whole_program_transition_impl,
    inputs = ["//command_line_option:copt", "//command_line_option:linkopt"],
    outputs = [
        _SETTING,
        _MALLOC,
        "//command_line_option:copt",
        "//command_line_option:linkopt",
        "//command_line_option:dynamic_mode",
        "//command_line_option:strip",
    ],
)

def _executable(ctx, inherited):
    """What a rule is that rebuilds `binary`, whose runfiles are `inherited`."""
    binary = ctx.attr.binary[0][DefaultInfo]
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        output = executable,
        target_file = binary.files_to_run.executable,
        is_executable = True,
    )
    files = ctx.files.data + ctx.files.suppressions
    runfiles = ctx.runfiles(files = files).merge(inherited)
    for target in ctx.attr.data:
        runfiles = runfiles.merge(target[DefaultInfo].default_runfiles)
    env = dict(ctx.attr.env)
    if ctx.file.suppressions:
        env["RACEKIT_TSAN_SUPPRESSIONS"] = ctx.file.suppressions.short_path
    return [
        DefaultInfo(executable = executable, runfiles = runfiles),
        testing.TestEnvironment(env),
    ]

def _variant_executable_impl(ctx):
    return _executable(ctx, ctx.attr.binary[0][DefaultInfo].default_runfiles)

def _whole_program_impl(ctx):
    binary = ctx.attr.binary[0][DefaultInfo]
    inherited = binary.default_runfiles

    # But for the rebuilt program itself: who has both in his data wants the plain one under its name.
    others = ctx.runfiles(
        files = [file for file in inherited.files.to_list() if file != binary.files_to_run.executable],
        symlinks = {entry.path: entry.target_file for entry in inherited.symlinks.to_list()},
        root_symlinks = {entry.path: entry.target_file for entry in inherited.root_symlinks.to_list()},
    )
    return _executable(ctx, others)

_ATTRS = {
    "binary": attr.label(cfg = variant_transition, mandatory = True, doc = "The executable to rebuild."),
    "data": attr.label_list(allow_files = True),
    "env": attr.string_dict(),
    "suppressions": attr.label(allow_single_file = True),
    "variant": attr.string(mandatory = True, values = VARIANTS),
    "_allowlist_function_transition": attr.label(
        default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
    ),
}

race_variant_test = rule(
    implementation = _variant_executable_impl,
    attrs = _ATTRS,
    test = True,
    doc = "A test that runs `binary` as rebuilt for `variant`.",
)

race_variant_binary = rule(
    implementation = _variant_executable_impl,
    attrs = _ATTRS,
    executable = True,
    doc = "`binary` as rebuilt for `variant`; for tools that run such a binary as a child process.",
)

whole_program = rule(
    implementation = _whole_program_impl,
    attrs = dict(
        {name: attribute for name, attribute in _ATTRS.items() if name != "variant"},
        binary = attr.label(cfg = _whole_program_transition, mandatory = True, doc = "The program to rebuild."),
    ),
    executable = True,
    doc = "`binary`, a program with a main() of its own, as rebuilt for exploring: see race_binary().",
)

def _variant_flag_impl(ctx):
    if ctx.build_setting_value not in ["none"] + VARIANTS:
        fail("{}: unknown variant '{}'".format(ctx.label, ctx.build_setting_value))
    return []

variant_flag = rule(
    implementation = _variant_flag_impl,
    build_setting = config.string(),
    doc = "The variant being built; `none` outside race_test.",
)
