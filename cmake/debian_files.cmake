# SPDX-License-Identifier: MIT
# Run by CPack before it packs: what Debian's policy asks for besides what `cmake --install` puts there. The names of
# compressed files and their times are left out of them, so that the same build gives the same package.
set(root "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share")
file(COPY_FILE "${CMAKE_CURRENT_LIST_DIR}/changelog" "${root}/doc/ghostwalk/changelog")
file(RENAME "${root}/zsh/site-functions" "${root}/zsh/vendor-completions")
file(GLOB pages "${root}/man/man1/*.1")
execute_process(COMMAND gzip -9nf ${pages} "${root}/doc/ghostwalk/changelog" COMMAND_ERROR_IS_FATAL ANY)
