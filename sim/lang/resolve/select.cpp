// SPDX-License-Identifier: MIT
#include "sim/lang/resolve/select.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/parse/lexer.hpp"
#include "sim/lang/parse/words.hpp"

namespace ghostwalk::lang {
namespace {

constexpr std::uint64_t longest_run = 1'000'000'000'000; // Cycles.
constexpr std::size_t most_outside_reads = 16;

std::string text_of(const Expr& value) {
  return value.kind == Expr::Kind::number ? std::to_string(value.number) : value.text;
}

const hw::PagingMode& paging(const std::string& name, Location at) {
  if (const hw::PagingMode* found = hw::find_paging_mode(name)) return *found;
  fail(at, "there is no paging mode '" + name + "'" + suggest(name, paging_words()));
}

hw::Reuse reuse(const std::string& word, Location at) {
  const auto found = std::find(reuse_words().begin(), reuse_words().end(), word);
  if (found == reuse_words().end())
    fail(at, "there is no reuse policy '" + word + "'" + suggest(word, reuse_words()));
  return word == "lifo" ? hw::Reuse::lifo : word == "fifo" ? hw::Reuse::fifo : hw::Reuse::any;
}

void set_frames(Selected& s, std::uint64_t count, Location at) {
  s.frames = static_cast<std::uint16_t>(within(count, 1, max_frames, at, "the number of frames"));
  s.frames_at = at;
}
void set_per_cpu(Selected& s, std::uint64_t count, Location at) {
  s.per_cpu_frames =
      static_cast<std::uint16_t>(within(count, 0, max_frames, at, "the number of frames per CPU"));
}
void set_cpus(Selected& s, std::uint64_t count, Location at) {
  s.cpus = static_cast<std::uint16_t>(within(count, 1, max_cpus, at, "the number of CPUs"));
}

// A line that may stand only once.
class Once {
public:
  void check(const Line& line) {
    if (line.keyword == "option") return;
    const auto [first, fresh] = seen_.emplace(line.keyword, &line);
    if (!fresh)
      fail(line.at, fmt::format("a second `{}` line", line.keyword),
           fmt::format("the first is in line {}", first->second->at.line));
  }

private:
  std::map<std::string, const Line*> seen_;
};

std::vector<Word> outside_reads(const Line& line) {
  std::vector<Word> words;
  for (const Expr& e : line.exprs) {
    if (e.kind != Expr::Kind::any_of) {
      words.push_back(plain_number(e, "a word"));
      continue;
    }
    for (const Expr& child : e.children) words.push_back(plain_number(child, "a word"));
  }
  if (words.size() > most_outside_reads)
    fail(line.at, fmt::format("at most {} words may be read outside the pool", most_outside_reads));
  return words;
}

void apply_scenario_line(Selected& s, const Library& library, const Line& line) {
  if (line.keyword == "cpu") {
    s.cpu = cpu_description(library, line.words[0].text, line.words[0].at);
    if (!line.exprs.empty())
      set_cpus(s, plain_number(line.exprs[0], "a number of CPUs"), line.exprs[0].at);
  } else if (line.keyword == "frames") {
    set_frames(s, plain_number(line.exprs[0], "a number of frames"), line.exprs[0].at);
    if (!line.words.empty()) s.reuse = reuse(line.words[0].text, line.words[0].at);
    if (line.exprs.size() > 1)
      set_per_cpu(s, plain_number(line.exprs[1], "a number of frames"), line.exprs[1].at);
  } else if (line.keyword == "option") {
    s.options.push_back({line.words[0].text, text_of(line.exprs[0]), line.words[0].at});
  } else if (line.keyword == "memory") {
    s.store_buffers = line.words[0].text == "tso";
  } else if (line.keyword == "outside") {
    s.outside_reads = outside_reads(line);
  } else if (line.keyword == "for") {
    const std::uint64_t cycles = plain_number(line.exprs[0], "a number of cycles");
    s.settle_cycles = within(cycles, 1, longest_run, line.exprs[0].at, "the length of a run");
  }
}

void apply_scenario(Selected& s, const Library& library) {
  Once once;
  bool has_cpu = false;
  for (const Item& item : s.scenario->items) {
    const auto* line = std::get_if<Line>(&item);
    if (line == nullptr) continue;
    once.check(*line);
    has_cpu = has_cpu || line->keyword == "cpu";
    apply_scenario_line(s, library, *line);
  }
  if (!has_cpu)
    fail(s.scenario->at, "scenario '" + s.scenario->name + "' does not say which CPU it runs on",
         "add a line such as `cpu pentium4 * 2`");
}

std::uint64_t setting_number(const std::string& key, const std::string& text) {
  if (text.empty() || text[0] < '0' || text[0] > '9')
    fail({}, fmt::format("'{}' is no number for {}", text, key));
  return number_value(text, {});
}

bool memory_is_tso(const std::string& word) {
  if (std::find(memory_words().begin(), memory_words().end(), word) == memory_words().end())
    fail({}, "there is no memory order '" + word + "'" + suggest(word, memory_words()));
  return word == "tso";
}

[[noreturn]] void unknown_setting(const std::string& key) {
  fail({}, "there is no setting '" + key + "'" + suggest(key, setting_names()));
}

void apply_setting(Selected& s, const std::string& key, const std::string& text) {
  if (key == "cpus")
    set_cpus(s, setting_number(key, text), {});
  else if (key == "frames")
    set_frames(s, setting_number(key, text), {});
  else if (key == "per_cpu_frames")
    set_per_cpu(s, setting_number(key, text), {});
  else if (key == "reuse")
    s.reuse = reuse(text, {});
  else if (key == "memory")
    s.store_buffers = memory_is_tso(text);
  else if (key == "paging")
    s.mode = &paging(text, {});
  else if (hw::find_parameter(key) != nullptr)
    set_parameter(s.cpu, key, text);
  else
    unknown_setting(key);
}

void apply_kernel(Selected& s, const std::vector<const Declaration*>& chain) {
  s.kernel = chain.back();
  s.kernel_name = chain.front()->name;
  for (auto d = chain.rbegin(); d != chain.rend(); ++d)
    for (const With& with : (*d)->with)
      s.options.push_back({with.key, text_of(with.value), with.at});
  Once once;
  for (const Item& item : s.kernel->items) {
    const auto* line = std::get_if<Line>(&item);
    if (line == nullptr) continue;
    once.check(*line);
    if (line->keyword == "paging") s.mode = &paging(line->words[0].text, line->words[0].at);
  }
  if (s.mode == nullptr)
    fail(s.kernel->at, "kernel '" + s.kernel->name + "' does not say how it pages",
         "add a line such as `paging i386`");
}

// What walks read outside the pool: all ones unless said otherwise, and no more bits than a word has.
void settle_outside_reads(Selected& s) {
  if (s.outside_reads.empty()) s.outside_reads = {~Word{0}};
  if (s.mode->word_bytes == 4)
    for (Word& word : s.outside_reads) word &= 0xffffffffU;
}

} // namespace

std::vector<const Declaration*> kernel_chain(const Library& library, const std::string& name,
                                             Location at) {
  std::vector<const Declaration*> chain;
  for (std::string next = name;; next = chain.back()->base) {
    const auto found = library.kernels.find(next);
    if (found == library.kernels.end())
      fail(at, "there is no kernel '" + next + "'" + suggest(next, names_of(library.kernels)));
    for (const Declaration* seen : chain)
      if (seen == found->second) fail(seen->base_at, "kernel '" + name + "' derives from itself");
    chain.push_back(found->second);
    if (found->second->base.empty()) return chain;
    at = found->second->base_at;
  }
}

Selected select(const Library& library, const Selection& selection) {
  Selected s;
  s.scenario = selection.scenario;
  apply_kernel(s, kernel_chain(library, selection.kernel, {}));
  apply_scenario(s, library);
  for (const auto& [name, value] : selection.options) s.options.push_back({name, value, {}});
  for (const auto& [key, text] : selection.settings) apply_setting(s, key, text);
  settle_outside_reads(s);
  return s;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names{"cpus", "frames", "reuse", "per_cpu_frames", "paging", "memory"};
  for (const hw::Parameter& p : hw::parameters()) names.emplace_back(p.name);
  return names;
}

void check_setting(const std::string& key, const std::string& text) {
  Selected alone;
  apply_setting(alone, key, text);
}

Selected select_kernel(const Library& library, const Declaration& kernel) {
  Selected s;
  apply_kernel(s, kernel_chain(library, kernel.name, kernel.at));
  settle_outside_reads(s);
  return s;
}

} // namespace ghostwalk::lang
