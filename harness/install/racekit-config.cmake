# find_package(racekit) brings
#
#   racekit::explore    for target_link_libraries: a program that is linked with
#                       it can be explored; a library that is compiled with it
#                       is seen into. Give it to all that is under test:
#                       link_libraries(racekit::explore) at the top.
#   racekit::racekit    the tool
#   racekit_add_hunt(NAME TARGET [FLAGS FLAG...] [ARGS ARGUMENT...])
#                       a test that hunts in the program TARGET, with these
#                       flags of `racekit hunt` and arguments of the program's
#
# To build everything explorable without a change to it, do not use this but
# CC="racekit cc" CXX="racekit c++" cmake ...

get_filename_component(_racekit_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET racekit::racekit)
  add_executable(racekit::racekit IMPORTED)
  set_target_properties(racekit::racekit PROPERTIES
    IMPORTED_LOCATION "${_racekit_prefix}/bin/racekit")
endif()

if(NOT TARGET racekit::explore)
  add_library(racekit::explore INTERFACE IMPORTED)
  set(_racekit_files "${_racekit_prefix}/lib/racekit/harness/install")
  set(_racekit_is_clang "$<OR:$<AND:$<COMPILE_LANGUAGE:C>,$<C_COMPILER_ID:Clang>>,$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:Clang>>>")
  set(_racekit_is_program "$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>")
  set_target_properties(racekit::explore PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_racekit_prefix}/include/racekit"
    INTERFACE_COMPILE_DEFINITIONS
      "RACEKIT_VARIANT;ABSL_USE_CYCLECLOCK_FOR_GET_CURRENT_TIME_NANOS=0"
    # Compiled for ThreadSanitizer, linked without it.
    INTERFACE_COMPILE_OPTIONS
      "-fsanitize=thread;-g;-fno-omit-frame-pointer;$<IF:${_racekit_is_clang},SHELL:-mllvm -tsan-instrument-read-before-write,-Wno-tsan>"
    # One option, lest CMake takes the words of others out as repeated.
    INTERFACE_LINK_LIBRARIES
      "$<${_racekit_is_program}:-Wl,--whole-archive,${_racekit_prefix}/lib/libracekit_explore.a,--no-whole-archive,--dynamic-list=${_racekit_files}/libracekit_explore.exports;stdc++;m;dl;pthread>")
  unset(_racekit_files)
  unset(_racekit_is_clang)
  unset(_racekit_is_program)
endif()
unset(_racekit_prefix)

function(racekit_add_hunt name target)
  cmake_parse_arguments(PARSE_ARGV 2 hunt "" "" "FLAGS;ARGS")
  if(hunt_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "racekit_add_hunt(${name}): what is '${hunt_UNPARSED_ARGUMENTS}'? There are FLAGS and ARGS")
  endif()
  add_test(NAME "${name}"
    COMMAND racekit::racekit hunt ${hunt_FLAGS} -- "$<TARGET_FILE:${target}>" ${hunt_ARGS})
endfunction()
