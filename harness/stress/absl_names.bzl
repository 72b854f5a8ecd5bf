"""How the linker knows the functions of the Abseil that is being built.

Abseil's releases live in an inline namespace, `absl::lts_20220623`, which is part of every symbol. This rule reads it
from Abseil's own options.h, so that no list of releases is needed here, and gives
  * a header with the beginning of the mangled names, for the file that names the functions;
  * to whatever links that file: a `--wrap` for each function that it replaces.
"""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

_COMMAND = """
set -eu
options=$1 functions=$2 header=$3 flags=$4
option() { sed -n "s/^#define ABSL_OPTION_$1  *//p" "$options"; }
prefix=_ZN4absl self=S_
if [ "$(option USE_INLINE_NAMESPACE)" = 1 ]; then
  name=$(option INLINE_NAMESPACE_NAME)
  prefix=_ZN4absl${#name}$name self=S0_
fi
printf '#define RACEKIT_ABSL_PREFIX "%s"\\n#define RACEKIT_ABSL_SELF "%s"\\n' "$prefix" "$self" > "$header"
tr '\\n' ' ' < "$functions" | grep -o 'RACEKIT_ABSL_NAME("[^)]*)' |
  sed -e 's/^RACEKIT_ABSL_NAME("//' -e 's/")$//' -e "s/\\" *RACEKIT_ABSL_SELF *\\"/$self/g" \
    -e "s/^/--wrap=$prefix/" > "$flags"
[ -s "$flags" ] || { echo "no function found in $functions" >&2; exit 1; }
"""

def _absl_names_impl(ctx):
    headers = ctx.attr.config[CcInfo].compilation_context.headers.to_list()
    options = [file for file in headers if file.path.endswith("absl/base/options.h")]
    if not options:
        fail("{} has no absl/base/options.h; is it Abseil?".format(ctx.attr.config.label))
    header = ctx.actions.declare_file(ctx.label.name + ".h")
    flags = ctx.actions.declare_file(ctx.label.name + ".ld_flags")
    ctx.actions.run_shell(
        inputs = [options[0], ctx.file.functions],
        outputs = [header, flags],
        arguments = [options[0].path, ctx.file.functions.path, header.path, flags.path],
        command = _COMMAND,
        mnemonic = "AbslNames",
    )
    linker_input = cc_common.create_linker_input(
        owner = ctx.label,
        user_link_flags = depset(["-Wl,@" + flags.path]),
        additional_inputs = depset([flags]),
    )
    return [
        DefaultInfo(files = depset([header])),
        CcInfo(linking_context = cc_common.create_linking_context(
            linker_inputs = depset([linker_input]),
        )),
    ]

absl_names = rule(
    implementation = _absl_names_impl,
    attrs = {
        "config": attr.label(mandatory = True, providers = [CcInfo], doc = "Abseil's //absl/base:config."),
        "functions": attr.label(
            mandatory = True,
            allow_single_file = True,
            doc = "The file in which RACEKIT_ABSL_NAME(\"...\") names the functions.",
        ),
    },
)
