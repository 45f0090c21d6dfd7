// SPDX-License-Identifier: MIT
// Costs as a person reads them.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/report/costs.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

std::string mean(std::uint64_t sum, std::uint64_t trials) {
  const double value = trials == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(trials);
  if (value >= 1000) return grouped(static_cast<std::int64_t>((sum + trials / 2) / trials));
  return fmt::format("{:.4g}", value);
}

// ── In all ──

CounterBlock all_cpus(const Costs& costs) {
  CounterBlock sum;
  for (const CounterBlock& cpu : costs.cpus) sum.merge(cpu);
  return sum;
}

Row counter_row(const std::vector<Costs>& all, const CounterName& counter) {
  Row row{std::string(counter.words), {}};
  bool any = false;
  for (const Costs& costs : all) {
    const CounterBlock sum = all_cpus(costs);
    std::string text = mean(sum[counter.counter], costs.trials);
    if (counter.cycles != counter.counter && sum[counter.counter] > 0)
      text += fmt::format(", {} cycles", mean(sum[counter.cycles], costs.trials));
    any |= sum[counter.counter] > 0;
    row.cells.push_back({{text}});
  }
  if (!any) row.cells.assign(all.size(), Cell{});
  return row;
}

bool is_cycles_of_another(const CounterName& counter) {
  return std::any_of(counter_names().begin(), counter_names().end(), [&](const CounterName& other) {
    return other.cycles == counter.counter && other.counter != counter.counter;
  });
}

// ── By CPU and cause ──

struct Column {
  const char* group; // Above it, and above those after it that have none.
  const char* name;
  std::vector<Counter> counters; // added up
};

const std::vector<Column>& every_column() {
  using C = Counter;
  static const std::vector<Column> all{
      {"flushes", "full", {C::flushes_full}},
      {"", "global", {C::flushes_global}},
      {"", "single", {C::flushes_single}},
      {"", "ranges", {C::flush_ranges}},
      {"", "cycles", {C::flush_full_cycles, C::flush_global_cycles, C::flush_single_cycles}},
      {"", "drops", {C::entries_dropped}},
      {"IPIs", "sent", {C::ipis_sent}},
      {"", "waits", {C::ipi_waits}},
      {"", "cycles", {C::ipi_send_cycles, C::ipi_wait_cycles}},
      {"", "handled", {C::handler_cycles}},
      {"after flushes", "walks", {C::walks_after_flush}},
      {"", "fills", {C::refills_after_flush}},
      {"", "cycles", {C::walk_after_flush_cycles}},
  };
  return all;
}

std::uint64_t value(const Column& column, const CounterBlock& counters) {
  std::uint64_t sum = 0;
  for (const Counter c : column.counters) sum += counters[c];
  return sum;
}

// Those that say something; a group's name goes to the first of it that is left.
std::vector<Column> columns_of(const CounterBlock& all) {
  std::vector<Column> left;
  const char* group = "";
  for (Column column : every_column()) {
    if (*column.group != '\0') group = column.group;
    column.group = "";
    if (value(column, all) == 0) continue;
    column.group = std::exchange(group, "");
    left.push_back(std::move(column));
  }
  return left;
}

struct Line {
  std::size_t indent;
  std::string label;
  std::vector<std::string> cells;
};

constexpr std::size_t group_gap = 2, narrowest_label = 20;

class Table {
public:
  Table(const Costs& costs, std::vector<Column> columns)
      : costs_(costs), columns_(std::move(columns)) {
    for (const Column& column : columns_) {
      widths_.push_back(width_of(column.name));
      gaps_.push_back(*column.group == '\0' ? 1 : group_gap);
    }
  }

