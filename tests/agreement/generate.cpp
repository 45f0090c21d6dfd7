// SPDX-License-Identifier: MIT
// 2 or 3 CPUs, one table with one or two pages, and scripts that map, unmap, free, flush, send, lock, choose.
#include "tests/agreement/generate.hpp"

#include <fmt/format.h>

namespace ghostwalk::test {
namespace {

class Generator {
public:
  explicit Generator(const std::vector<std::uint8_t>& tape) : tape_(tape) {}

  std::string text() {
    cpus_ = 2 + pick(4) / 3;
    global_ = pick(3) == 2;
    cpu();
    kernel();
    scenario();
    return std::move(text_);
  }

private:
  unsigned pick(unsigned count) { return at_ < tape_.size() ? tape_[at_++] % count : 0; }
  bool now_and_then() { return pick(4) == 3; }
  template <std::size_t n>
  const char* any(const char* const (&words)[n]) {
    return words[pick(n)];
  }

  void line(const std::string& words) { text_ += std::string(indent_, ' ') + words + '\n'; }
  template <class Body>
  void block(const std::string& head, Body body) {
    line(head);
    indent_ += 2;
    body();
    indent_ -= 2;
  }

  void cpu() {
    block("cpu random = pentium4 with pde_cache = " + std::string(any({"0", "1", "2"})) +
              ", walkers = " + any({"1", "2"}) + ", tlb_entries = " + any({"4", "1"}) +
              ", tlb_ways = 1, walk_drains = " + any({"0", "1"}) +
              ", invlpg_ends_all_walks = " + any({"0", "1"}) + ", has_pcid = 1, has_invpcid = 1",
          [] {});
    line("");
  }

  // ── The kernel: helpers that make some sense, in a random order of steps ──

  void kernel() {
    block("kernel k", [&] {
      line("paging i386");
      block("record mm for processes", [&] { line("fixed pgd: frame"); });
      line("var to_flush: cpumask");
      line("var flag: 0 .. 3");
      line("percpu mine: 0 .. 3");
      line("var guard: lock");
      line("process init_mm");
      block("proc running(mm)", [&] { line("cr3 = mm.pgd"); });
      block("interrupt flush", [&] { handler(); });
      block("proc flush_others(mask)", [&] { shootdown(); });
      block("proc unmap_page(mm)", [&] { unmap(); });
      block("proc unmap_table(mm)", [&] { teardown(); });
    });
    line("");
  }

  void handler() {
    for (unsigned n = pick(3); n > 0; --n) invalidate();
    line("atomic to_flush &= ~bit(self)");
    if (now_and_then()) invalidate();
  }

  void shootdown() {
    const bool locked = pick(2) == 1;
    if (locked) line("lock guard");
    line(pick(3) == 2 ? "to_flush = mask" : "atomic to_flush |= mask");
    if (pick(6) != 5) line("send flush to mask");
    if (pick(4) != 3) line("wait until to_flush == 0");
    if (locked) line("unlock guard");
  }

  void invalidate() {
    line(any({"cr3 = cr3", "invlpg 0x08048000", "invlpg 0x08049000", "cr4.pge = 0", "cr4.pge = 1",
              "fence", "invpcid address 0x08048000 pcid 0", "invpcid context 1", "invpcid all",
              "invpcid nonglobal", "cr3 = cr3 pcid 1 keep", "cr3 = cr3 pcid 0"}));
  }

  void flushes() {
    for (unsigned n = pick(3); n > 0; --n) {
      if (pick(2) == 0)
        invalidate();
      else
        line("flush_others((1 << cpus) - 1 & ~bit(self))");
    }
  }

  void unmap() {
    line("entry = mm.pgd[32]");
    block("if present(entry)", [&] {
      line("table = frame(entry)");
      line("old = atomic exchange(table[72], 0)");
      const bool early = pick(2) == 1;
      if (!early) flushes();
      block("if present(old)", [&] { line("free_page(frame(old))"); });
      if (early) flushes();
    });
  }

  void teardown() {
    line("old = atomic exchange(mm.pgd[32], 0)");
    block("if present(old)", [&] {
      const bool early = pick(2) == 1;
      if (!early) flushes();
      line(now_and_then() ? "mark frame(old) as quicklist" : "free_page(frame(old))");
      if (early) flushes();
    });
  }

  // ── The scenario ──

