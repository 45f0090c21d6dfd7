// SPDX-License-Identifier: MIT
#include "sim/report/page/gallery.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "sim/core/version.hpp"
#include "sim/report/units.hpp"

namespace ghostwalk::report {
namespace {

constexpr std::string_view script_file = "ghostwalk.js", style_file = "ghostwalk.css";

bool same_scenario(const Exhibit& a, const Exhibit& b) {
  return a.file == b.file && a.scenario == b.scenario;
}

// "linux-2.4.munmap_same_cpu": letters that any file system and URL takes as they are.
std::string page_stem(const Exhibit& e) {
  const std::size_t end = e.file.rfind('/');
  const std::size_t begin =
      end == std::string::npos || end == 0 ? std::string::npos : e.file.rfind('/', end - 1);
  std::string stem = end == std::string::npos
                         ? e.scenario
                         : e.file.substr(begin == std::string::npos ? 0 : begin + 1,
                                         end - (begin == std::string::npos ? 0 : begin + 1)) +
                               "." + e.scenario;
  for (char& c : stem)
    if ((std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-' && c != '_') ||
        static_cast<unsigned char>(c) > 127)
      c = '_';
  return stem;
}

std::string number(std::uint64_t n) { return grouped(static_cast<std::int64_t>(n)); }

class Builder {
public:
  Builder(const std::string& command, bool times) : command_(command), times_(times) {}

  void add_scenario(const Exhibit* first, const Exhibit* last) {
    const std::string page = write_page(first, last);
    std::size_t shown = 0;
    for (const Exhibit* e = first; e != last; ++e)
      add_row(*e, e == first ? static_cast<std::size_t>(last - first) : 0,
              e->explored == nullptr ? std::string() : fmt::format("{}#run={}", page, ++shown));
    all_ += static_cast<std::size_t>(last - first);
    good_ += static_cast<std::size_t>(
        std::count_if(first, last, [](const Exhibit& e) { return e.as_expected; }));
  }

  std::vector<GalleryFile> finish() {
    const Asset asset = race_asset();
    files_.push_back({std::string(script_file), std::string(asset.script)});
    files_.push_back({std::string(style_file), std::string(asset.style)});
    files_.push_back({"index.html", html_table_page("Scenarios and kernels", body())});
    return std::move(files_);
  }

private:
  std::string write_page(const Exhibit* first, const Exhibit* last) {
    std::vector<const Explored*> searches;
    for (const Exhibit* e = first; e != last; ++e)
      if (e->explored != nullptr) searches.push_back(e->explored);
    if (searches.empty()) return {};
    Page page;
    page.add(searches, first->setting);
    Asset asset = race_asset();
    asset.script_file = script_file;
    asset.style_file = style_file;
    files_.push_back({free_name(page_stem(*first)), page.html(asset)});
    return files_.back().name;
  }

  std::string free_name(const std::string& stem) {
    std::string name = stem + ".html";
    for (int n = 2; !names_.insert(name).second || name == "index.html"; ++n)
      name = fmt::format("{}-{}.html", stem, n);
    return name;
  }

  // `rows`: of the scenario, for its first row; else 0.
  void add_row(const Exhibit& e, std::size_t rows, const std::string& link) {
    rows_ +=
        fmt::format("<tr class=\"{}{}\">", rows > 0 ? "first" : "", e.as_expected ? "" : " wrong");
    if (rows > 0)
      rows_ +=
          fmt::format("<th scope=\"rowgroup\" rowspan=\"{}\">{}<div class=\"path\">{}</div>"
                      "<div class=\"about\">{}</div></th>",
                      rows, html_text(e.scenario), html_text(e.file), html_text(e.setting.summary));
    const std::string verdict = html_text(e.verdict);
    rows_ += fmt::format("<td>{}</td><td><span class=\"badge {}\">{}</span></td><td>{}</td>",
                         html_text(e.kernel),
                         e.verdict == "found" || e.verdict == "absent" ? verdict : "", verdict,
                         e.as_expected ? "\xe2\x9c\x93" : "expected " + html_text(e.expected));
    rows_ += fmt::format("<td class=\"number\">{}</td>", number(e.states));
    if (times_) rows_ += fmt::format("<td class=\"number\">{}</td>", number(e.milliseconds));
    rows_ += fmt::format("<td>{}</td></tr>\n", link_text(e, link));
  }

  static std::string link_text(const Exhibit& e, const std::string& link) {
    if (link.empty()) return {};
    const std::size_t steps = e.explored->exploration.witness.size();
    const std::string what = e.verdict == "found" ? plural(static_cast<std::int64_t>(steps), "step")
                                                  : std::string("beside its bug");
    return fmt::format("<a href=\"{}\" aria-label=\"{} under {}: {}\">{}</a>", html_text(link),
                       html_text(e.scenario), html_text(e.kernel), what, what);
  }

  std::string body() const {
    return fmt::format(
        "<h1>Scenarios and kernels</h1>\n"
        "<p>Every interleaving of each, within the bounds that its page tells. <span "
        "class=\"found\">"
        "Found</span>: a schedule breaks a <code>never</code>, and is shown. <span "
        "class=\"absent\">"
        "Absent</span>: none does.</p>\n"
        "<p>{} of {} as expected. Made by ghostwalk {}: <code>{}</code></p>\n"
        "<table class=\"index\"><thead><tr><th>scenario</th><th>kernel</th><th>verdict</th>"
        "<th>as expected</th><th class=\"number\">states</th>{}<th>page</th></tr></thead>\n"
        "<tbody>\n{}</tbody></table>\n",
        good_, all_, version(), html_text(command_), times_ ? "<th class=\"number\">ms</th>" : "",
        rows_);
  }

  const std::string& command_;
  bool times_;
  std::size_t all_ = 0, good_ = 0;
  std::string rows_;
  std::set<std::string> names_;
  std::vector<GalleryFile> files_;
};

} // namespace

std::vector<GalleryFile> gallery(const std::vector<Exhibit>& exhibits, const std::string& command,
                                 bool times) {
  Builder builder(command, times);
  const Exhibit* const end = exhibits.data() + exhibits.size();
  for (const Exhibit* first = exhibits.data(); first != end;) {
    const Exhibit* last =
        std::find_if(first, end, [&](const Exhibit& e) { return !same_scenario(*first, e); });
    builder.add_scenario(first, last);
    first = last;
  }
  return builder.finish();
}

} // namespace ghostwalk::report
