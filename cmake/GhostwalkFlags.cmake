# SPDX-License-Identifier: MIT
#
# How our own targets are compiled. Warnings and sanitizers sit on an interface target that only
# our targets link, so that headers of other projects are left alone.

include_guard()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # For clang-tidy and editors.

find_program(GHOSTWALK_CCACHE ccache)
mark_as_advanced(GHOSTWALK_CCACHE)
if(GHOSTWALK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${GHOSTWALK_CCACHE}")
endif()

add_library(ghostwalk_flags INTERFACE)
target_compile_options(ghostwalk_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow
  # g++ 12 takes `"text" + a_string` for an overlapping copy (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # A fused multiply-add rounds once where two operations round twice. Final statistics must be
  # the same bytes on a processor that has it.
  -ffp-contract=off)
if(GHOSTWALK_WERROR)
  target_compile_options(ghostwalk_flags INTERFACE -Werror)
endif()
if(GHOSTWALK_SANITIZE)
  set(sanitize -fsanitize=${GHOSTWALK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(ghostwalk_flags INTERFACE ${sanitize})
  target_link_options(ghostwalk_flags INTERFACE ${sanitize})
  # Sanitizers lose track when SimGrid swaps stacks by hand: the timed driver then asks it for
  # threads instead.
  target_compile_definitions(ghostwalk_flags INTERFACE GHOSTWALK_SANITIZED)
endif()
if(GHOSTWALK_FUZZ)
  # Counts the edges taken, in all our code: what libFuzzer steers by. Its main program is only in the
  # fuzz targets (GhostwalkTargets.cmake).
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "GHOSTWALK_FUZZ needs clang: libFuzzer is part of it")
  endif()
  target_compile_options(ghostwalk_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(ghostwalk_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
