# SPDX-License-Identifier: MIT
#
# The library `version`: what sim/core/version.hpp declares. The commit can change without any
# source changing, so every build asks git; only this one file is compiled again, and only when
# the answer differs. The configure run includes this file, the build runs it again as
# a script.

if(CMAKE_SCRIPT_MODE_FILE)
  # git refuses a clone of another user, which is what a container often sees; naming the
  # directory lets it answer.
  execute_process(
    COMMAND git -c safe.directory=${SOURCE_DIR} -C ${SOURCE_DIR}
            describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE GHOSTWALK_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT GHOSTWALK_COMMIT)
    set(GHOSTWALK_COMMIT unknown) # A release archive, or a repository without a commit.
  endif()
  configure_file("${CMAKE_CURRENT_LIST_DIR}/version.cpp.in" "${OUTPUT}" @ONLY)
  return()
endif()

set(version_cpp "${PROJECT_BINARY_DIR}/version.cpp")
add_custom_target(ghostwalk_ask_commit
  COMMAND "${CMAKE_COMMAND}" -D SOURCE_DIR=${PROJECT_SOURCE_DIR} -D OUTPUT=${version_cpp}
          -D PROJECT_VERSION=${PROJECT_VERSION} -D GHOSTWALK_RELEASE_DATE=${GHOSTWALK_RELEASE_DATE}
          -D "COMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
          -P "${CMAKE_CURRENT_LIST_FILE}"
  BYPRODUCTS "${version_cpp}" COMMENT "Asking git for the commit" VERBATIM)
ghostwalk_library(version SOURCES "${version_cpp}")
add_dependencies(ghostwalk_version ghostwalk_ask_commit)
