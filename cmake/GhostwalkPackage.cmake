# SPDX-License-Identifier: MIT
#
# A Debian package: cmake --build --preset release --target package

include_guard()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ghostwalk)
set(CPACK_PACKAGE_VENDOR "Ghostwalk")
set(CPACK_PACKAGE_CONTACT "Ghostwalk developers <dev@ghostwalk.invalid>")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnuplot-nox, graphviz")
set(CPACK_PACKAGE_DESCRIPTION
"Ghostwalk runs scenarios of a few CPUs, processes and a kernel's procedures
on a model of page tables, TLBs, page walkers, store buffers and interrupts.
It tells what a run does, how probable an outcome is, or proves that no
interleaving of the steps has it, and replays each finding. Kernels,
processors and scenarios are text; some of Linux 2.4 and 4.19 come with it.")
# Debian's way with manual pages and the changelog: compressed, without a time in it.
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/debian_files.cmake")
include(CPack)
