// SPDX-License-Identifier: MIT
// Instructions that read and write variables, locks, words of frames, and the frames' owners.
// Plain stores go through the CPU's store buffer; locked ones find it empty and write memory. Loads see the CPU's own
// newest store, else memory.
#include <fmt/format.h>

#include "sim/machine/effects.hpp"

namespace ghostwalk {
namespace {

std::uint64_t apply_rmw(Rmw op, std::uint64_t old, std::uint64_t operand) {
  switch (op) {
  case Rmw::bit_or: return old | operand;
  case Rmw::bit_and: return old & operand;
  case Rmw::bit_xor: return old ^ operand;
  case Rmw::add: return old + operand;
  case Rmw::sub: return old - operand;
  default: return operand;
  }
}

// ── Variables ──

std::uint32_t index_of_place(const Doing& d, const Insn& i) {
  return i.a.size != 0 ? static_cast<std::uint32_t>(eval(d, i.a))
         : d.p.places[i.place].scope == Place::Scope::per_cpu ? d.cpu
                                                              : 0U;
}

void note_var(Doing& d, EventKind kind, const Insn& i, std::uint64_t before, std::uint64_t after) {
  if (d.trace == nullptr) return;
  Event e = d.note(kind);
  e.place = i.place;
  e.index = index_of_place(d, i);
  e.before = before;
  e.after = after;
  d.add(e);
}

// ── Words of frames, through the kernel's direct map ──

struct WordAt {
  int frame = -1, slot = -1;
  Pfn pfn = 0;
  std::uint64_t index = 0;
};

WordAt word_at(const Doing& d, const Insn& i) {
  WordAt w;
  w.pfn = eval(d, i.a);
  w.index = eval(d, i.b);
  if (w.pfn == 0) model_error(d.cpu, d.insn, "a word of frame `none`: a null pointer");
  if (w.index >= d.p.word_slot.size())
    model_error(d.cpu, d.insn,
                fmt::format("word {} of a frame that has {}", w.index, d.p.word_slot.size()));
  w.frame = d.state.frame_index(w.pfn);
  w.slot = d.state.word_slot(w.index);
  return w;
}

void note_word(Doing& d, EventKind kind, const WordAt& w, Word before, Word after) {
  if (d.trace == nullptr) return;
  Event e = d.note(kind);
  e.frame = w.pfn;
  e.index = static_cast<std::uint32_t>(w.index);
  e.before = before;
  e.after = after;
  d.add(e);
}

// A word that no step can write is always 0. A frame that is not there answers as for walks.
Word value_at(const Doing& d, const WordAt& w) {
  if (w.frame < 0) return d.p.outside_reads.front();
  if (w.slot < 0) return 0;
  return d.state.read(d.cpu, d.state.word_at(w.frame, w.slot), d.p.mode->word_bytes);
}

// How a store gets to memory.
enum class Store : std::uint8_t { plain, locked };

void put(const Doing& d, Store how, std::byte* where, std::uint8_t width, std::uint64_t value) {
  if (how == Store::locked)
    store(where, width, value);
  else
    d.state.write(d.cpu, where, width, value);
}

void put_word(Doing& d, const WordAt& w, Store how, Word value) {
  if (d.p.mode->word_bytes == 4) value &= 0xffffffffU;
  const Word before = value_at(d, w);
  if (w.frame >= 0 && w.slot < 0) {
    if (value == 0) return;
    model_error(d.cpu, d.insn,
                fmt::format("a store to word {} of a frame, whose index is known only when it "
                            "runs: name it with a constant index "
                            "somewhere, so that the state has a place for it",
                            w.index));
  }
  if (w.frame >= 0) put(d, how, d.state.word_at(w.frame, w.slot), d.p.mode->word_bytes, value);
  note_word(d, EventKind::write_word, w, before, value);
}

// ── Frames ──

void note_frame(Doing& d, EventKind kind, Pfn frame, Owner before, Owner after) {
  if (d.trace == nullptr) return;
  Event e = d.note(kind);
  e.frame = frame;
  e.before = static_cast<std::uint64_t>(before);
  e.after = static_cast<std::uint64_t>(after);
  d.add(e);
}

int pool_frame(const Doing& d, Pfn pfn, const char* doing) {
  const int frame = d.state.frame_index(pfn);
  if (frame < 0)
    model_error(d.cpu, d.insn,
                fmt::format("{} frame {:#x}, which is not in the pool {:#x} .. {:#x}", doing, pfn,
                            d.p.first_frame, d.p.first_frame + d.p.frames - 1U));
  return frame;
}

} // namespace

std::uint64_t load_var(Doing& d, const Insn& i) {
  const std::byte* where = place(d.p, d.state, d.cpu, i.place, i.a, d.insn);
  const std::uint64_t value = d.state.read(d.cpu, where, d.p.places[i.place].width);
  note_var(d, EventKind::read_var, i, value, value);
  return value;
}

static void put_var(Doing& d, const Insn& i, Store how, std::uint64_t value) {
  const Place& at = d.p.places[i.place];
  if (at.type == Place::Type::cpumask && value > at.highest)
    value &= at.highest; // ~bit(self) has bits of CPUs that are not there.
  if (value > at.highest)
    model_error(
        d.cpu, d.insn,
        fmt::format("{} does not fit in '{}', which holds 0 .. {}", value, at.name, at.highest));
  std::byte* where = place(d.p, d.state, d.cpu, i.place, i.a, d.insn);
  const std::uint64_t before = d.state.read(d.cpu, where, at.width);
  put(d, how, where, at.width, value);
  note_var(d, EventKind::write_var, i, before, value);
}

void store_var(Doing& d, const Insn& i, std::uint64_t value) { put_var(d, i, Store::plain, value); }

void rmw_var(Doing& d, const Insn& i) {
  const std::uint64_t old =
      load(place(d.p, d.state, d.cpu, i.place, i.a, d.insn), d.p.places[i.place].width);
  put_var(d, i, Store::locked, apply_rmw(static_cast<Rmw>(i.aux), old, eval(d, i.b)));
  set_dst(d, i, old);
}

// A lock names its holder, and only its holder gives it back.
void take_lock(Doing& d, const Insn& i) {
  store(place(d.p, d.state, d.cpu, i.place, i.a, d.insn), d.p.places[i.place].width, d.cpu + 1U);
  note_var(d, EventKind::locked, i, 0, d.cpu + 1U);
}

void release_lock(Doing& d, const Insn& i) {
  std::byte* where = place(d.p, d.state, d.cpu, i.place, i.a, d.insn);
  const std::uint64_t holder = d.state.read(d.cpu, where, d.p.places[i.place].width);
  if (holder != d.cpu + 1U)
    model_error(d.cpu, d.insn,
                holder == 0
                    ? fmt::format("unlock of '{}', which nobody holds", d.p.places[i.place].name)
                    : fmt::format("unlock of '{}', which cpu {} holds", d.p.places[i.place].name,
                                  holder - 1));
  put(d, Store::plain, where, d.p.places[i.place].width, 0); // spin_unlock is a plain store.
  note_var(d, EventKind::unlocked, i, holder, 0);
}

Word load_word(Doing& d, const Insn& i) {
  const WordAt w = word_at(d, i);
  const Word value = value_at(d, w);
  note_word(d, EventKind::read_word, w, value, value);
  return value;
}

void store_word(Doing& d, const Insn& i) { put_word(d, word_at(d, i), Store::plain, eval(d, i.c)); }

void rmw_word(Doing& d, const Insn& i) {
  const WordAt w = word_at(d, i);
  const Word old = value_at(d, w);
  put_word(d, w, Store::locked, apply_rmw(static_cast<Rmw>(i.aux), old, eval(d, i.c)));
  set_dst(d, i, old);
}

// A drained store is in memory, where all see it, and out of the buffer.
void drain(Doing& d) {
  auto buffer = d.state.store_buffer(d.cpu);
  const Field to = buffer.oldest();
  const std::uint64_t value = buffer.oldest_value();
  store(d.state.bytes(), to, value);
  d.state.touch(to);
  buffer.pop();
  if (d.trace == nullptr) return;
  Event e = d.note(EventKind::drained);
  e.index = to.offset;
  e.after = value;
  d.add(e);
}

// A frame is its owner's from its allocation to its release.
void allocate(Doing& d, const Insn& i, std::uint16_t choice) {
  const int frame = d.state.allocator(d.cpu).take(choice);
  d.state.set_owner(frame, static_cast<Owner>(i.aux));
  const Pfn pfn = d.p.first_frame + static_cast<Pfn>(frame);
  set_dst(d, i, pfn);
  note_frame(d, EventKind::allocated, pfn, Owner::free, static_cast<Owner>(i.aux));
}

void free_frame(Doing& d, Pfn pfn) {
  const int frame = pool_frame(d, pfn, "free_page of");
  const Owner owner = d.state.owner(frame);
  if (owner == Owner::free)
    model_error(d.cpu, d.insn, fmt::format("free_page of frame {:#x}, which is free already", pfn));
  d.state.set_owner(frame, Owner::free);
  d.state.allocator(d.cpu).put(static_cast<std::uint16_t>(frame));
  note_frame(d, EventKind::freed, pfn, owner, Owner::free);
  forget_frame(d, pfn, is_table(owner) || owner == Owner::quicklist);
}

void mark(Doing& d, const Insn& i) {
  const Pfn pfn = eval(d, i.a);
  const int frame = pool_frame(d, pfn, "mark of");
  const Owner before = d.state.owner(frame);
  const auto after = static_cast<Owner>(i.aux);
  if (before == after) return;
  d.state.set_owner(frame, after);
  note_frame(d, EventKind::marked, pfn, before, after);
  // A quicklist page that becomes a table again is a table of something else: what still names it is out of date.
  if (before == Owner::quicklist) forget_frame(d, pfn, true);
}

} // namespace ghostwalk
