// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "sim/drivers/explore/symmetry/flow.hpp"
#include "sim/drivers/explore/symmetry/frames.hpp"
#include "sim/drivers/explore/symmetry/live.hpp"

namespace ghostwalk::symmetry {
namespace {

Holds holds(const Kinds& k) {
  if (k.has(Kinds::frame | Kinds::far)) return Holds::frame;
  return k.has(Kinds::word | Kinds::direct) ? Holds::word : Holds::nothing;
}

// A frame's new name has to fit where the old one did.
bool fits(const Program& p, const Flow& flow, const Kinds& k, std::uint8_t width) {
  if (holds(k) == Holds::word) return width >= p.mode->word_bytes;
  const Pfn base = k.has(Kinds::far) ? flow.direct_base.value_or(0) : 0;
  const Pfn last = base + p.first_frame + p.frames - 1U;
  return width == 8 || last >> (8U * width) == 0;
}

class Making {
public:
  Making(const Program& p, const Flow& flow) : p_(p), flow_(flow) {}

  FrameTable make() {
    t_.why_not = flow_.why_not;
    t_.pinned = flow_.pinned;
    t_.direct_base = flow_.direct_base;
    variables();
    locals();
    return std::move(t_);
  }

private:
  void add(std::vector<FrameField>& to, FrameField field, const Kinds& k, const std::string& name) {
    if (!fits(p_, flow_, k, field.width) && t_.why_not.empty())
      t_.why_not = fmt::format("a frame gets into '{}', which is too small for it", name);
    field.holds = holds(k);
    to.push_back(field);
  }

  void variables() {
    for (std::size_t i = 0; i < p_.places.size(); ++i) {
      const Place& at = p_.places[i];
      const Kinds& k = flow_.places[i];
      if (holds(k) == Holds::nothing) continue;
      const bool per_cpu = at.scope == Place::Scope::per_cpu;
      for (std::uint32_t e = 0; e < (per_cpu ? 1 : at.count); ++e)
        add(per_cpu ? t_.per_cpu : t_.global,
            {.offset = at.offset + e * at.width, .width = at.width}, k, at.name);
    }
  }

  void locals() {
    std::vector<std::uint16_t> wanted;
    for (std::size_t l = 0; l < p_.locals.size(); ++l)
      if (holds(flow_.locals[l]) != Holds::nothing) wanted.push_back(static_cast<std::uint16_t>(l));
    t_.live.resize(p_.code.size());
    const auto live = live_locals(p_, wanted);
    for (std::size_t pc = 0; pc < live.size(); ++pc)
      for (const std::uint16_t l : live[pc])
        add(t_.live[pc], {.offset = p_.locals[l].offset, .width = p_.locals[l].width},
            flow_.locals[l], p_.locals[l].name);
  }

  const Program& p_;
  const Flow& flow_;
  FrameTable t_;
};

} // namespace

FrameTable find_frames(const Program& program) {
  const Flow flow = find_flow(program);
  return Making(program, flow).make();
}

} // namespace ghostwalk::symmetry
