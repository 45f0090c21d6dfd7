// SPDX-License-Identifier: MIT
#include "sim/export/groups.hpp"

#include <algorithm>

#include "sim/machine/oracles.hpp"

namespace ghostwalk::murphi {
namespace {

// "mm.cpu_vm_mask" -> "mm_cpu_vm_mask"
std::string identifier(std::string_view name) {
  std::string out;
  for (const char c : name)
    out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
  return out;
}

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~' || c == '"'; }, ' ');
  return text;
}

void write_head(const Model& m, Text& out) {
  const Program& p = m.p;
  out.line("-- SPDX-License-Identifier: MIT");
  out.line("-- {} on {}: {} paging, {} CPUs. Made by `ghostwalk export --murphi`.",
           one_line(p.scenario), one_line(p.kernel), p.mode->name, p.cpus);
  for (const auto& [name, chosen] : p.options)
    out.line("-- option {} = {}", one_line(name), one_line(chosen));
  for (const Property& claim : p.properties)
    out.line("-- {} {}{}", claim.never ? "never" : "sometimes", one_line(claim.text),
             claim.never && m.settings.claims ? "" : " (not exported)");
  out.line("--");
  out.line("-- rumur --deadlock-detection off --symmetry-reduction off --output model.c THIS_FILE");
  out.line("-- cc -std=c11 -O2 -mcx16 -o model model.c -lpthread && ./model");
  out.line("");
}

// Rumur takes `&` and `|` for operations on bits only where the range is spelt out: a type of that name will not do.
std::string spelt_out(const std::string& text) {
  constexpr std::string_view name = "u32", range = "0 .. 4294967295";
  std::string out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(name, from)) != std::string::npos; from = at + name.size())
    out.append(text, from, at - from).append(range);
  return out.append(text, from);
}

bool claims_never(const Program& p, Oracle oracle) {
  return std::any_of(p.properties.begin(), p.properties.end(), [oracle](const Property& claim) {
    return claim.never && claim.kind == Property::Kind::oracle &&
           claim.index == static_cast<std::uint8_t>(oracle);
  });
}

// What is live where is worked out with a flag for each instruction and local.
constexpr std::size_t most_flags = 20'000'000;

// What the written model does not know.
void check_supported(const Program& p) {
  for (const Oracle oracle : {Oracle::memory_type_conflict, Oracle::translation_left})
    if (claims_never(p, oracle))
      throw InputError(fmt::format("`never {}`: this cannot be exported yet", words(oracle)));
  if (p.cpu.number(hw::Key::fragments_large) != 0)
    throw InputError("fragments_large = 1: this cannot be exported yet");
  if (p.cpus > 64) throw InputError("more than 64 CPUs: this cannot be exported");
  if (!p.direct.empty()) throw InputError("a `direct` mapping: this cannot be exported yet");
  for (const Insn& i : p.code)
    if (i.op == Op::access && static_cast<hw::Access>(i.aux & 3) == hw::Access::execute &&
        i.dst != no_local)
      throw InputError(p.origins[i.origin].at, "a fetch whose word is used cannot be exported yet");
}

void check_limits(const Program& p) {
  check_supported(p);
  if (p.cpu.number(hw::Key::max_physical_bits) > 48)
    throw InputError("more than 48 physical address bits: this cannot be exported");
  if (p.code.size() * p.locals.size() > most_flags)
    throw InputError(
        fmt::format("{} instructions with {} local variables: this is too much to be exported",
                    p.code.size(), p.locals.size()),
        "procedures are inlined and loops over constants unrolled: shorten a loop or call less");
  if (!p.layout.bytes || p.initial.empty())
    throw InputError("there is no state to start in: this cannot be exported");
}

} // namespace

bool Model::claims(Oracle o) const {
  return settings.claims &&
         std::any_of(p.properties.begin(), p.properties.end(), [o](const Property& claim) {
           return claim.never && claim.kind == Property::Kind::oracle &&
                  claim.index == static_cast<std::uint8_t>(o);
         });
}

