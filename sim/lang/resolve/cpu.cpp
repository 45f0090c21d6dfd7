// SPDX-License-Identifier: MIT
// CPU descriptions: `cpu` blocks, what they derive from, and `--set`, all checked against the table of parameters.
#include <bit>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/lexer.hpp"
#include "sim/lang/resolve/select.hpp"

namespace ghostwalk::lang {
namespace {

const hw::Parameter& parameter(const std::string& key, Location at) {
  if (const hw::Parameter* found = hw::find_parameter(key)) return *found;
  std::vector<std::string> names;
  for (const hw::Parameter& p : hw::parameters()) names.emplace_back(p.name);
  fail(at, "a CPU has no '" + key + "'" + suggest(key, names));
}

void check_part(const hw::Parameter& p, const hw::Distribution::Part& part, Location at) {
  const std::string what(p.name);
  within(part.weight, 1, max_weight, at, "a weight");
  within(part.lowest, p.lowest, p.highest, at, what);
  within(part.highest, p.lowest, p.highest, at, what);
  if (part.lowest > part.highest)
    fail(at,
         fmt::format("{} .. {} is empty: the lower number comes first", part.lowest, part.highest));
  if (!p.distribution && part.lowest != part.highest)
    fail(at, what + " takes one number, not a range");
  const bool power = p.key == hw::Key::btb_sets || p.key == hw::Key::line_bytes;
  if (power && !std::has_single_bit(part.lowest))
    fail(at, fmt::format("{} is {}, which is no power of two", what, part.lowest));
}

void assign(hw::CpuDescription& cpu, const hw::Parameter& p, hw::Distribution value, Location at) {
  if (value.parts.empty()) fail(at, std::string(p.name) + " needs a value");
  if (!p.distribution && value.parts.size() != 1)
    fail(at, std::string(p.name) + " takes one number, not a list");
  for (const auto& part : value.parts) check_part(p, part, at);
  cpu.values[static_cast<std::size_t>(p.key)] = std::move(value);
}

hw::Distribution::Part part_of(const Weighted& written) {
  const auto& [weight, value] = written;
  hw::Distribution::Part part;
  part.weight = plain_number(weight, "a weight");
  const bool range = value.kind == Expr::Kind::range;
  part.lowest = plain_number(range ? value.children[0] : value, "a number");
  part.highest = range ? plain_number(value.children[1], "a number") : part.lowest;
  return part;
}

void apply(hw::CpuDescription& cpu, const Setting& setting) {
  hw::Distribution value;
  for (const auto& part : setting.parts) value.parts.push_back(part_of(part));
  assign(cpu, parameter(setting.key, setting.at), std::move(value), setting.at);
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

std::uint64_t number(std::string_view text, const std::string& key) {
  const std::string word = trimmed(text);
  if (word.empty() || word[0] < '0' || word[0] > '9')
    fail({}, fmt::format("'{}' is no value for {}", word, key),
         "write a number, A .. B, or a weighted list such as 60 * 400 .. 900, 40 * 2000");
  return number_value(word, {});
}

hw::Distribution::Part part_of(std::string_view text, const std::string& key) {
  hw::Distribution::Part part;
  if (const auto star = text.find('*'); star != std::string_view::npos) {
    part.weight = number(text.substr(0, star), key);
    text.remove_prefix(star + 1);
  }
  const auto dots = text.find("..");
  part.lowest = number(text.substr(0, dots), key);
  part.highest = dots == std::string_view::npos ? part.lowest : number(text.substr(dots + 2), key);
  return part;
}

} // namespace

hw::CpuDescription cpu_description(const Library& library, const std::string& name, Location at) {
  std::vector<const Declaration*> chain;
  for (std::string next = name; !next.empty(); next = chain.back()->base) {
    const auto found = library.cpus.find(next);
    if (found == library.cpus.end())
      fail(at, "there is no CPU '" + next + "'" + suggest(next, names_of(library.cpus)));
    for (const Declaration* seen : chain)
      if (seen == found->second) fail(seen->base_at, "cpu '" + name + "' derives from itself");
    chain.push_back(found->second);
    at = found->second->base_at;
  }
  hw::CpuDescription cpu;
  for (auto d = chain.rbegin(); d != chain.rend(); ++d)
    for (const Setting& setting : (*d)->settings) apply(cpu, setting);
  cpu.name = name;
  return cpu;
}

void set_parameter(hw::CpuDescription& cpu, const std::string& key, const std::string& text) {
  const hw::Parameter& p = parameter(key, {});
  hw::Distribution value;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    value.parts.push_back(part_of(rest.substr(0, comma), key));
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  assign(cpu, p, std::move(value), {});
}

} // namespace ghostwalk::lang
