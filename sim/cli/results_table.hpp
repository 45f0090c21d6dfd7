// SPDX-License-Identifier: MIT
// The results of a study as a person reads them: a table for each scenario and kernel.
#pragma once

#include "sim/cli/command.hpp"
#include "sim/sweep/rows.hpp"
#include "sim/sweep/where.hpp"

namespace ghostwalk::cli {

using Measures = std::vector<sweep::Measured>;

class ResultsTable {
public:
  // No measures: broken and window.
  ResultsTable(Context& context, const sweep::Store& store, const sweep::Where& where,
               Measures measures, bool replay);
  void print();

private:
  using Fields = std::vector<std::string>;
  struct Line {
    Fields fields;
    std::string replay;
  };
  void print_table(const std::string& title, const std::vector<Line>& lines);
  std::vector<Line> lines_of(std::size_t scenario, std::size_t kernel);
  Fields header() const;
  Fields fields_of(const sweep::ResultRow& row) const;
  void add_measure(Fields& fields, const sweep::ResultRow& row,
                   const sweep::Measured& measure) const;
  void print_provenance();

  Context& context_;
  const sweep::Store& store_;
  const sweep::Plan& plan_;
  const sweep::Where& where_;
  Measures measures_;
  bool replay_;
  std::uint64_t missing_ = 0;
};

} // namespace ghostwalk::cli
