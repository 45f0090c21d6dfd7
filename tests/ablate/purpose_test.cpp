// SPDX-License-Identifier: MIT
// Which procedures only flush, and which free what they are given.
#include <gtest/gtest.h>

#include "sim/ablate/purpose.hpp"

namespace ghostwalk::test {
namespace {

class Kernel {
public:
  explicit Kernel(const std::string& body)
      : file_(lang::parse(sources_, sources_.add("t.race", "kernel k\n" + body))),
        purposes_(file_.declarations.front()) {}
  bool only_flushes(const std::string& name) { return purposes_.only_flushes(name); }
  bool frees(const std::string& name) {
    lang::Expr call;
    call.kind = lang::Expr::Kind::call;
    call.text = name;
    return purposes_.frees(call);
  }

private:
  Sources sources_;
  lang::File file_;
  ablate::Purposes purposes_;
};

TEST(Purpose, ToFlushOnly) {
  Kernel k(R"(  percpu current: 0 .. 3
  var mask: cpumask
  proc local()
    cr3 = cr3
  proc others(to)
    lock m
    atomic mask |= to
    send flush to to
    wait until mask == 0
    unlock m
  proc both(mm)
    if mm.users == 1
      local()
    else
      others(3)
  proc switch(mm)
    current = 1
    cr3 = mm.pgd
  proc zap(table)
    table[3] = 0
    local()
  proc nothing(mm)
    x = mm.users
  proc drop(page)
    local()
    free_page(page)
)");
  EXPECT_TRUE(k.only_flushes("local"));
  EXPECT_TRUE(k.only_flushes("others"));
  EXPECT_TRUE(k.only_flushes("both"));
  EXPECT_FALSE(k.only_flushes("switch")) << "a per-CPU variable says which mm is current";
  EXPECT_FALSE(k.only_flushes("zap")) << "a page-table word";
  EXPECT_FALSE(k.only_flushes("nothing"));
  EXPECT_FALSE(k.only_flushes("drop"));
  EXPECT_FALSE(k.only_flushes("free_page"));
}

TEST(Purpose, ToFreeWhatIsGiven) {
  Kernel k(R"(  proc slow(pte)
    free_page(pte)
  proc fast(pte)
    mark pte as quicklist
  proc either_way(pte)
    if quick == yes
      fast(pte)
    else
      slow(pte)
  proc unmap(mm)
    free_page(frame(mm.pgd[3]))
)");
  EXPECT_TRUE(k.frees("free_page"));
  EXPECT_TRUE(k.frees("slow"));
  EXPECT_TRUE(k.frees("fast"));
  EXPECT_TRUE(k.frees("either_way"));
  EXPECT_FALSE(k.frees("unmap"));
  EXPECT_FALSE(k.frees("alloc_page"));
}

} // namespace
} // namespace ghostwalk::test
