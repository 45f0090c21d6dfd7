// SPDX-License-Identifier: MIT
// A file is there whole, or as it was. What disks and signals do to it: tests/faults.
#include "sim/core/whole_file.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "sim/core/error.hpp"

namespace ghostwalk {
namespace {

namespace fs = std::filesystem;

class Whole : public ::testing::Test {
protected:
  Whole() {
    std::string name = (fs::temp_directory_path() / "ghostwalk-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Whole() override { fs::remove_all(folder_); }

  static std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator{}));
  }

  fs::path folder_;
};

TEST_F(Whole, IsThereFromTheCommitOn) {
  const fs::path path = folder_ / "a";
  {
    WholeFile file(path);
    file.write(std::string(100'000, 'x'));
    EXPECT_FALSE(fs::exists(path)) << "more than it keeps to itself";
    file.commit();
    EXPECT_EQ(read(path), std::string(100'000, 'x'));
  }
  EXPECT_EQ(files(), 1U);
}

TEST_F(Whole, WithoutACommitNothingHappened) {
  const fs::path path = folder_ / "a";
  write_whole(path, "old");
  { WholeFile(path).write(std::string(100'000, 'x')); }
  EXPECT_EQ(read(path), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Whole, ALinkStaysOneAndPermissionsStay) {
  const fs::path path = folder_ / "a", link = folder_ / "b";
  write_whole(path, "old");
  fs::permissions(path, fs::perms::owner_all);
  fs::create_symlink("a", link);
  write_whole(link, "new");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(read(path), "new");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
}

TEST_F(Whole, ADeviceIsNotReplaced) {
  write_whole("/dev/null", "away");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  EXPECT_THROW(write_whole("/dev/full", "no room"), InputError);
  EXPECT_THROW(write_whole(folder_ / "nowhere" / "a", "no folder"), InputError);
  EXPECT_THROW(write_whole(folder_, "a folder"), InputError);
}

// A signal that comes in between waits until the draft is gone.
TEST_F(Whole, SignalsWaitForItsEnd) {
  static volatile std::sig_atomic_t came = 0;
  const auto before = std::signal(SIGTERM, [](int) { came = 1; });
  {
    WholeFile file(folder_ / "a");
    std::raise(SIGTERM);
    EXPECT_TRUE(HoldSignals::waiting());
    EXPECT_EQ(came, 0);
  }
  EXPECT_FALSE(HoldSignals::waiting());
  EXPECT_EQ(came, 1);
  EXPECT_EQ(files(), 0U);
  std::signal(SIGTERM, before);
}

} // namespace
} // namespace ghostwalk
