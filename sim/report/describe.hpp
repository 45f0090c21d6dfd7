// SPDX-License-Identifier: MIT
// Events, words and entries in words. The one place that turns what happened into English, for
// stories, traces and JSON alike.
#pragma once

#include <string>
#include <string_view>

#include "sim/machine/trace.hpp"
#include "sim/report/history.hpp"

namespace ghostwalk::report {

std::string hex(std::uint64_t number);                      // "0x8048000"
std::string address(const Program& program, Address va);    // padded to the mode: "0x08048000"
std::string page_name(const Program& program, PageId page); // its address; "?" for none

std::string_view name(Oracle oracle);     // as claims write it: "ghost walk"
std::string_view meaning(Oracle oracle);  // one sentence
std::string_view name(Owner owner);       // "page table", "kernel page", ...
std::string_view name(hw::Access access); // "read"
std::string_view table_name(int level);   // "page table", "page directory", ...
std::string_view entry_name(int level);   // "PTE", "PDE", ...

// "0x0badc163: frame 0xbadc, present writable accessed dirty global"
std::string word_bits(const Program& program, int level, Word word);
std::string entry_text(const Program& program,
                       const hw::TlbEntry& entry); // "frame 0x1004, user global"
std::string place_name(const Program& program, std::uint16_t place, std::uint32_t index);
std::string value_text(const Program& program, std::uint16_t place, std::uint64_t value);

// What lies at an offset of the state: "word 0x20 of frame 0x1001", "app.cpu_vm_mask".
std::string memory_name(const Program& program, std::uint32_t offset);

// What happened, in the third person, without who and when: "frees frame 0x1003 (page table)".
std::string describe(const Program& program, const Event& event);
std::string_view kind_name(EventKind kind); // for JSON: "walk_read"

} // namespace ghostwalk::report
