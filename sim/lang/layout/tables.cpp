// SPDX-License-Identifier: MIT
// Process by process: its root table, then for each page it maps the tables that are missing and the page's frame, each the lowest
// frame of the pool that is left. Roots share what the first process of the kernel maps above the user/kernel split. Large pages
// get frames beyond the pool.
#include "sim/lang/layout/tables.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"

namespace ghostwalk::lang {
namespace {

using hw::PagingMode;

constexpr Pfn first_large_frame = 0x40000;

std::string hex(Address va) { return fmt::format("{:#010x}", va); }

struct Mapping {
  Address from = 0, last = 0; // First byte of the first page and of the last.
  bool write = false, kernel = false, global = false, large = false, noexec = false;
  bool direct = false;
  Location at;
};

class Builder {
public:
  explicit Builder(const Symbols& s) : s_(s), mode_(*s.chosen.mode) {}

  Tables build() {
    for (std::size_t i = 0; i < s_.processes.size(); ++i) add(s_.processes[i], i == 0);
    out_.pages.assign(pages_.begin(), pages_.end());
    out_.contents = fmt::format("{}, {}, {}", counted(out_.roots.size(), "root table"),
                                counted(tables_, "page table"), counted(user_frames_, "page"));
    return std::move(out_);
  }

private:
  static std::string counted(std::size_t n, const std::string& what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  }

  void add(const ProcessSymbol& process, bool first) {
    const Pfn root = take(static_cast<Owner>(mode_.levels), process.declared->at);
    out_.roots.push_back(root);
    shared_.clear();
    if (!first && s_.processes[0].of_kernel) share_kernel_half(root);
    std::vector<Mapping> done;
    add_maps(process.declared->maps, root, done);
    if (process.extended != nullptr) add_maps(process.extended->maps, root, done);
  }

  void add_maps(const std::vector<Maps>& all, Pfn root, std::vector<Mapping>& done) {
    for (const Maps& maps : all) {
      const Mapping m = mapping(maps);
      for (const Mapping& other : done) check_apart(m, other);
      done.push_back(m);
      map_all(root, m);
    }
  }

  void share_kernel_half(Pfn root) {
    const Pfn from = out_.roots[0];
    for (std::size_t i = 0, end = out_.words.size(); i < end; ++i) {
      const Tables::Stored w = out_.words[i];
      if (w.frame != from || !is_kernel_index(w.index)) continue;
      out_.words.push_back({root, w.index, w.value});
      shared_.push_back(w.index);
    }
  }

  bool is_kernel_index(std::uint16_t index) const {
    return index >= hw::index_of(mode_, mode_.levels, mode_.user_end);
  }

  // ── What `maps` says ──

  Mapping mapping(const Maps& maps) const {
    Mapping m;
    m.at = maps.where.at;
    for (const auto& [flag, at] : maps.flags) set_flag(m, flag, at);
    const bool range = maps.where.kind == Expr::Kind::range;
    const Address size = page_size(m);
    m.from = s_.constant(range ? maps.where.children[0] : maps.where);
    const Address end = range ? s_.constant(maps.where.children[1]) : m.from + (size - 1);
    check_address(mode_, m.from, m.at);
    check_address(mode_, end, m.at);
    if (m.from % size != 0)
      fail(m.at, fmt::format("{} is not the start of a page of {} KiB", hex(m.from), size / 1024),
           fmt::format("the page starts at {}", hex(m.from / size * size)));
    if (end % size != size - 1)
      fail(m.at, fmt::format("{} is not the last byte of a page of {} KiB", hex(end), size / 1024),
           fmt::format("the page ends at {}", hex(end / size * size + (size - 1))));
    if (end < m.from) fail(m.at, "the range is empty: the lower address comes first");
    if ((end - m.from) / size >= max_pages)
      fail(m.at, fmt::format("more than {} linear pages", max_pages), "map fewer, or large ones");
    m.last = end - (size - 1);
    m.kernel = m.kernel || !hw::is_user(mode_, m.from);
    return m;
  }

  void set_flag(Mapping& m, const std::string& flag, Location at) const {
    if (flag == "write") m.write = true;
    if (flag == "kernel") m.kernel = true;
    if (flag == "global") m.global = true;
    if (flag == "large") m.large = true;
    if (flag == "noexec") m.noexec = true;
    if (flag == "direct") m.direct = true;
    if (m.noexec && !mode_.has_no_execute) fail(at, "there is no noexec in i386 paging");
  }

  Address page_size(const Mapping& m) const {
    return Address{1} << mode_.level[m.large ? 2 : 1].shift;
  }

  void check_apart(const Mapping& a, const Mapping& b) const {
    const Address a_end = a.last + (page_size(a) - 1), b_end = b.last + (page_size(b) - 1);
    if (a.from > b_end || b.from > a_end) return;
    fail(a.at, fmt::format("{} is mapped already", hex(std::max(a.from, b.from))),
         fmt::format("line {} maps it", b.at.line));
  }

  // ── Tables ──

