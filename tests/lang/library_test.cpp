// SPDX-License-Identifier: MIT
// Which files are read, what is found in them by name, and what is said of files that cannot be.
#include <gtest/gtest.h>

#include <fstream>

#include <sys/stat.h>

#include "sim/lang/compile.hpp"
#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

namespace fs = std::filesystem;

class LibraryTest : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "ghostwalk-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    fs::create_directories(data() / "models/kernels");
    fs::create_directories(data() / "models/cpus");
    write("data/models/kernels/linux.race", "kernel linux\n  paging i386\n");
    write("data/models/cpus/p4.race", "cpu p4\n  load = 4\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  fs::path data() const { return root_ / "data"; }
  void write(const fs::path& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }

  // The error, with the directory of this test left out; empty when there is none.
  std::string error(const std::vector<fs::path>& names) {
    library_ = {};
    std::vector<fs::path> paths;
    for (const fs::path& name : names) paths.push_back(root_ / name);
    try {
      read_library(library_, data(), paths);
      return {};
    } catch (const InputError& wrong) {
      std::string text = render(wrong, library_.sources);
      for (std::size_t at; (at = text.find(root_.string() + '/')) != std::string::npos;)
        text.erase(at, root_.string().size() + 1);
      return text;
    }
  }
  std::string read(const std::string& name) { return error({name}); }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (std::uint32_t i = 1; i <= library_.sources.count(); ++i)
      all.push_back(fs::path(library_.sources.name(i)).filename());
    return all;
  }

  fs::path root_;
  Library library_;
};

using Names = std::vector<std::string>;

TEST_F(LibraryTest, FindsModelsByNameInSortedFiles) {
  write("data/models/kernels/b.race", "kernel b\n  paging i386\n");
  write("data/models/kernels/a.race", "kernel a\n  paging i386\n");
  write("data/models/kernels/.hidden.race", "(");
  write("data/models/kernels/notes.txt", "(");
  EXPECT_EQ(error({}), "");
  EXPECT_EQ(names(), (Names{"a.race", "b.race", "linux.race", "p4.race"}));
  EXPECT_EQ(library_.kernels.size(), 3U);
  EXPECT_EQ(library_.cpus.count("p4"), 1U);
  EXPECT_EQ(library_.sources.name(3), "models/kernels/linux.race") << "wherever the directory is";
}

TEST_F(LibraryTest, KeepsTheScenariosOfNamedFilesInOrder) {
  write("one.race",
        "include \"more.race\"\nscenario z\n  for 1 cycles\nscenario a\n  for 1 cycles\n");
  write("more.race", "scenario hidden\n  for 1 cycles\n");
  write("two.race", "scenario b\n  for 1 cycles\n");
  EXPECT_EQ(error({"one.race", "two.race", "./one.race"}), "");
  ASSERT_EQ(library_.scenario_order.size(), 3U);
  EXPECT_EQ(library_.scenario_order[0]->name, "z");
  EXPECT_EQ(library_.scenario_order[1]->name, "a");
  EXPECT_EQ(library_.scenario_order[2]->name, "b");
  EXPECT_EQ(error({"one.race", "more.race"}), "");
  EXPECT_EQ(library_.scenario_order.size(), 3U) << "included, and named as well";
}

TEST_F(LibraryTest, BlamesTheUsersFileForANameThatAModelHas) {
  write("t.race", "\nkernel linux\n  paging i386\n");
  EXPECT_EQ(read("t.race"), "t.race:2:8: error: there are two kernels named 'linux'; the other is "
                            "at models/kernels/linux.race:1:8\nkernel linux\n       ^");
  write("t.race", "cpu p4 = p4\n");
  EXPECT_EQ(read("t.race"), "t.race:1:5: error: there are two CPUs named 'p4'; the other is at "
                            "models/cpus/p4.race:1:5\ncpu p4 = p4\n    ^");
}

TEST_F(LibraryTest, RefusesTwoScenariosOfOneName) {
  write("a.race", "scenario s\n  for 1 cycles\n");
  write("b.race", "scenario s\n  for 1 cycles\n");
  EXPECT_EQ(error({"a.race", "b.race"}),
            "b.race:1:10: error: there are two scenarios named 's'; the "
            "other is at a.race:1:10\nscenario s\n         ^");
}

TEST_F(LibraryTest, AModelMayBeNamedItself) {
  EXPECT_EQ(error({"data/models/kernels/linux.race"}), "");
  EXPECT_EQ(library_.kernels.size(), 1U);
}

TEST_F(LibraryTest, ReadsEachIncludeOnceEvenInACircle) {
  write("a.race", "include \"sub/b.race\"\ninclude \"./sub/../sub/b.race\"\nkernel a = linux\n");
  write("sub/b.race", "include \"c.race\"\nkernel b = linux\n");
  write("sub/c.race", "include \"b.race\"\nkernel c = linux\n");
  EXPECT_EQ(read("a.race"), "");
  EXPECT_EQ(library_.sources.count(), 5U);
  EXPECT_EQ(library_.kernels.size(), 4U);
}

