// SPDX-License-Identifier: MIT
// ghostwalk help language: every word, printed from the tables that the parser, the resolver and the drivers use.
#include <algorithm>

#include <fmt/format.h>

#include "models/hw/parameters.hpp"
#include "sim/cli/command.hpp"
#include "sim/lang/limits.hpp"
#include "sim/lang/parse/operators.hpp"
#include "sim/lang/parse/words.hpp"
#include "sim/machine/oracles.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/units.hpp"
#include "sim/sweep/measures.hpp"

namespace ghostwalk::cli {
namespace {

using lang::Term;
using lang::Terms;

constexpr const char* head = R"(# The language, word by word

`ghostwalk help language` prints this page, from the tables that the parser uses. How the words make a kernel,
a scenario and a study is in [README.md](README.md), and, step by step, in [tutorial.md](tutorial.md).

E, A, B, N stand for expressions, X for a variable, F for a frame, W for a word of a page table, VA for an address, L for
a lock. What is in square brackets may be left out.
)";

class Reference {
public:
  explicit Reference(Output& out) : out_(out) {}

  void section(const std::string& title, const std::string& text = {}) {
    out_.write("\n## " + title + "\n");
    if (!text.empty()) out_.write("\n" + wrapped(text, ""));
  }

  // Each with what it does and an example.
  void explained(Terms terms) {
    for (const Term& term : terms) {
      out_.write("\n" + wrapped(fmt::format("- {}: {}", code(term.form), term.meaning), "  "));
      out_.write("\n" + indented(term.example));
    }
  }

  void listed(const std::string& heading, Terms terms) {
    table(heading, "");
    for (const Term& term : terms)
      row(code(term.form.empty() ? term.word : term.form), std::string(term.meaning));
  }

  void table(const std::string& a, const std::string& b) {
    out_.write(fmt::format("\n| {} | {} |\n| --- | --- |\n", a, b));
  }
  void row(const std::string& a, const std::string& b) {
    out_.write(fmt::format("| {} | {} |\n", escaped(a), escaped(b)));
  }

  // "`a`, `b`" of "a, b": commas within parentheses and brackets do not part forms.
  static std::string code(std::string_view forms) {
    std::string text = "`";
    int open = 0;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      const char c = forms[i];
      open += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      const bool parts = c == ',' && open == 0 && !forms.substr(i).starts_with(", ...");
      text += parts ? std::string("`, `") : std::string(1, c);
      if (parts) ++i;
    }
    return text + "`";
  }

private:
  static std::string wrapped(const std::string& text, const std::string& indent) {
    std::string out;
    for (const std::string& line : report::wrapped(text, report::page_width - indent.size()))
      out += (out.empty() ? "" : indent) + line + "\n";
    return out;
  }
  static std::string indented(std::string_view text) {
    std::string out;
    bool begins = true;
    for (const char c : text) {
      if (begins && c != '\n') out += "      ";
      out += c;
      begins = c == '\n';
    }
    return out + '\n';
  }
  static std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
  }

  Output& out_;
};

void declarations(Reference& page) {
  page.section(
      "A file",
      "Kernels and processors are looked for in the file, in its includes, then in `models/`.");
  page.explained(lang::file_terms());
  page.section("A kernel");
  page.explained(lang::kernel_terms());
  page.listed("MODE", lang::paging_terms());
  page.section("A scenario");
  page.explained(lang::scenario_terms());
  page.listed("PROPERTY of `maps`", lang::map_terms());
  page.listed("POLICY: which free frame comes next", lang::reuse_terms());
  page.listed("ORDER of memory", lang::memory_terms());
  page.listed("VERDICT", lang::verdict_terms());
  page.section("Types", "Besides these: `A .. B`, a number in that range; and the name of a "
                        "record, for one of its instances or `none`.");
  page.listed("TYPE", lang::type_terms());
}

