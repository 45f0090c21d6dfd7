// SPDX-License-Identifier: MIT
// Gives every field of the state its offset:
//
//   [ CPU 0: registers | reach | walks | TLB | ... | per-CPU variables | locals ] [ CPU 1 ] ... | variables | words | owners | free list
#pragma once

#include "sim/lang/layout/storage.hpp"

namespace ghostwalk::lang {

// Fills program.layout and the offsets of program.places. Requires pages, words, places, vectors and the machine's size.
void lay_out(Program& program, std::uint32_t locals_bytes);

std::uint16_t store_buffer_slots(const Program& program); // store_buffer.cpp; requires the code

} // namespace ghostwalk::lang
