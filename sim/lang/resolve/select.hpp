// SPDX-License-Identifier: MIT
// What is to be compiled: the kernel with a body behind a chain of `kernel a = b with ...`, its options, the CPU and the size of
// the machine, with `--set` applied.
#pragma once

#include <optional>

#include "sim/lang/compile.hpp"

namespace ghostwalk::lang {

struct Selected {
  const Declaration* scenario = nullptr; // None when a kernel is looked at alone.
  const Declaration* kernel = nullptr;   // The one with a body.
  std::string kernel_name;
  struct Option {
    std::string name, value;
    Location at;
  };
  std::vector<Option> options; // Later ones win.
  const hw::PagingMode* mode = nullptr;
  hw::CpuDescription cpu;
  std::uint16_t cpus = 1;
  std::optional<std::uint16_t> frames;
  Location frames_at;
  hw::Reuse reuse = hw::Reuse::lifo;
  std::uint16_t per_cpu_frames = 0;
  bool store_buffers = true; // x86-TSO; else memory is sequentially consistent
  std::vector<Word> outside_reads;
  std::uint64_t settle_cycles = 0;
};

constexpr std::uint16_t max_cpus = 256, max_frames = 4096, max_pages = 4096;

Selected select(const Library& library, const Selection& selection);
Selected select_kernel(const Library& library, const Declaration& kernel); // Alone.

// The kernel of that name, which must exist, and those it derives from, the one with a body last.
std::vector<const Declaration*> kernel_chain(const Library& library, const std::string& name,
                                             Location at);

// A CPU description with those it derives from (cpu.cpp). Throws for an unknown key or a value out of range.
hw::CpuDescription cpu_description(const Library& library, const std::string& name, Location at);
// `text`: "300", "20 .. 30" or "60 * 400 .. 900, 40 * 900 .. 2000".
void set_parameter(hw::CpuDescription& cpu, const std::string& key, const std::string& text);

std::vector<std::string> setting_names(); // of --set

// One setting as --set takes it, alone. Throws for an unknown key or a value that it cannot have.
void check_setting(const std::string& key, const std::string& text);

template <class Named>
std::vector<std::string> names_of(const std::map<std::string, Named>& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& entry : map) names.push_back(entry.first);
  return names;
}

} // namespace ghostwalk::lang
