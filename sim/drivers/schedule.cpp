// SPDX-License-Identifier: MIT
#include "sim/drivers/schedule.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "sim/machine/view.hpp"

namespace ghostwalk {
namespace {

constexpr std::size_t most_words = 1'000'000; // More is a slip of the pen in a `*`.

struct Verb {
  std::string_view name;
  StepKind kind;
};
constexpr std::array verbs{Verb{"walk", StepKind::walk_start},
                           Verb{"read", StepKind::walk_read},
                           Verb{"irq", StepKind::interrupt},
                           Verb{"evict", StepKind::evict_tlb},
                           Verb{"forget", StepKind::evict_paging_cache},
                           Verb{"drain", StepKind::drain}};

std::string_view verb_of(StepKind kind) {
  for (const Verb& v : verbs)
    if (v.kind == kind) return v.name;
  return "";
}

constexpr const char* grammar =
    "a word is CPU, CPU/CHOICE, CPU:irq@NAME, CPU:walk@ADDRESS, CPU:read, CPU:evict@ADDRESS, "
    "CPU:forget@ADDRESS or CPU:drain, as in \"0 1:walk@0x08048000 1:read 0*12\"";

// Reads one word from left to right.
class Reader {
public:
  Reader(std::string_view word, std::size_t number, std::size_t at)
      : word_(word), rest_(word), number_(number), at_(at) {}

  std::size_t read(Decision& d) { // Returns how many times.
    d.cpu = small("the number of a CPU");
    if (take(':')) hardware(d);
    if (take('/')) d.choice = small("the number of an alternative");
    std::size_t times = 1;
    if (take('*')) times = number("how many times", 1, most_words);
    if (!rest_.empty()) fail(fmt::format("'{}' is too much", rest_));
    return times;
  }

private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(
        fmt::format("schedule, word {} ('{}', at character {}): {}", number_, word_, at_, what),
        grammar);
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view until(std::string_view ends) {
    const std::string_view part = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(part.size());
    return part;
  }

  std::uint64_t number(const std::string& what, std::uint64_t lowest, std::uint64_t highest,
                       int base = 10) {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value, base);
    if (error != std::errc() || value < lowest || value > highest)
      fail(fmt::format("expected {} before '{}'", what, rest_.substr(0, 20)));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  std::uint16_t small(const std::string& what) {
    return static_cast<std::uint16_t>(number(what, 0, 0xffff));
  }

  void hardware(Decision& d) {
    const std::string_view name = until("@./*#");
    std::vector<std::string> names;
    for (const Verb& v : verbs) {
      names.emplace_back(v.name);
      if (v.name == name) d.kind = v.kind;
    }
    switch (d.kind) {
    case StepKind::exec: fail(fmt::format("there is no step '{}'{}", name, suggest(name, names)));
    case StepKind::interrupt: interrupt(d); break;
    case StepKind::walk_read:
      if (take('.')) d.number = small("the number of a walk's slot");
      break;
    case StepKind::drain: break;
    default: page(d);
    }
  }

  void interrupt(Decision& d) {
    if (!take('@')) fail("expected '@' and the name of an interrupt");
    d.vector = until("/*");
    if (d.vector.empty()) fail("expected the name of an interrupt");
  }

  void page(Decision& d) {
    if (!take('@')) fail("expected '@' and the address of a page");
    if (rest_.substr(0, 2) == "0x") rest_.remove_prefix(2);
    d.va = number("an address in hexadecimal", 0, ~0ULL, 16);
    if (d.kind != StepKind::walk_start && take('#')) d.number = small("the number of an entry");
  }

  std::string_view word_, rest_;
  std::size_t number_, at_;
};

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Which of the entries of the same page this one is.
template <class Cache>
std::uint16_t nth_of_page(const Cache& cache, std::uint16_t slot) {
  std::uint16_t nth = 0;
  for (std::uint16_t i = 0; i < slot; ++i)
    if (cache.at(i).page == cache.at(slot).page) ++nth;
  return nth;
}

template <class Cache>
void name_entry(const Program& p, const Cache& cache, std::uint16_t slot, Decision& d) {
  d.va = p.pages[cache.at(slot).page].va;
  d.number = nth_of_page(cache, slot);
}

} // namespace

std::vector<ScheduleWord> read_schedule(std::string_view text) {
  std::vector<ScheduleWord> words;
  std::size_t i = 0, number = 0;
  while (i < text.size()) {
    if (is_blank(text[i])) {
      ++i;
    } else if (text[i] == ';') {
      i = std::min(text.find('\n', i), text.size());
    } else {
      std::size_t end = i;
      while (end < text.size() && !is_blank(text[end]) && text[end] != ';') ++end;
      ScheduleWord word{{}, i + 1};
      const std::size_t times =
          Reader(text.substr(i, end - i), ++number, i + 1).read(word.decision);
      if (words.size() + times > most_words)
        throw InputError(
            fmt::format("schedule, word {}: more than {} decisions", number, most_words));
      words.insert(words.end(), times, word);
      i = end;
    }
  }
  return words;
}

std::string word_of(const Decision& d) {
  std::string word = fmt::format("{}", d.cpu);
  if (d.kind != StepKind::exec) word += fmt::format(":{}", verb_of(d.kind));
  switch (d.kind) {
  case StepKind::interrupt: word += "@" + d.vector; break;
  case StepKind::walk_read: word += d.number == 0 ? "" : fmt::format(".{}", d.number); break;
  case StepKind::walk_start: word += fmt::format("@{:#010x}", d.va); break;
  case StepKind::evict_tlb:
  case StepKind::evict_paging_cache:
    word += fmt::format("@{:#010x}", d.va) + (d.number == 0 ? "" : fmt::format("#{}", d.number));
    break;
  default: break;
  }
  return d.choice == 0 ? word : word + fmt::format("/{}", d.choice);
}

Decision decision_of(const Machine& machine, const std::byte* state, Step s) {
  const Program& p = machine.program();
  const View v(p, state);
  Decision d{s.cpu, s.kind, s.choice, 0, 0, {}};
  switch (s.kind) {
  case StepKind::interrupt: d.vector = p.vectors[s.what].name; break;
  case StepKind::walk_read: d.number = s.what; break;
  case StepKind::walk_start: d.va = p.pages[s.what].va; break;
  case StepKind::evict_tlb: name_entry(p, v.tlb(s.cpu), s.what, d); break;
  case StepKind::evict_paging_cache: name_entry(p, v.paging_cache(s.cpu), s.what, d); break;
  default: break;
  }
  return d;
}

std::optional<Step> step_of(const Machine& machine, const std::byte* state,
                            const Decision& decision) {
  std::vector<Step> steps;
  machine.steps(state, steps);
  for (const Step s : steps)
    if (s.cpu == decision.cpu && s.kind == decision.kind &&
        decision_of(machine, state, s) == decision)
      return s;
  return std::nullopt;
}

std::string schedule_of(const Machine& machine, const std::vector<Step>& steps) {
  std::vector<std::byte> state = machine.program().initial;
  std::string text, word;
  std::size_t times = 0;
  const auto flush = [&] {
    if (times == 0) return;
    text += (text.empty() ? "" : " ") + word + (times == 1 ? "" : fmt::format("*{}", times));
  };
  for (const Step s : steps) {
    const std::string next = word_of(decision_of(machine, state.data(), s));
    if (times > 0 && next == word) {
      ++times;
    } else {
      flush();
      word = next;
      times = 1;
    }
    machine.apply(state.data(), s);
  }
  flush();
  return text;
}

} // namespace ghostwalk
