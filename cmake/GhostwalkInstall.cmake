# SPDX-License-Identifier: MIT
#
# What `cmake --install` puts where. The program looks for its data beside itself, so the tree may be moved. The build
# tree has the same shape: a link there leads to the clone.

include_guard()
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(data "${CMAKE_INSTALL_DATADIR}/ghostwalk")
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/ghostwalk")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_DATADIR BASE_DIRECTORY "${CMAKE_INSTALL_FULL_BINDIR}"
           OUTPUT_VARIABLE from_program)
if(NOT from_program STREQUAL "../share")
  message(FATAL_ERROR "The program looks for ../share/ghostwalk beside its folder: CMAKE_INSTALL_BINDIR and "
    "CMAKE_INSTALL_DATADIR make that '${from_program}/ghostwalk'")
endif()
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/share")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/share/ghostwalk" SYMBOLIC)

install(TARGETS ghostwalk EXPORT ghostwalkTargets)
install(DIRECTORY models scenarios results DESTINATION "${data}"
  FILES_MATCHING PATTERN "*.race" PATTERN "models/platforms/*.xml"
  PATTERN hw EXCLUDE PATTERN gallery EXCLUDE)

# The manual, from what --help says.
set(pages "${PROJECT_BINARY_DIR}/man1")
add_custom_command(OUTPUT "${pages}.stamp"
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${pages}"
  COMMAND ghostwalk help --man "${pages}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${pages}.stamp"
  DEPENDS ghostwalk COMMENT "Writing the manual pages" VERBATIM)
add_custom_target(ghostwalk_manual ALL DEPENDS "${pages}.stamp")
install(DIRECTORY "${pages}" DESTINATION "${CMAKE_INSTALL_MANDIR}")

# Shells ask the program what fits.
set(completion sim/cli/completion)
install(FILES ${completion}/ghostwalk.bash DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
  RENAME ghostwalk)
install(FILES ${completion}/_ghostwalk DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
install(FILES ${completion}/ghostwalk.fish DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

# Documents, in the folders in which they name each other; and all licences: the pages that --report writes carry
# packages of others, which name theirs in their first comment.
file(GLOB_RECURSE documents RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS
  README.md docs/*.md models/*.md results/*.md scenarios/*.md sim/*.md)
list(FILTER documents EXCLUDE REGEX node_modules)
foreach(document IN LISTS documents)
  cmake_path(GET document PARENT_PATH folder)
  install(FILES "${document}" DESTINATION "${CMAKE_INSTALL_DOCDIR}/${folder}")
endforeach()
file(READ LICENSE licences)
foreach(bundle race study)
  set(file "${PROJECT_SOURCE_DIR}/sim/report/page/web/dist/${bundle}.js")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  string(FIND "${text}" "*/" end)
  string(SUBSTRING "${text}" 0 ${end} text)
  string(REPLACE "/* SPDX-License-Identifier: MIT\n" "" text "${text}")
  string(APPEND licences "\n\nIn the pages of ${bundle}.js, beside our own:\n\n${text}")
endforeach()
file(CONFIGURE OUTPUT copyright CONTENT "${licences}" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/copyright" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# find_package(ghostwalk)
configure_package_config_file(cmake/ghostwalkConfig.cmake.in ghostwalkConfig.cmake INSTALL_DESTINATION "${package}")
write_basic_package_version_file(ghostwalkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT ghostwalkTargets NAMESPACE ghostwalk:: DESTINATION "${package}")
install(FILES
    "${PROJECT_BINARY_DIR}/ghostwalkConfig.cmake" "${PROJECT_BINARY_DIR}/ghostwalkConfigVersion.cmake"
    cmake/GhostwalkTests.cmake cmake/discover_tests.cmake
  DESTINATION "${package}")

add_custom_target(uninstall COMMAND "${CMAKE_COMMAND}" -P "${CMAKE_CURRENT_LIST_DIR}/uninstall.cmake"
  WORKING_DIRECTORY "${PROJECT_BINARY_DIR}" COMMENT "Removing what was installed" VERBATIM)