void claims(Reference& page) {
  page.section("Claims", "A CLAIM is one of these oracles, `event NAME`, which `reach NAME` makes "
                         "happen, or an expression over "
                         "variables and words. Failed assertions break every scenario.");
  page.table("oracle", "speaks when");
  for (const std::string& name : oracle_names())
    page.row(Reference::code(name), std::string(report::meaning(*oracle_named(name))));
}

void statements(Reference& page) {
  page.section("Statements",
               "A step is one thing that others can see: a load or store of something shared, a "
               "lock, a page, a "
               "TLB operation, an interrupt. What only touches local variables rides on it.");
  page.explained(lang::assignment_terms());
  page.explained(lang::statement_terms());
  page.listed("OWNER", lang::owner_terms());
  page.listed("of `invpcid`", lang::invpcid_terms());
}

void expressions(Reference& page) {
  page.section("Expressions",
               "Numbers have 64 bits: decimal or `0x`, with `_` between digits and `KiB`, `MiB`, "
               "`GiB` behind "
               "them. Operators, those that bind loosest first; then `[I]`, `.FIELD` and calls.");
  page.table("operator", "");
  for (int at = static_cast<int>(lang::Level::any); at <= static_cast<int>(lang::Level::postfix);
       ++at) {
    const auto level = static_cast<lang::Level>(at);
    for (const lang::Operator& o : lang::binary_operators)
      if (o.level == level) page.row("`A " + std::string(o.op) + " B`", std::string(o.meaning));
    for (const lang::Operator& o : lang::unary_operators)
      if (o.level == level)
        page.row(fmt::format("`{}{}A`", o.op, o.op == "not" ? " " : ""), std::string(o.meaning));
  }
  page.listed("function", lang::function_terms());
  page.listed("name", lang::name_terms());
  page.listed("FLAG of `entry`", lang::flag_terms());
  std::string reserved;
  for (const std::string& word : lang::reserved_words())
    reserved += (reserved.empty() ? "`" : ", `") + word + "`";
  page.section("Reserved words", "These are never names: " + reserved +
                                     ". All others are words only where the grammar expects them.");
}

void processors(Reference& page) {
  page.section("Parameters of a processor", "The KEY of a `cpu` block, of `--set`, and of `set` "
                                            "and `vary` in a study. Where it says *list*, "
                                            "the value may be a weighted list of ranges.");
  page.table("KEY", "");
  for (const hw::Parameter& p : hw::parameters())
    page.row(Reference::code(p.name),
             fmt::format("{} (default {}; {} .. {} {}{})", p.meaning, p.fallback, p.lowest,
                         p.highest, p.unit, p.distribution ? "; list" : ""));
  page.section("Settings of the machine",
               "Besides these parameters, `--set`, `set` and `vary` take:");
  page.listed("KEY", lang::setting_terms());
}

void studies(Reference& page) {
  page.section("A study");
  page.explained(lang::study_terms());
  std::string names;
  for (const std::string& name : sweep::measure_names())
    names += (names.empty() ? "`" : ", `") + name + "`";
  page.section("What a study can measure", "`event NAME`, and: " + names + ".");
}

void limits(Reference& page) {
  page.section("Limits",
               "Everything that grows with a text has a limit, and one more than that is an error "
               "which says where and what to do. So a text of a few KiB takes neither minutes nor "
               "gigabytes to compile; how far `explore` goes is up to `--max-states`, "
               "`--max-memory` and `--max-seconds`. An included file is named by a path relative "
               "to the folder of the file that includes it, or else to the data directory. It has "
               "to be below that folder or in the data directory; `..` and symbolic links may lead "
               "there, and nowhere else. Only regular files are read, each once.");
  page.table("of", "at most");
  for (const lang::Limit& limit : lang::limits())
    page.row(std::string(limit.of), report::grouped(static_cast<std::int64_t>(limit.most)));
}

} // namespace

void print_language(Output& out) {
  out.write(head);
  Reference page(out);
  declarations(page);
  claims(page);
  statements(page);
  expressions(page);
  processors(page);
  studies(page);
  limits(page);
}

} // namespace ghostwalk::cli