TEST_F(LibraryTest, IncludesFromTheDataDirectory) {
  write("data/common/x.race", "kernel x = linux\n");
  write("a.race", "include \"common/x.race\"\nscenario a\n  for 1 cycles\n");
  EXPECT_EQ(read("a.race"), "");
  EXPECT_EQ(library_.sources.name(2), "common/x.race");
}

TEST_F(LibraryTest, IncludesAreAtMost16Deep) {
  const auto chain = [this](int depth) {
    for (int i = 0; i < depth; ++i)
      write(std::to_string(i) + ".race", "include \"" + std::to_string(i + 1) + ".race\"\n");
    write(std::to_string(depth) + ".race", "kernel x = linux\n");
    return read("0.race");
  };
  EXPECT_EQ(chain(16), "");
  EXPECT_EQ(chain(17), "16.race:1:9: error: files are included deeper than 16\n"
                       "include \"17.race\"\n        ^");
}

TEST_F(LibraryTest, IncludesStayInTheirTree) {
  write("outside.race", "kernel x = linux\n");
  const std::string hint =
      "\n  an included file is below the folder of this file, or in the data directory";
  write("sub/a.race", "include \"../outside.race\"\n");
  EXPECT_EQ(read("sub/a.race"), "sub/a.race:1:9: error: '../outside.race' leads outside\n"
                                "include \"../outside.race\"\n        ^" +
                                    hint);
  write("sub/a.race", "include \"link.race\"\n");
  fs::create_symlink("../outside.race", root_ / "sub/link.race");
  EXPECT_EQ(read("sub/a.race"), "sub/a.race:1:9: error: 'link.race' leads outside\n"
                                "include \"link.race\"\n        ^" +
                                    hint);
  write("sub/a.race", "include \"/etc/passwd\"\n");
  EXPECT_EQ(read("sub/a.race"), "sub/a.race:1:9: error: the path of an include is relative\n"
                                "include \"/etc/passwd\"\n        ^\n"
                                "  to the folder of this file, or to the data directory");
  write("data/scenarios/sub/a.race", "include \"../../models/cpus/p4.race\"\n");
  EXPECT_EQ(read("data/scenarios/sub/a.race"), "") << "anywhere in the data directory";
}

TEST_F(LibraryTest, AnErrorInAnIncludeIsThere) {
  write("a.race", "include \"sub/b.race\"\n");
  EXPECT_EQ(read("a.race"), "a.race:1:9: error: there is no file 'sub/b.race'\n"
                            "include \"sub/b.race\"\n        ^");
  write("sub/b.race", "kernl\n");
  EXPECT_EQ(read("a.race"),
            "sub/b.race:1:1: error: a file has no 'kernl'; did you mean 'kernel'?\nkernl\n^");
}

TEST_F(LibraryTest, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(read("no.race"), "error: there is no file 'no.race'");
  write("sub/pebble.race", "kernel k\n  paging i386\n");
  EXPECT_EQ(read("sub/peble.race"),
            "error: there is no file 'sub/peble.race'; did you mean 'sub/pebble.race'?");
  EXPECT_EQ(read("data"), "error: 'data' is a directory\n  name a .race file");
  write("empty.race", "");
  EXPECT_EQ(read("empty.race"), "error: 'empty.race' is empty");
  write("blank.race", "\n# nothing\n");
  EXPECT_EQ(read("blank.race"),
            "blank.race: error: nothing is declared here\n"
            "  a file declares kernels, scenarios, CPUs and studies, or includes other files");
  write("large.race", std::string((1 << 20U) + 1, '\n'));
  EXPECT_EQ(read("large.race"), "error: 'large.race' is larger than 1024 KiB");
  write("binary.race", std::string("\x7f"
                                   "ELF\0",
                                   5));
  EXPECT_EQ(read("binary.race"), "binary.race:1:1: error: control character 0x7f\n?ELF?\n^\n"
                                 "  a .race file is plain text");
  ASSERT_EQ(mkfifo((root_ / "pipe.race").c_str(), 0600), 0);
  EXPECT_EQ(read("pipe.race"), "error: 'pipe.race' is not a regular file");
  EXPECT_EQ(read(std::string(300, 'x')),
            "error: cannot read '" + std::string(300, 'x') + "': File name too long");
}

// Not even root can read the memory of a process at address 0.
TEST_F(LibraryTest, SaysWhyAFileCannotBeRead) {
  fs::create_symlink("/proc/self/mem", root_ / "a.race");
  EXPECT_EQ(read("a.race"), "error: cannot read 'a.race': Input/output error");
}

TEST_F(LibraryTest, TheDataDirectoryMustHaveModels) {
  fs::remove_all(data() / "models");
  EXPECT_EQ(error({}), "error: the data directory 'data' has no models\n  GHOSTWALK_DATA names the "
                       "folder with models/ and scenarios/");
}

} // namespace
} // namespace ghostwalk::lang
