# SPDX-License-Identifier: MIT
# Removes the files that the last `cmake --install` from this build folder wrote. Folders stay.
if(NOT EXISTS install_manifest.txt)
  message(FATAL_ERROR "nothing was installed from here: there is no install_manifest.txt")
endif()
file(STRINGS install_manifest.txt files)
foreach(file IN LISTS files)
  file(REMOVE "$ENV{DESTDIR}${file}")
endforeach()
