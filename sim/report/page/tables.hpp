// SPDX-License-Identifier: MIT
// Texts and values, each kept once and named by its number in the order of first use: what a run repeats
// a hundred thousand times is a number in its page.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ghostwalk::report {

class Texts {
public:
  std::uint32_t id(std::string_view text) {
    const auto [at, added] =
        ids_.try_emplace(std::string(text), static_cast<std::uint32_t>(all_.size()));
    if (added) all_.emplace_back(text);
    return at->second;
  }
  const std::vector<std::string>& all() const { return all_; }

private:
  std::unordered_map<std::string, std::uint32_t> ids_; // Only looked up.
  std::vector<std::string> all_;
};

// What is wrong with an entry, for the eye.
enum class Mark : std::uint8_t {
  none,
  poisoned, // a global translation for a user address
  dangling, // its frame was freed since, or it came from a frame that was no table
};

struct Item {
  std::uint32_t text = 0;
  Mark mark = Mark::none;
  bool operator==(const Item&) const = default;
};
using Value = std::vector<Item>; // A list of one is a plain value.

class Values {
public:
  std::uint32_t id(const Value& value) {
    std::string key;
    for (const Item& item : value)
      key += std::to_string(item.text) + ' ' + std::to_string(static_cast<int>(item.mark)) + ' ';
    const auto [at, added] = ids_.try_emplace(key, static_cast<std::uint32_t>(all_.size()));
    if (added) all_.push_back(value);
    return at->second;
  }
  const std::vector<Value>& all() const { return all_; }

private:
  std::unordered_map<std::string, std::uint32_t> ids_; // Only looked up.
  std::vector<Value> all_;
};

} // namespace ghostwalk::report
