// SPDX-License-Identifier: MIT
// Every statement, in the one format: what is written so is printed so.
#include <gtest/gtest.h>

#include "tests/lang/support.hpp"

namespace ghostwalk::lang {
namespace {

using Kind = Stmt::Kind;

Stmt first_statement(const std::string& text) {
  File file = parsed(in_proc(text));
  return std::get<Procedure>(file.declarations[0].items[0]).body.statements[0];
}

struct Form {
  Kind kind;
  const char* text;
};
const Form forms[] = {
    {Kind::assign, "x = 1\n"},
    {Kind::assign, "x |= bit(self)\n"},
    {Kind::assign, "x &= ~2\n"},
    {Kind::assign, "x ^= y\n"},
    {Kind::assign, "x += 1\n"},
    {Kind::assign, "mm.users -= 1\n"},
    {Kind::assign, "tlb_state[c] = 2\n"},
    {Kind::assign, "table[index(va, 1)] = entry(page, true, true)\n"},
    {Kind::assign, "atomic x |= 1\n"},
    {Kind::assign, "atomic f[i] &= ~2\n"},
    {Kind::assign, "old = atomic exchange(f[i], 0)\n"},
    {Kind::assign, "x = any of 1, 2, y + 1\n"},
    {Kind::assign, "x = read 0x08048000\n"},
    {Kind::assign, "page = alloc_page(user)\n"},
    {Kind::assign, "cr4.pge = 0\n"},
    {Kind::assign, "work = 3\n"},
    {Kind::assign, "lock.x = 3\n"},
    {Kind::call, "free_page(f)\n"},
    {Kind::call, "f()\n"},
    {Kind::lock, "lock mm.page_table_lock\n"},
    {Kind::unlock, "unlock tlbstate_lock\n"},
    {Kind::interrupts, "interrupts off\n"},
    {Kind::interrupts, "interrupts on\n"},
    {Kind::if_, "if a == b\n  x = 1\n"},
    {Kind::if_, "if a\n  stop\nelse if b\n  stop\nelse if c\n  stop\nelse\n  stop\n"},
    {Kind::while_, "while a != b\n  x += 1\n"},
    {Kind::for_, "for i in 0 .. nr - 1\n  x += i\n"},
    {Kind::for_, "for c in mask(m & ~bit(self))\n  x += c\n"},
    {Kind::forever, "forever\n  f()\n"},
    {Kind::either, "either\n  a = 1\nor\n  a = 2\nor\n  a = 3\n"},
    {Kind::wait_until, "wait until flush_cpumask == 0\n"},
    {Kind::return_, "return\n"},
    {Kind::return_, "return x + 1\n"},
    {Kind::stop, "stop\n"},
    {Kind::mark, "mark page as quicklist\n"},
    {Kind::mark, "mark page as table4\n"},
    {Kind::load_cr3, "cr3 = mm.pgd\n"},
    {Kind::load_cr3, "cr3 = mm.pgd pcid 3\n"},
    {Kind::load_cr3, "cr3 = mm.pgd pcid n + 1 keep\n"},
    {Kind::invlpg, "invlpg va\n"},
    {Kind::invpcid, "invpcid address va + 1 pcid n\n"},
    {Kind::invpcid, "invpcid context 3\n"},
    {Kind::invpcid, "invpcid nonglobal\n"},
    {Kind::invpcid, "invpcid all\n"},
    {Kind::fence, "fence\n"},
    {Kind::send, "send invalidate to mask & ~bit(self)\n"},
    {Kind::send, "send invalidate to cpu 3\n"},
    {Kind::send, "send invalidate to (cpu)\n"},
    {Kind::send, "send invalidate to cpus\n"},
    {Kind::read, "read va\n"},
    {Kind::read, "read va\non fault\n  stop\n"},
    {Kind::write, "write va + 4 = any of 0, 1\n"},
    {Kind::write, "write va = 1\non fault\n  stop\n"},
    {Kind::execute, "execute va\n"},
    {Kind::execute, "execute va\non fault\n  stop\n"},
    {Kind::assign, "x = read va\non fault\n  x = 0\n"},
    {Kind::assign, "x = execute va\non fault\n  x = 0\n"},
    {Kind::assign, "x = execute + 1\n"},
    {Kind::branch_user, "branch 0x08048010 to 0x08048800\n"},
    {Kind::branch_user, "branch (at + 1) to b\n"},
    {Kind::branch_user, "branch a to b\non fault\n  stop\n"},
    {Kind::branch_kernel, "branch at 0xc0100000\n"},
    {Kind::speculate, "speculate va\n"},
    {Kind::work, "work 100\n"},
    {Kind::work, "work 100 .. 200\n"},
    {Kind::reach, "reach both_inside\n"},
    {Kind::assert_, "assert a == b\n"},
    {Kind::torn, "torn if head == nop and tail != 0\n"},
};

TEST(Stmt, EveryFormIsPrintedAsWritten) {
  for (const Form& form : forms) {
    EXPECT_EQ(formatted(in_proc(form.text)), in_proc(form.text));
    EXPECT_EQ(first_statement(form.text).kind, form.kind) << form.text;
  }
}

TEST(Stmt, EveryKindHasAForm) {
  for (int kind = 0; kind <= static_cast<int>(Kind::reach); ++kind)
    EXPECT_TRUE(std::any_of(std::begin(forms), std::end(forms), [&](const Form& form) {
      return static_cast<int>(form.kind) == kind;
    })) << kind;
}

TEST(Stmt, BlanksAreThoseOfTheFormat) {
  EXPECT_EQ(formatted(in_proc("x  =(1)\nif(a)\n  f( )\nfor i in 0..3\n     lock(a)\n")),
            in_proc("x = 1\nif a\n  f()\nfor i in 0 .. 3\n  lock a\n"));
}

TEST(Stmt, MayGoOnWithinParentheses) {
  EXPECT_EQ(formatted(in_proc("f(a,\n  b\n)\nx = y[\n  1]\n")), in_proc("f(a, b)\nx = y[1]\n"));
}

TEST(Stmt, AnyStepOfIndentationMakesABlock) {
  EXPECT_EQ(formatted("kernel k\n proc p()\n        if a\n         stop\n        stop\n"),
            in_proc("if a\n  stop\nstop\n"));
}

TEST(Stmt, IfHoldsItsConditionsAndBlocks) {
  const Stmt stmt = first_statement("if a\n  stop\nelse if b\n  stop\n  stop\nelse\n  return\n");
  ASSERT_EQ(stmt.exprs.size(), 2U);
  ASSERT_EQ(stmt.blocks.size(), 3U);
  EXPECT_EQ(stmt.block_comments.size(), 3U);
  EXPECT_EQ(stmt.blocks[1].statements.size(), 2U);
  EXPECT_EQ(stmt.blocks[2].statements[0].kind, Kind::return_);
}

TEST(Stmt, OnFaultIsTheLastBlock) {
  const Stmt stmt = first_statement("x = read va\non fault\n  stop\n");
  EXPECT_TRUE(stmt.has_fault);
  EXPECT_EQ(stmt.exprs[1].kind, Expr::Kind::access);
  ASSERT_EQ(stmt.blocks.size(), 1U);
  EXPECT_EQ(stmt.block_comments.size(), 1U);
}

TEST(Stmt, LineEndsAndByteOrderMarksAreTaken) {
  const std::string plain = in_proc("if a\n  stop\n");
  std::string crlf = "\xef\xbb\xbf";
  for (const char c : plain) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(formatted(crlf), plain);
  EXPECT_EQ(formatted(plain.substr(0, plain.size() - 1)), plain) << "no newline at the end";
}

} // namespace
} // namespace ghostwalk::lang
