// SPDX-License-Identifier: MIT
#include "sim/lang/study.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/lang/lower/fold.hpp"
#include "sim/lang/resolve/symbols.hpp"

namespace ghostwalk::lang {
namespace {

std::string text_of(const Expr& value) {
  return value.kind == Expr::Kind::name ? value.text
                                        : std::to_string(plain_number(value, "a value"));
}

// Settings as `--set` takes them: "300", "20 .. 30", "60 * 400 .. 900, 40 * 900 .. 2000".
std::string range_text_of(const Expr& value) {
  if (value.kind != Expr::Kind::range) return text_of(value);
  return fmt::format("{} .. {}", text_of(value.children[0]), text_of(value.children[1]));
}

std::string text_of(const Setting& setting) {
  std::string text;
  for (const Weighted& part : setting.parts) {
    if (!text.empty()) text += ", ";
    if (part.weight.at.line != 0) text += fmt::format("{} * ", part.weight.number);
    text += range_text_of(part.value);
  }
  return text;
}

// ── values ──

// A .. B step S or times K, as numbers.
std::vector<std::uint64_t> counted(const Values& values) {
  const Expr& range = values.value;
  const std::uint64_t from = plain_number(range.children[0], "the first value");
  const std::uint64_t to = plain_number(range.children[1], "the last value");
  const std::uint64_t by = plain_number(values.by, "the step");
  const bool times = values.kind == Values::Kind::times;
  if (from > to)
    fail(range.at, fmt::format("{} .. {} is empty: the lower number comes first", from, to));
  if (times ? by < 2 : by < 1)
    fail(values.by.at,
         fmt::format("a range goes on for ever {} {}", times ? "times" : "in steps of", by),
         times ? "write `times 2` or more" : "write `step 1` or more");
  if (times && from == 0) fail(range.at, "0 times anything stays 0", "begin at 1 or more");
  if (!times && (to - from) / by >= max_study_points)
    fail(range.at, fmt::format("this range has more than {} values", max_study_points));
  std::vector<std::uint64_t> all{from};
  for (std::uint64_t last = from; times ? last <= to / by : to - last >= by;) {
    last = times ? last * by : last + by;
    all.push_back(last);
  }
  return all;
}

void append(Varied& varied, const Values& values) {
  if (values.kind == Values::Kind::one) {
    varied.values.push_back(range_text_of(values.value));
    return;
  }
  varied.geometric = values.kind == Values::Kind::times;
  for (const std::uint64_t number : counted(values))
    varied.values.push_back(std::to_string(number));
}

void check_no_value_twice(const Varied& varied) {
  std::set<std::string_view> seen;
  for (const std::string& value : varied.values)
    if (!seen.insert(value).second)
      fail(varied.at, fmt::format("{} takes the value {} twice", varied.key, value));
}

Varied varied_of(const Axis& axis) {
  Varied varied{axis.key, axis.option, false, {}, axis.at};
  for (const Values& values : axis.values) {
    append(varied, values);
    if (varied.values.size() > max_study_points)
      fail(axis.at, fmt::format("{} takes more than {} values", axis.key, max_study_points));
  }
  check_no_value_twice(varied);
  return varied;
}

// An error about a setting or an option says nothing of where it stands.
template <class Check>
void located(Location at, const Check& check) {
  try {
    check();
  } catch (const InputError& error) {
    fail(at, error.what(), error.hint);
  }
}

void check_setting_at(Location at, const std::string& key, const std::string& text) {
  if (key == "bus_load")
    fail(
        at, "a study has no bus to share",
        "only SimGrid has one: ghostwalk run --set bus_load=N; walk_memory and walk_snoop are what "
        "waiting for a line costs here");
  located(at, [&] { check_setting(key, text); });
}

// ── the study ──

class Reader {
public:
  Reader(const Library& library, const Declaration& declaration)
      : library_(library), declaration_(declaration) {}

  Study read() {
    study_.name = declaration_.name;
    study_.at = declaration_.at;
    for (const Item& item : declaration_.items)
      std::visit([this](const auto& one) { take(one); }, item);
    check_complete();
    check_options();
    check_size();
    return std::move(study_);
  }

private:
  template <class Other>
  void take(const Other&) {} // The parser lets nothing else into a study.

  void take(const Line& line) {
    if (line.keyword == "scenario") return scenario(line.words[0]);
    if (line.keyword == "trials") return trials(line);
    name_once(line.words[0].at, "option " + line.words[0].text);
    study_.options.emplace_back(line.words[0].text, text_of(line.exprs[0]));
    option_places_.push_back(line.words[0].at);
  }

  void scenario(const Name& name) {
    const Declaration* found = nullptr;
    std::vector<std::string> names;
    for (const auto& file : library_.files)
      for (const Declaration& declaration : file->declarations) {
        if (declaration.kind != Declaration::Kind::scenario) continue;
        names.push_back(declaration.name);
        if (declaration.name != name.text) continue;
        if (found != nullptr)
          fail(name.at, fmt::format("there are two scenarios '{}', at {} and {}", name.text,
                                    library_.sources.where(found->at),
                                    library_.sources.where(declaration.at)));
        found = &declaration;
      }
    if (found == nullptr && names.empty())
      fail(name.at,
           fmt::format("there is no scenario '{}': this file has none, and includes none",
                       name.text),
           "include \"scenarios/.../" + name.text + ".race\"");
    if (found == nullptr)
      fail(name.at,
           fmt::format("there is no scenario '{}'{}", name.text, suggest(name.text, names)));
    if (std::find(study_.scenarios.begin(), study_.scenarios.end(), found) !=
        study_.scenarios.end())
      fail(name.at, fmt::format("scenario '{}' a second time", name.text));
    study_.scenarios.push_back(found);
  }