  void add(const std::vector<std::string>& names, std::size_t depth, const CounterBlock& counters) {
    Line line{depth * 2, "", {}};
    for (const std::string& name : names) {
      const std::size_t further_in = line.label.empty() ? 0 : 1;
      line.label += (line.label.empty() ? "" : " > ") + safe(name);
      longest_word_ = std::max(longest_word_, line.indent + further_in + width_of(safe(name)));
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::uint64_t n = value(columns_[i], counters);
      line.cells.push_back(n == 0 ? "" : mean(n, costs_.trials));
      widths_[i] = std::max(widths_[i], width_of(line.cells.back()));
    }
    lines_.push_back(std::move(line));
  }

  std::string text(const Paint& paint) {
    std::size_t numbers = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) numbers += widths_[i] + gaps_[i];
    label_ = std::max(longest_word_, page_width - std::min(page_width, numbers));
    std::vector<std::string> names;
    for (const Column& column : columns_) names.emplace_back(column.name);
    std::string rule;
    for (std::size_t i = 0; i < std::max(page_width, label_ + numbers); ++i) rule += "\u2500";
    std::string out = paint(Style::quiet, groups()) + '\n';
    out +=
        paint(Style::strong, row(costs_.kernel, names)) + '\n' + paint(Style::quiet, rule) + '\n';
    for (const Line& line : lines_) out += broken(line, paint);
    return out;
  }

private:
  std::string groups() const {
    std::string text(label_, ' ');
    std::size_t at = label_;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (*columns_[i].group != '\0')
        text = padded(std::move(text), at + gaps_[i]) + columns_[i].group;
      at += gaps_[i] + widths_[i];
    }
    return text;
  }

  std::string row(const std::string& label, const std::vector<std::string>& cells) const {
    std::string text = padded(label, label_);
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += right_aligned(cells[i], gaps_[i] + widths_[i]);
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }

  // A label that is too long goes on below, further in; its numbers are on the last line.
  std::string broken(const Line& line, const Paint& paint) const {
    std::string out;
    const std::vector<std::string> parts = wrapped(line.label, label_ - line.indent - 1);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string part = std::string(line.indent + (i == 0 ? 0 : 1), ' ') + parts[i];
      out += i + 1 < parts.size() ? paint(Style::quiet, part) : row(part, line.cells);
      out += '\n';
    }
    return out;
  }

  const Costs& costs_;
  std::vector<Column> columns_;
  std::vector<std::size_t> widths_, gaps_; // of each column, and before it
  std::vector<Line> lines_;
  std::size_t longest_word_ = narrowest_label, label_ = 0;
};

} // namespace

std::string costs_in_all(const std::vector<Costs>& all, const Paint& paint) {
  std::string out;
  const std::size_t at_once = columns_at_once(all.size());
  for (std::size_t first = 0; first < all.size(); first += at_once) {
    const std::vector<Costs> some(
        all.begin() + static_cast<std::ptrdiff_t>(first),
        all.begin() + static_cast<std::ptrdiff_t>(std::min(first + at_once, all.size())));
    std::vector<std::string> kernels;
    for (const Costs& costs : some) kernels.push_back(costs.kernel);
    std::vector<Row> rows;
    for (const CounterName& counter : counter_names())
      if (!is_cycles_of_another(counter)) rows.push_back(counter_row(some, counter));
    out += (first > 0 ? "\n" : "") + columns(kernels, rows, paint);
  }
  return out;
}

std::string costs_by_cause(const Costs& costs, const Paint& paint) {
  const std::vector<Column> columns = columns_of(all_cpus(costs));
  if (columns.empty()) return costs.kernel + ": no flushes, no interrupts\n";
  std::vector<Counter> told;
  for (const Column& column : columns)
    told.insert(told.end(), column.counters.begin(), column.counters.end());
  Table table(costs, columns);
  for (std::size_t cpu = 0; cpu < costs.cpus.size(); ++cpu)
    table.add({fmt::format("cpu {}", cpu)}, 0, costs.cpus[cpu]);
  for (const CauseRow& row : cause_rows(costs, told)) table.add(row.names, row.depth, row.counters);
  return table.text(paint);
}

} // namespace ghostwalk::report
