"""sealed_archive: a library and all that it depends on as one archive, for programs that Bazel does not link.

Of its symbols only those are left that the program and the C library are to meet: the doors, the compiler's hooks, what
takes over main(). They are weak, so what the program defines itself, its own malloc() say, stays its own. Everything
else, our Abseil and our copies of libstdc++'s templates too, is local to the archive, and cannot clash with the
program's, whatever release it has.
"""

load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

_SETTING = str(Label("//harness:variant"))

def _sealed_transition_impl(settings, attr):
    return {
        # What the explore variant consists of, but not instrumented: nothing of it is under test.
        _SETTING: "explore",
        "//command_line_option:copt": settings["//command_line_option:copt"] +
                                      ["-O2", "-g1", "-fno-omit-frame-pointer"],
        "//command_line_option:dynamic_mode": "off",
        # Executables and shared libraries alike may be linked with it.
        "//command_line_option:force_pic": True,
    }

_sealed_transition = transition(
    implementation = _sealed_transition_impl,
    inputs = ["//command_line_option:copt"],
    outputs = [
        _SETTING,
        "//command_line_option:copt",
        "//command_line_option:dynamic_mode",
        "//command_line_option:force_pic",
    ],
)

# Debug information stays in the public libraries alone, whose functions are on the stacks that findings show: programs
# are a quarter of the size, and what is read to name a finding's variables is the program's.
#
# Groups of sections are dissolved: of two groups of one name, and a template's is the same in the program, the linker
# takes one, and what was made local must not be in the other. Made weak before it is made local, or else what is unique
# in the process (an inline variable) stays so; what others define must not become weak, or their library is not needed.
_COMMAND = """
set -eu
ld=$1 objcopy=$2 nm=$3 ar=$4 archive=$5 exports=$6 public=$7; shift 7
scratch=$archive.scratch; mkdir -p "$scratch"
number=0
for argument; do
  shift
  case " $public " in
    *" $argument "*) ;;
    *) case $argument in
         *.a | *.lo)
           number=$((number + 1))
           "$objcopy" --strip-debug "$argument" "$scratch/$number.a"
           argument=$scratch/$number.a ;;
       esac ;;
  esac
  set -- "$@" "$argument"
done
objects=$scratch/libracekit.o
"$ld" -r --force-group-allocation -o "$objects" "$@"
# Names of C: C++'s are nobody's but ours.
"$nm" --defined-only --extern-only --format=posix $public |
  sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\) [TWDBRV] .*/\\1/p' | grep -v '^_Z' | sort -u > "$scratch/names"
[ -s "$scratch/names" ] || { echo "no public names found" >&2; exit 1; }
"$nm" --defined-only --extern-only --format=posix "$objects" | sed -n 's/ .*//p' > "$scratch/defined"
"$objcopy" --weaken-symbols="$scratch/defined" "$objects"
"$objcopy" --keep-global-symbols="$scratch/names" "$objects"
rm -f "$archive"
"$ar" rcD "$archive" "$objects"
{ echo '{'; sed 's/$/;/' "$scratch/names"; echo '};'; } > "$exports"
rm -rf "$scratch"
"""

def _sealed_archive_impl(ctx):
    toolchain = find_cc_toolchain(ctx)
    tools = [toolchain.ld_executable, toolchain.objcopy_executable, toolchain.nm_executable, toolchain.ar_executable]
    public_owners = [library.label for library in ctx.attr.public]
    linking = ctx.attr.library[0][CcInfo].linking_context
    inputs = []
    link = []
    public = []
    for linker_input in linking.linker_inputs.to_list():
        for library in linker_input.libraries:
            archive = library.pic_static_library or library.static_library
            if archive == None:
                continue
            inputs.append(archive)
            whole = library.alwayslink or linker_input.owner == ctx.attr.library[0].label
            link.extend(["--whole-archive", archive.path, "--no-whole-archive"] if whole else [archive.path])
            if linker_input.owner in public_owners:
                public.append(archive)
        # Functions of Abseil that are replaced.
        link.extend([flag[len("-Wl,"):] for flag in linker_input.user_link_flags if flag.startswith("-Wl,@")])
        inputs.extend(linker_input.additional_inputs)
    if len(public) != len(public_owners):
        fail("{}: of `public` only {} are part of `library`".format(ctx.label, [file.path for file in public]))
    archive = ctx.actions.declare_file("lib{}.a".format(ctx.label.name))
    exports = ctx.actions.declare_file("lib{}.exports".format(ctx.label.name))
    ctx.actions.run_shell(
        inputs = depset(inputs, transitive = [toolchain.all_files]),
        outputs = [archive, exports],
        arguments = tools + [archive.path, exports.path, " ".join([file.path for file in public]), "--start-group"] +
                    link + ["--end-group"],
        command = _COMMAND,
        mnemonic = "SealArchive",
    )
    return [DefaultInfo(files = depset([archive, exports]), runfiles = ctx.runfiles([archive, exports]))]

sealed_archive = rule(
    implementation = _sealed_archive_impl,
    attrs = {
        "library": attr.label(cfg = _sealed_transition, mandatory = True, providers = [CcInfo]),
        "public": attr.label_list(
            cfg = _sealed_transition,
            mandatory = True,
            doc = "The libraries, of those that `library` consists of, whose C functions the program is to see.",
        ),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    doc = "lib<name>.a, and lib<name>.exports, a list for the linker's --dynamic-list.",
)
