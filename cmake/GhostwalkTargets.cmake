# SPDX-License-Identifier: MIT
#
# Each folder's CMakeLists.txt is a list of its sources and nothing else:
#
#   ghostwalk_library(core SOURCES error.cpp random.cpp)
#   ghostwalk_library(timed SOURCES engine.cpp DEPENDS drivers PkgConfig::SimGrid)
#   ghostwalk_executable(ghostwalk SOURCES main.cpp DEPENDS report timed version spdlog::spdlog)
#   ghostwalk_test(core SOURCES error_test.cpp random_test.cpp DEPENDS core)
#   ghostwalk_benchmark(explore SOURCES explore_bench.cpp DEPENDS explore)
#   ghostwalk_script_test(project.layers COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/layers.sh)
#
# SOURCES  every .cpp, relative to the folder. A library without any is header-only.
# DEPENDS  our libraries by short name (core is the target ghostwalk_core), others by target:
#          PkgConfig::SimGrid PkgConfig::xxHash Boost::program_options fmt::fmt spdlog::spdlog
#          nlohmann_json::nlohmann_json. Dependencies are public: whoever links a library gets them.
#
# Includes start at the repository's root: #include "sim/core/error.hpp".
# Tests see GHOSTWALK_SOURCE_DIR (to find models/ and scenarios/) and, when the program is built,
# GHOSTWALK_BINARY; both are macros in C++ and environment variables in scripts.

include_guard()

# A fixed seed, so that a property that failed fails again; another one finds other cases.
# A test that hangs must end; sanitizers make every one some ten times slower.
set(_ghostwalk_test_seconds 300)
if(GHOSTWALK_SANITIZE)
  set(_ghostwalk_test_seconds 1500)
endif()

set(GHOSTWALK_RC_PARAMS "seed=20020522" CACHE STRING "RapidCheck's parameters in the tests")

function(ghostwalk_folders)
  foreach(folder IN LISTS ARGN)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
      add_subdirectory(${folder})
    endif()
  endforeach()
endfunction()

# Sets `targets` to what `names` stand for. A name nobody defines is an error here, because
# CMake would otherwise hand it to the linker as -lname.
function(_ghostwalk_resolve targets user)
  set(found)
  foreach(name IN LISTS ARGN)
    if(TARGET ghostwalk_${name})
      list(APPEND found ghostwalk_${name})
    elseif(TARGET ${name})
      list(APPEND found ${name})
    else()
      message(FATAL_ERROR "${user} depends on '${name}', which no folder before it defines")
    endif()
  endforeach()
  set(${targets} ${found} PARENT_SCOPE)
endfunction()

# Parses `SOURCES … DEPENDS …` into sources and depends in the caller's scope.
macro(_ghostwalk_parse user)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${user}: unexpected ${arg_UNPARSED_ARGUMENTS}")
  endif()
  _ghostwalk_resolve(depends ${user} ${arg_DEPENDS})
  set(sources ${arg_SOURCES})
endmacro()

function(ghostwalk_library name)
  set(target ghostwalk_${name})
  _ghostwalk_parse(${target} ${ARGN})
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} PUBLIC ${depends} PRIVATE ghostwalk_flags)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} INTERFACE ${depends})
  endif()
endfunction()

function(_ghostwalk_add_executable target)
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${depends} ghostwalk_flags)
endfunction()

function(ghostwalk_executable target)
  _ghostwalk_parse(${target} ${ARGN})
  _ghostwalk_add_executable(${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()

set(_ghostwalk_test_environment "GHOSTWALK_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
                                "GHOSTWALK_BINARY=${PROJECT_BINARY_DIR}/bin/ghostwalk")

# Every case is one ctest test, named <suite>.<Case>.<Name>, found when ctest starts: finding
# them at build time would fail the build when a test program crashes at start.
function(ghostwalk_test suite)
  if(NOT GHOSTWALK_TESTS)
    return()
  endif()
  set(target test_${suite})
  _ghostwalk_parse(${target} ${ARGN})
  _ghostwalk_add_executable(${target})
  target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main rapidcheck)
  list(TRANSFORM _ghostwalk_test_environment REPLACE "=(.*)" "=\"\\1\"" OUTPUT_VARIABLE macros)
  target_compile_definitions(${target} PRIVATE ${macros})
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    TEST_PREFIX ${suite}. WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES TIMEOUT ${_ghostwalk_test_seconds} LABELS ${suite} ENVIRONMENT "RC_PARAMS=${GHOSTWALK_RC_PARAMS}")
endfunction()

function(ghostwalk_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND")
  if(GHOSTWALK_TESTS)
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES TIMEOUT ${_ghostwalk_test_seconds}
      ENVIRONMENT "${_ghostwalk_test_environment}")
  endif()
endfunction()

function(ghostwalk_benchmark name)
  if(NOT GHOSTWALK_BENCHMARKS)
    return()
  endif()
  set(target bench_${name})
  _ghostwalk_parse(${target} ${ARGN})
  _ghostwalk_add_executable(${target})
  target_link_libraries(${target} PRIVATE benchmark::benchmark benchmark::benchmark_main)
endfunction()
