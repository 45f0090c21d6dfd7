// SPDX-License-Identifier: MIT
// What `results` and `merge` read. Bytes that begin as an SQLite file are a store as it is on the disk. Others
// are a tally in a store that is otherwise sound, checksum included: what no checksum could catch.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/core/error.hpp"
#include "sim/sweep/merge.hpp"
#include "sim/sweep/rows.hpp"
#include "tests/fuzz/target.hpp"

namespace ghostwalk::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace sweep;

constexpr std::uint64_t most_points = 100;

const char* const small_plan =
    R"({"study":"s","file":"s.race","seed":1,"trials":1000,"scenarios":[{"name":"a","file":"a.race"}],
"kernels":[{"name":"k","options":[["o","x"]]}],"axes":[],"options":[],"settings":[],"measures":[],
"programs":[{"texts":"00112233445566778899aabbccddeeff","claims":[{"never":true,"text":"poisoned"}],
"events":["e"]}],"texts":[]})";

// Gone when the target returns, whatever was made of it.
class Folder {
public:
  Folder() : path_(fs::temp_directory_path() / ("ghostwalk-fuzz-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }

private:
  fs::path path_;
};

// An error is fine; anything else that is thrown is not caught.
template <class Action>
bool refused(const Action& action) {
  try {
    action();
    return false;
  } catch (const InputError& error) {
    expect(!render(error, Sources()).empty(), "an error says something");
    return true;
  }
}

std::string everything_in(const fs::path& file) {
  const Store store(file, Store::Use::look);
  if (store.empty() || store.plan().points() > most_points) return "";
  std::string text = csv_header(store.plan()) + ndjson_header(store);
  each_row(store, [&](const ResultRow& row) {
    text += csv_line(store.plan(), row) + ndjson_line(store.plan(), row);
  });
  return text + describe(store.plan(), missing(store));
}

void read_and_merge(const Folder& folder) {
  const fs::path file = folder / "store", merged = folder / "merged";
  std::string before, after;
  const bool unread = refused([&] { before = everything_in(file); });
  const bool unmerged = refused([&] { merge(merged, {file}, {true, true}); });
  if (!unmerged && !unread && !before.empty()) {
    expect(!refused([&] { after = everything_in(merged); }), "what was merged can be read");
    expect(before == after, "and says the same");
  }
  refused([&] { Store(file, Store::Use::write); });
}

void with_tally(const Folder& folder, const std::string& tally) {
  const auto read = Tally::unpack(tally);
  if (read) expect(Tally::unpack(read->pack()) == *read, "a tally is written as it was read");
  {
    Store store(folder / "store", Store::Use::write);
    const Plan plan = plan_from_json(small_plan);
    store.begin(plan, this_build(), {}, false);
    store.add({{point(plan, 0).id, {0, plan.trials}, tally}});
    store.finish();
  }
  read_and_merge(folder);
}

void with_file(const Folder& folder, const std::string& bytes) {
  std::ofstream(folder / "store", std::ios::binary) << bytes;
  read_and_merge(folder);
}

} // namespace
} // namespace ghostwalk::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ghostwalk::fuzz;
  const Folder folder;
  const std::string bytes = text_of(data, size);
  if (bytes.starts_with("SQLite format 3"))
    with_file(folder, bytes);
  else
    with_tally(folder, bytes);
  return 0;
}