  void scenario() {
    block("scenario s", [&] {
      line(fmt::format("cpu random * {}", cpus_));
      line(fmt::format("frames {} reuse {}", 5 + pick(3), any({"lifo", "fifo", "any"})));
      if (pick(3) == 2) line("memory sc");
      if (now_and_then()) line("outside reads any of 0, 0xffffffff");
      block("process app", [&] {
        line(std::string("maps 0x08048000 ") + any({"write", "read"}) + (global_ ? " global" : ""));
        if (pick(3) == 2) line("maps 0x08049000 read");
      });
      for (unsigned cpu = 0; cpu < cpus_; ++cpu)
        block(fmt::format("on cpu {} running(app)", cpu), [&] { script(cpu); });
      claims();
    });
  }

  void script(unsigned cpu) {
    const unsigned statements = 1 + pick(4);
    const bool endless = now_and_then();
    const auto body = [&] {
      for (unsigned n = 0; n < statements; ++n) statement(cpu, 0);
    };
    if (endless)
      block("forever", body);
    else
      body();
  }

  void statement(unsigned cpu, int depth) {
    switch (pick(20)) {
    case 0: return access();
    case 1: return line("unmap_page(app)");
    case 2: return line("unmap_table(app)");
    case 3: return scribbler();
    case 4: return line(any({"speculate 0x08048000", "speculate 0x08049000"}));
    case 5: return access();
    case 6: return invalidate();
    case 7: return line(fmt::format("send flush to cpu {}", (cpu + 1 + pick(2)) % cpus_));
    case 8: return line(fmt::format("flag = {}", pick(4)));
    case 9: return line(any({"atomic flag |= 1", "atomic flag ^= 2", "flag |= 2", "mine = flag"}));
    case 10: return line(fmt::format("wait until flag {} {}", any({"!=", "=="}), pick(3)));
    case 11: return nested(cpu, depth, "lock guard", "unlock guard");
    case 12: return nested(cpu, depth, "interrupts off", "interrupts on");
    case 13: return either(cpu, depth);
    case 14: return condition(cpu, depth);
    case 15: return line(any({"branch 0x08048010 to 0x08048800", "branch at 0xc0048010"}));
    case 16: return line("reach here");
    case 17: return line(any({"flag = any of 0, 1, 2", "work 10 .. 50", "mine = 1"}));
    case 18: return map();
    default: return line("flush_others((1 << cpus) - 1 & ~bit(self))");
    }
  }

  void access() {
    line(any({"read 0x08048000", "write 0x08048000 = 1", "execute 0x08048000",
              "seen = read 0x08048000", "read 0x08049000"}));
    block("on fault", [&] { line(any({"flag = 0", "reach here"})); });
  }

  // Takes what comes free, and writes what a walker could take for an entry.
  void scribbler() {
    line("page = alloc_page(kernel)");
    line(std::string("page[72] = ") +
         any({"0x0badc167", "0x0badc067", "0", "any of 0, 0x0badc163"}));
    if (pick(2) == 1) line("free_page(page)");
  }

  void map() {
    line("page = alloc_page(table)");
    line("page[72] = 0");
    line("old = atomic exchange(app.pgd[32], entry(page, present, write, user))");
    if (pick(2) == 1) block("if present(old)", [&] { line("free_page(frame(old))"); });
  }

  void inner(unsigned cpu, int depth) {
    for (unsigned n = 1 + pick(2); n > 0; --n)
      if (depth < 2)
        statement(cpu, depth + 1);
      else
        line("flag = 1");
  }

  void nested(unsigned cpu, int depth, const char* open, const char* close) {
    line(open);
    inner(cpu, depth);
    line(close);
  }

  void either(unsigned cpu, int depth) {
    block("either", [&] { inner(cpu, depth); });
    block("or", [&] { inner(cpu, depth); });
  }

  void condition(unsigned cpu, int depth) {
    block(fmt::format("if flag {} {}", any({"==", "<"}), pick(3)), [&] { inner(cpu, depth); });
    if (pick(2) == 1) block("else", [&] { inner(cpu, depth); });
  }

  void claims() {
    for (unsigned n = 1 + pick(2); n > 0; --n)
      line(std::string("never ") +
           any({"poisoned", "use after free", "ghost walk", "stale use", "scribble",
                "table freed in flight", "flag == 3", "quicklist walk",
                "mine[0] == 1 and flag == 2", "fault", "flag == 2 and to_flush != 0"}));
    // Something has to name the event for a claim about it.
    if (text_.find("reach here") != std::string::npos && pick(2) == 1)
      line(any({"sometimes event here", "never event here"}));
    if (now_and_then()) line("sometimes flag == 1");
  }

  const std::vector<std::uint8_t>& tape_;
  std::size_t at_ = 0;
  std::size_t indent_ = 0;
  std::string text_;
  unsigned cpus_ = 2;
  bool global_ = false;
};

} // namespace

std::string generated(const std::vector<std::uint8_t>& tape) { return Generator(tape).text(); }

} // namespace ghostwalk::test
