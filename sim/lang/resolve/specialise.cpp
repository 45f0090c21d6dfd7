// SPDX-License-Identifier: MIT
#include "sim/lang/resolve/specialise.hpp"

#include <charconv>
#include <optional>

namespace ghostwalk::lang {
namespace {

std::optional<std::uint64_t> number(const std::string& text) {
  const bool hexadecimal = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  std::uint64_t value = 0;
  const char* begin = text.data() + (hexadecimal ? 2 : 0);
  const auto [end, error] =
      std::from_chars(begin, text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Folder {
public:
  Folder(const Declaration& kernel, const OptionValues& options)
      : kernel_(kernel), options_(options) {}

  void fold(Block& block) const {
    std::vector<Stmt> kept;
    for (Stmt& s : block.statements) fold(s, kept);
    block.statements = std::move(kept);
  }

  // A procedure or loop needs a statement; this one does nothing and takes no time.
  static void fill(Block& block) {
    if (!block.statements.empty()) return;
    Stmt nothing;
    nothing.kind = Stmt::Kind::work;
    nothing.exprs.resize(1);
    nothing.exprs[0].text = "0";
    nothing.block_comments.clear();
    block.statements.push_back(std::move(nothing));
  }

private:
  // What a condition is under these options, when they alone decide it.
  std::optional<bool> decided(const Expr& e) const {
    if (e.kind == Expr::Kind::unary && e.text == "not") {
      const auto value = decided(e.children[0]);
      return value ? std::optional(!*value) : value;
    }
    if (e.kind != Expr::Kind::binary) return std::nullopt;
    if (e.text == "and" || e.text == "or") return connected(e);
    return compared(e);
  }

  std::optional<bool> connected(const Expr& e) const {
    const bool stops = e.text == "or"; // One such side decides.
    const auto a = decided(e.children[0]), b = decided(e.children[1]);
    if ((a && *a == stops) || (b && *b == stops)) return stops;
    return a && b ? std::optional(!stops) : std::nullopt;
  }

  std::optional<bool> compared(const Expr& e) const {
    const auto a = value(e.children[0], e.children[1]), b = value(e.children[1], e.children[0]);
    const bool about_options = is_option(e.children[0]) || is_option(e.children[1]);
    if (!a || !b || !about_options) return std::nullopt;
    if (e.text == "==") return *a == *b;
    if (e.text == "!=") return *a != *b;
    const auto x = number(*a), y = number(*b);
    if (!x || !y) return std::nullopt;
    if (e.text == "<") return *x < *y;
    if (e.text == "<=") return *x <= *y;
    if (e.text == ">") return *x > *y;
    if (e.text == ">=") return *x >= *y;
    return std::nullopt;
  }

  bool is_option(const Expr& e) const {
    return e.kind == Expr::Kind::name && options_.contains(e.text);
  }
  // A value of the option that it is compared with comes before another option of that name.
  bool is_value_of(const Expr& e, const Expr& option) const {
    if (e.kind != Expr::Kind::name || !is_option(option)) return false;
    for (const Item& item : kernel_.items)
      if (const auto* o = std::get_if<Option>(&item); o != nullptr && o->name == option.text)
        for (const Name& value : o->values)
          if (value.text == e.text) return true;
    return false;
  }
  std::optional<std::string> value(const Expr& e, const Expr& other) const {
    if (is_value_of(e, other)) return e.text;
    if (is_option(e)) return options_.at(e.text);
    if (e.kind == Expr::Kind::name || e.kind == Expr::Kind::number) return e.text;
    return std::nullopt;
  }

  void fold(Stmt& s, std::vector<Stmt>& kept) const {
    for (Block& block : s.blocks) fold(block);
    if (s.kind == Stmt::Kind::if_) return fold_if(s, kept);
    if (s.kind == Stmt::Kind::while_ && decided(s.exprs[0]) == false) return;
    for (Block& block : s.blocks) fill(block);
    kept.push_back(std::move(s));
  }

  // Drops the branches that are not taken; the first that is always taken becomes the `else`.
  void fold_if(Stmt& s, std::vector<Stmt>& kept) const {
    Stmt left = s;
    left.exprs.clear();
    left.blocks.clear();
    left.block_comments.clear();
    for (std::size_t i = 0; i < s.blocks.size(); ++i) {
      const bool otherwise = i >= s.exprs.size();
      const auto known = otherwise ? std::optional(true) : decided(s.exprs[i]);
      if (known == false) continue;
      left.blocks.push_back(std::move(s.blocks[i]));
      left.block_comments.push_back(i < s.block_comments.size() ? s.block_comments[i] : Comments{});
      if (known == true) break;
      left.exprs.push_back(std::move(s.exprs[i]));
    }
    if (left.exprs.empty()) return splice(left, kept);
    for (Block& block : left.blocks) fill(block);
    kept.push_back(std::move(left));
  }

  static void splice(Stmt& s, std::vector<Stmt>& kept) {
    if (s.blocks.empty() || s.blocks[0].statements.empty()) return;
    auto& inner = s.blocks[0].statements;
    auto& before = inner.front().comments.before;
    before.insert(before.begin(), s.comments.before.begin(), s.comments.before.end());
    inner.front().comments.spaced = s.comments.spaced;
    for (Stmt& one : inner) kept.push_back(std::move(one));
  }

  const Declaration& kernel_;
  const OptionValues& options_;
};

void settle(Option& option, const OptionValues& options) {
  const auto chosen = options.find(option.name);
  if (chosen == options.end()) return;
  if (option.number.size() == 3) {
    option.number[0] = Expr{};
    option.number[0].text = chosen->second;
    option.number[0].number = number(chosen->second).value_or(0);
  } else {
    option.values = {{chosen->second, {}}};
  }
}

} // namespace

OptionValues option_values(const Selected& selected) {
  OptionValues options;
  for (const Item& item : selected.kernel->items)
    if (const auto* option = std::get_if<Option>(&item))
      options[option->name] =
          option->values.empty() ? option->number.at(0).text : option->values.at(0).text;
  for (const auto& option : selected.options) options[option.name] = option.value;
  return options;
}

Declaration specialised(const Declaration& kernel, const std::string& name,
                        const OptionValues& options) {
  Declaration result = without_other_options(kernel, options);
  result.name = name;
  for (Item& item : result.items)
    if (auto* option = std::get_if<Option>(&item)) settle(*option, options);
  return result;
}

Declaration without_other_options(const Declaration& kernel, const OptionValues& options) {
  Declaration result = kernel;
  const Folder folder(kernel, options);
  for (Item& item : result.items) {
    auto* procedure = std::get_if<Procedure>(&item);
    if (procedure == nullptr) continue;
    folder.fold(procedure->body);
    Folder::fill(procedure->body);
  }
  return result;
}

} // namespace ghostwalk::lang
