// SPDX-License-Identifier: MIT
// The frame of every page. Its policy forbids all that is not in the file.
#include <fmt/format.h>

#include "sim/report/page/page.hpp"

namespace ghostwalk::report {
namespace {

extern "C" {
extern const char ghostwalk_race_js[];
extern const unsigned ghostwalk_race_js_size;
extern const char ghostwalk_race_css[];
extern const unsigned ghostwalk_race_css_size;
extern const char ghostwalk_study_js[];
extern const unsigned ghostwalk_study_js_size;
extern const char ghostwalk_study_css[];
extern const unsigned ghostwalk_study_css_size;
extern const char ghostwalk_index_css[];
extern const unsigned ghostwalk_index_css_size;
}

// Inside an element nothing may look like its end. In JSON `<` stands in strings only.
std::string harmless(const std::string& json) {
  std::string text;
  text.reserve(json.size() + json.size() / 64);
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

} // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default: out += c;
    }
  return out;
}

std::string html_page(const std::string& title, const std::string& json, const Asset& asset) {
  const bool linked = !asset.script_file.empty();
  const std::string style =
      linked ? fmt::format("<link rel=\"stylesheet\" href=\"{}\">", asset.style_file)
             : fmt::format("<style>{}</style>", asset.style);
  const std::string script = linked ? fmt::format("<script src=\"{}\"></script>", asset.script_file)
                                    : fmt::format("<script>{}</script>", asset.script);
  const char* const own = linked ? "'self' file:" : "'unsafe-inline'";
  return fmt::format(
      R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {3}; style-src {3} 'unsafe-inline'">
<title>{0}</title>
{1}
</head>
<body>
<div id="app"><noscript>This page draws with JavaScript, which is off.</noscript></div>
<script type="application/json" id="data">{2}</script>
{4}
</body>
</html>
)",
      html_text(title), style, harmless(json), own, script);
}

std::string html_table_page(const std::string& title, const std::string& body) {
  return fmt::format(
      R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{}</title>
<style>{}</style>
</head>
<body>
<main id="app">
{}</main>
</body>
</html>
)",
      html_text(title), index_asset().style, body);
}

Asset race_asset() {
  return {{ghostwalk_race_js, ghostwalk_race_js_size},
          {ghostwalk_race_css, ghostwalk_race_css_size}};
}
Asset index_asset() { return {{}, {ghostwalk_index_css, ghostwalk_index_css_size}}; }
Asset study_asset() {
  return {{ghostwalk_study_js, ghostwalk_study_js_size},
          {ghostwalk_study_css, ghostwalk_study_css_size}};
}

} // namespace ghostwalk::report
