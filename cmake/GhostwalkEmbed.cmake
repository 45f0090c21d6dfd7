# SPDX-License-Identifier: MIT
#
# Files as bytes in the program.
#
#   ghostwalk_embed(sources FILES web/dist/race.js ...)
#
# sets `sources` to one .cpp per file, made at build time, that defines
#   extern "C" const char ghostwalk_race_js[]; extern "C" const unsigned ghostwalk_race_js_size;

include_guard()

set(_ghostwalk_embed_script "${CMAKE_CURRENT_LIST_DIR}/embed.cmake")

function(ghostwalk_embed sources)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FILES")
  set(made)
  foreach(file IN LISTS arg_FILES)
    get_filename_component(name "${file}" NAME)
    string(MAKE_C_IDENTIFIER "ghostwalk_${name}" symbol)
    set(input "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    set(output "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
    add_custom_command(OUTPUT "${output}"
      COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DSYMBOL=${symbol}
              -P "${_ghostwalk_embed_script}"
      DEPENDS "${input}" "${_ghostwalk_embed_script}" VERBATIM)
    list(APPEND made "${output}")
  endforeach()
  set(${sources} ${made} PARENT_SCOPE)
endfunction()
