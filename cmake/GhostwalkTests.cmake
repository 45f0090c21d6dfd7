# SPDX-License-Identifier: MIT
#
#   ghostwalk_add_tests(FILES races/*.race [PREFIX name.] [OPTIONS --max-seconds 60 ...] [PROPERTIES LABELS race ...])
#
# Makes every `expect` of these .race files a test: ghostwalk explores the scenario under that kernel, and the test
# fails when the verdict is another one. Its name is the prefix, the scenario, ": " and the kernel with its options. The
# files are read when ctest starts, so an edit needs no new configure run. A file that cannot be read is one test, which
# fails and says why.
#
#   FILES       .race files, with wildcards or without; relative to the current source directory
#   PREFIX      before the name of each test
#   OPTIONS     for `ghostwalk test`: see ghostwalk-test(1)
#   PROPERTIES  of each test, as for set_tests_properties

include_guard()

set(_ghostwalk_discover_tests "${CMAKE_CURRENT_LIST_DIR}/discover_tests.cmake")

function(ghostwalk_add_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "PREFIX" "FILES;OPTIONS;PROPERTIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ghostwalk_add_tests: unexpected ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(files)
  foreach(pattern IN LISTS arg_FILES)
    cmake_path(ABSOLUTE_PATH pattern BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    file(GLOB found CONFIGURE_DEPENDS "${pattern}")
    if(NOT found)
      message(FATAL_ERROR "ghostwalk_add_tests: there is no ${pattern}")
    endif()
    list(APPEND files ${found})
  endforeach()
  if(NOT files)
    message(FATAL_ERROR "ghostwalk_add_tests: which FILES?")
  endif()
  list(REMOVE_DUPLICATES files)

  # What ctest runs when it starts. One script a call, numbered.
  get_property(number DIRECTORY PROPERTY _ghostwalk_scripts)
  math(EXPR number "${number} + 1")
  set_property(DIRECTORY PROPERTY _ghostwalk_scripts ${number})
  set(script "${CMAKE_CURRENT_BINARY_DIR}/ghostwalk_tests.${number}.cmake")
  set(text "set(program [==[$<TARGET_FILE:ghostwalk::ghostwalk>]==])\n")
  foreach(name PREFIX OPTIONS PROPERTIES)
    string(TOLOWER ${name} variable)
    string(APPEND text "set(${variable} [==[${arg_${name}}]==])\n")
  endforeach()
  string(APPEND text "set(files [==[${files}]==])\n"
    "set(folder [==[${CMAKE_CURRENT_SOURCE_DIR}]==])\n"
    "include([==[${_ghostwalk_discover_tests}]==])\n")
  file(GENERATE OUTPUT "${script}" CONTENT "${text}")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${script}")
endfunction()