  void map_all(Pfn root, const Mapping& m) {
    if (m.direct) out_.direct.push_back({m.from, m.last + (page_size(m) - 1)});
    for (Address va = m.from;; va += page_size(m)) {
      map(root, m, va);
      if (va == m.last) return;
    }
  }

  void map(Pfn root, const Mapping& m, Address va) {
    const std::uint16_t top = hw::index_of(mode_, mode_.levels, va);
    if (std::find(shared_.begin(), shared_.end(), top) != shared_.end())
      fail(m.at, fmt::format("{} lies in a part that all processes share", hex(va)),
           "map it in '" + s_.processes[0].declared->name + "', which the others copy");
    const int leaf = m.large ? 2 : 1;
    Pfn table = root;
    for (int level = mode_.levels; level > leaf; --level)
      table = next_table(table, level, va, m.at);
    out_.words.push_back({table, hw::index_of(mode_, leaf, va), leaf_word(m, va)});
    if (pages_.insert(va).second && pages_.size() > max_pages)
      fail(m.at, fmt::format("more than {} linear pages", max_pages), "map fewer, or large ones");
  }

  Pfn next_table(Pfn table, int level, Address va, Location at) {
    const std::uint16_t index = hw::index_of(mode_, level, va);
    for (const Tables::Stored& w : out_.words)
      if (w.frame == table && w.index == index) return hw::frame_of(mode_, w.value);
    const Pfn next = take(static_cast<Owner>(level - 1), at);
    ++tables_;
    const bool register_format = mode_.root_in_registers && level == mode_.levels;
    using namespace hw::bit;
    const Word bits = register_format ? present : present | writable | user | accessed;
    out_.words.push_back({table, index, hw::make_entry(next, bits)});
    return next;
  }

  Word leaf_word(const Mapping& m, Address va) {
    using namespace hw::bit;
    Word bits = present | accessed;
    if (!m.kernel) bits |= user;
    if (m.write) bits |= writable | dirty;
    if (m.global) bits |= global;
    if (m.noexec) bits |= no_execute;
    if (m.large) bits |= large;
    if (m.direct) return hw::make_entry(direct_frame(va), bits);
    if (m.large) return hw::make_entry(large_frame(m), bits);
    ++user_frames_;
    return hw::make_entry(take(m.kernel ? Owner::kernel : Owner::user, m.at), bits);
  }

  // The direct map begins at a multiple of 1 TiB, or of 1 GiB where addresses have 32 bits.
  Pfn direct_frame(Address va) const {
    const int bits = mode_.id == hw::PagingModeId::x86_64 ? 40 : 30;
    return (va & ((Address{1} << bits) - 1)) >> 12;
  }

  Pfn take(Owner owner, Location at) {
    if (out_.owners.size() == max_frames)
      fail(at, fmt::format("more than {} frames at the start", max_frames),
           "map fewer pages, or `direct` ones: they need no frames of their own");
    out_.owners.push_back(owner);
    return first_frame + out_.owners.size() - 1;
  }

  Pfn large_frame(const Mapping& m) {
    const Pfn frames = page_size(m) >> 12;
    const Pfn frame = first_large_frame + large_pages_++ * frames;
    const std::uint64_t bits =
        mode_.word_bytes == 4 ? 32 : s_.chosen.cpu.number(hw::Key::max_physical_bits);
    if (frame + frames > Pfn{1} << (bits - 12))
      fail(m.at, "there is no physical memory left for large pages");
    return frame;
  }

  const Symbols& s_;
  const PagingMode& mode_;
  Tables out_;
  std::vector<std::uint16_t> shared_; // Root entries of the process being built that are copies.
  std::set<Address> pages_;           // All that are mapped, each once.
  std::size_t tables_ = 0, user_frames_ = 0, large_pages_ = 0;
};

} // namespace

void check_address(const PagingMode& mode, Address va, Location at) {
  if (mode.id != hw::PagingModeId::x86_64) {
    if (va > 0xffffffffU)
      fail(at, fmt::format("{:#x} is no address in {} paging: they have 32 bits", va, mode.name));
    return;
  }
  const Address high = va >> 47;
  if (high != 0 && high != 0x1ffff)
    fail(at, fmt::format("{:#x} is not a canonical address: bits 63 to 47 have to be equal", va));
}

Pfn table_at_start(const Tables& tables, const hw::PagingMode& mode, std::size_t process,
                   Address va, std::size_t level) {
  Pfn table = tables.roots.at(process);
  for (int at = mode.levels; at > static_cast<int>(level) && table != 0; --at) {
    const std::uint16_t index = hw::index_of(mode, at, va);
    const auto word =
        std::find_if(tables.words.begin(), tables.words.end(),
                     [&](const Tables::Stored& w) { return w.frame == table && w.index == index; });
    const bool goes_on = word != tables.words.end() && (word->value & hw::bit::present) != 0 &&
                         !(mode.level[static_cast<std::size_t>(at)].may_be_large &&
                           (word->value & hw::bit::large) != 0);
    table = goes_on ? hw::frame_of(mode, word->value) : 0;
  }
  return table;
}

Tables build_tables(const Symbols& symbols) { return Builder(symbols).build(); }

} // namespace ghostwalk::lang