bool Model::claims_event(std::uint8_t event) const {
  return settings.claims &&
         std::any_of(p.properties.begin(), p.properties.end(), [event](const Property& claim) {
           return claim.never && claim.kind == Property::Kind::event && claim.index == event;
         });
}

int Model::highest_pcid() const {
  std::uint64_t highest = 0;
  for (const Insn& i : p.code)
    if ((i.op == Op::mov_cr3 || i.op == Op::invpcid) && i.b.size != 0)
      highest = std::max(highest, value(*this, i.b, "0", See::memory).highest);
  return static_cast<int>(std::min<std::uint64_t>(highest, 15));
}

std::string Model::place_name(std::uint16_t place) const {
  return fmt::format("var{}_{}", place, identifier(p.places[place].name));
}

std::string Model::local_name(std::uint16_t local) const {
  return fmt::format("loc{}_{}", local, identifier(p.locals[local].name));
}

std::uint64_t Model::local_highest(std::uint16_t local) const {
  const unsigned bits = 8U * p.locals[local].width;
  return bits == 64 ? ~0ULL : (1ULL << bits) - 1;
}

std::uint64_t Model::place_highest(std::uint16_t place) const {
  const Place& at = p.places[place];
  const std::uint64_t fits = at.width == 8 ? ~0ULL : (1ULL << (8U * at.width)) - 1;
  return at.type == Place::Type::lock ? p.cpus : std::min(at.highest, fits);
}

std::uint64_t Model::highest_stored() const {
  std::uint64_t highest = word_highest();
  for (std::uint16_t i = 0; i < p.places.size(); ++i) highest = std::max(highest, place_highest(i));
  return highest;
}

Variable Model::local(std::uint16_t local, const std::string& cpu) const {
  return {fmt::format("{}[{}]", local_name(local), cpu), local_highest(local)};
}

Variable Model::place(std::uint16_t place, const std::string& index) const {
  return {fmt::format("{}[{}]", place_name(place), index), place_highest(place)};
}

namespace {
std::size_t elements(const Program& p, const Place& place) {
  return place.scope == Place::Scope::per_cpu ? p.cpus : place.count;
}
} // namespace

// Cells: the tracked words of the frames, then the variables, element by element.
std::size_t Model::cells() const {
  std::size_t n = std::size_t{p.frames} * p.words.size();
  for (const Place& place : p.places) n += elements(p, place);
  return n;
}

std::string Model::place_cell(std::uint16_t number, const std::string& index) const {
  std::size_t base = std::size_t{p.frames} * p.words.size();
  for (std::uint16_t i = 0; i < number; ++i) base += elements(p, p.places[i]);
  const Place& at = p.places[number];
  const std::uint32_t first = at.scope == Place::Scope::per_cpu ? 0 : at.first;
  return fmt::format("({} + {} - {})", index, base, first);
}

} // namespace ghostwalk::murphi

namespace ghostwalk {

std::string to_murphi(const Program& program, const MurphiSettings& settings) {
  murphi::check_limits(program);
  murphi::Model m{program, settings, murphi::find_flows(program), {}};
  m.liveness = murphi::find_liveness(program, m.flows);
  murphi::Text out;
  murphi::write_head(m, out);
  murphi::write_constants(m, out);
  murphi::write_types(m, out);
  murphi::write_variables(m, out);
  murphi::write_tables(m, out);
  murphi::write_memory(m, out);
  murphi::write_translation(m, out);
  murphi::write_walker(m, out);
  murphi::write_hardware_functions(m, out);
  murphi::write_flows(m, out);
  murphi::Groups groups = murphi::group_instructions(m);
  groups.each([&](murphi::Group& group) { group.write_functions(out); });
  murphi::write_start(m, out);
  groups.each([&](const murphi::Group& group) { group.write_rule(out); });
  murphi::write_hardware_rules(m, out);
  murphi::write_claims(m, groups, out);
  return murphi::spelt_out(out.take());
}

} // namespace ghostwalk
