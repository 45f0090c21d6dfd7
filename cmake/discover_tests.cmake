# SPDX-License-Identifier: MIT
# Run by ctest when it starts: a test for each `expect` of `files`. GhostwalkTests.cmake sets the variables.
foreach(file IN LISTS files)
  execute_process(COMMAND "${program}" test "${file}" --list
    OUTPUT_VARIABLE names ERROR_VARIABLE why RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE shown)
  if(NOT status EQUAL 0)
    # The command that failed, as a test: it fails again, and says why.
    add_test("${prefix}${shown}" "${program}" test "${file}" --list)
    continue()
  endif()
  string(REPLACE "\n" ";" names "${names}")
  foreach(name IN LISTS names)
    add_test("${prefix}${name}" "${program}" test "${file}" --only "${name}" ${options})
    set_tests_properties("${prefix}${name}" PROPERTIES WORKING_DIRECTORY "${folder}" ${properties})
  endforeach()
endforeach()
