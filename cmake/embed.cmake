# SPDX-License-Identifier: MIT
# Writes INPUT as the array SYMBOL into OUTPUT. Run by GhostwalkEmbed.cmake.
file(READ "${INPUT}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
# Lines of 32 bytes: a string literal may be long, a line need not be.
string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)" "\"\\1\"\n" bytes "${bytes}")
file(WRITE "${OUTPUT}" "extern \"C\" {
extern const char ${SYMBOL}[];
extern const unsigned ${SYMBOL}_size;
const char ${SYMBOL}[] =
${bytes};
const unsigned ${SYMBOL}_size = ${size};
}
")