  void trials(const Line& line) {
    if (study_.trials != 0) fail(line.at, "a second `trials` line");
    study_.trials = within(plain_number(line.exprs[0], "a number of trials"), 1, max_study_trials,
                           line.exprs[0].at, "the number of trials");
  }

  void take(const Subject& subject) {
    kernel_chain(library_, subject.kernel, subject.kernel_at);
    StudyKernel kernel{subject.kernel, {}, subject.kernel_at};
    std::set<std::string> named;
    for (const With& with : subject.with) {
      if (!named.insert(with.key).second) fail(with.at, fmt::format("{} a second time", with.key));
      kernel.options.emplace_back(with.key, text_of(with.value));
    }
    const auto same = [&](const StudyKernel& k) {
      return k.name == kernel.name && k.options == kernel.options;
    };
    if (std::any_of(study_.kernels.begin(), study_.kernels.end(), same))
      fail(subject.kernel_at, fmt::format("kernel '{}' a second time", subject.kernel));
    study_.kernels.push_back(std::move(kernel));
  }

  void take(const Setting& setting) {
    name_once(setting.at, setting.key);
    std::string text = text_of(setting);
    check_setting_at(setting.at, setting.key, text);
    study_.settings.emplace_back(setting.key, std::move(text));
  }

  void take(const Vary& vary) {
    StudyAxis axis;
    for (const Axis& written : vary.axes) {
      name_once(written.at, (written.option ? "option " : "") + written.key);
      axis.parts.push_back(varied_of(written));
      const Varied& part = axis.parts.back();
      if (!part.option)
        for (const std::string& value : part.values) check_setting_at(part.at, part.key, value);
      if (part.values.size() != axis.size())
        fail(part.at,
             fmt::format("{} has {} values, {} has {}", part.key, part.values.size(),
                         axis.parts[0].key, axis.size()),
             "what varies together is taken in pairs: as many values in each line");
    }
    study_.axes.push_back(std::move(axis));
  }

  void take(const Measure& measure) {
    study_.measures.insert(study_.measures.end(), measure.what.begin(), measure.what.end());
  }

  void name_once(Location at, const std::string& key) {
    if (!named_.insert(key).second) fail(at, fmt::format("a second line about {}", key));
  }

  void check_complete() const {
    const auto need = [&](bool there, const char* what, const char* line) {
      if (!there)
        fail(declaration_.at, fmt::format("study '{}' names no {}", declaration_.name, what),
             fmt::format("add a line such as `{}`", line));
    };
    need(!study_.scenarios.empty(), "scenario", "scenario munmap_same_cpu");
    need(!study_.kernels.empty(), "kernel", "kernel linux-2.4.18");
    need(study_.trials != 0, "number of trials", "trials 100_000");
  }

  // Each option with each of its values, under each kernel alone.
  void check_options() const {
    for (const StudyKernel& kernel : study_.kernels) {
      for (const auto& [name, value] : kernel.options) {
        if (named_.contains("option " + name))
          fail(kernel.at, fmt::format("option {} has a line of its own in this study", name));
        check_option(kernel, name, value, kernel.at);
      }
      for (std::size_t i = 0; i < study_.options.size(); ++i)
        check_option(kernel, study_.options[i].first, study_.options[i].second, option_places_[i]);
      for (const StudyAxis& axis : study_.axes)
        for (const Varied& part : axis.parts)
          if (part.option)
            for (const std::string& value : part.values)
              check_option(kernel, part.key, value, part.at);
    }
  }

  void check_option(const StudyKernel& kernel, const std::string& name, const std::string& value,
                    Location at) const {
    const auto chain = kernel_chain(library_, kernel.name, kernel.at);
    Selected alone = select_kernel(library_, *chain.front());
    alone.options.push_back({name, value, at});
    const Symbols symbols(std::move(alone));
  }

  void check_size() const {
    std::uint64_t points = study_.scenarios.size() * study_.kernels.size();
    for (const StudyAxis& axis : study_.axes) {
      points *= axis.size(); // Each at most a million: no overflow before the check.
      if (points > max_study_points)
        fail(declaration_.at,
             fmt::format("study '{}' has more than {} points", declaration_.name, max_study_points),
             "vary fewer things at once, or in larger steps");
    }
  }

  const Library& library_;
  const Declaration& declaration_;
  Study study_;
  std::vector<Location> option_places_;
  std::set<std::string> named_;
};

const Declaration* cpu_of(const Library& library, const Declaration& scenario) {
  for (const Item& item : scenario.items)
    if (const auto* line = std::get_if<Line>(&item); line != nullptr && line->keyword == "cpu") {
      const auto found = library.cpus.find(line->words[0].text);
      return found == library.cpus.end() ? nullptr : found->second;
    }
  return nullptr;
}

} // namespace

Study resolve_study(const Library& library, const Declaration& declaration) {
  return Reader(library, declaration).read();
}

std::vector<CodeText> texts_behind(const Library& library, const Declaration& scenario,
                                   const std::string& kernel) {
  std::vector<CodeText> texts{{"scenario", scenario.name, code_text(scenario)}};
  for (const Declaration* part : kernel_chain(library, kernel, scenario.at))
    texts.push_back({"kernel", part->name, code_text(*part)});
  for (const Declaration* cpu = cpu_of(library, scenario); cpu != nullptr;) {
    texts.push_back({"cpu", cpu->name, code_text(*cpu)});
    const auto base = library.cpus.find(cpu->base);
    cpu = base == library.cpus.end() ? nullptr : base->second;
    if (texts.size() > 1000) break; // One that derives from itself: compile() says so.
  }
  return texts;
}

} // namespace ghostwalk::lang
