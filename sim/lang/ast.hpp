// SPDX-License-Identifier: MIT
// The syntax tree of a .race file: exactly what is written, comments included, so that it can be printed back.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/error.hpp"

namespace ghostwalk::lang {

struct Expr {
  enum class Kind : std::uint8_t {
    number,   // text as written, number
    name,     // text
    unary,    // text: not ~ -; child 0
    binary,   // text: the operator; children 0, 1
    index,    // child 0 [ child 1 ]
    field,    // child 0 . text
    call,     // text ( children )
    any_of,   // children
    range,    // child 0 .. child 1: in `for`, types, `work`, `maps` only
    access,   // `read VA`: child 0; the right side of an assignment only
    atomic,   // `atomic exchange(place, value)`: children 0, 1; the right side of an assignment only
  };
  Kind kind = Kind::number;
  Location at;
  std::string text;
  std::uint64_t number = 0;
  std::vector<Expr> children;
};

// Own-line comments before a thing, and the one at the end of its line. A blank line before is kept as `spaced`.
struct Comments {
  std::vector<std::string> before;
  std::string after;
  bool spaced = false;
};

struct Stmt;
struct Block {
  std::vector<Stmt> statements;
  std::vector<std::string> trailing;  // comments at the end of the block
};

struct Stmt {
  enum class Kind : std::uint8_t {
    assign,      // exprs[0] op exprs[1]; op "=", "|=", ...; atomic; a target may be name, index, field (cr4.pge too)
    call,        // exprs[0] is a call
    lock, unlock,            // exprs[0]
    interrupts,              // text: on off
    if_,         // exprs: conditions; blocks: one per condition, one more for else
    while_,      // exprs[0]; blocks[0]
    for_,        // text: variable; exprs[0] a range, or a `mask(E)` call; blocks[0]
    forever,     // blocks[0]
    either,      // blocks: two or more
    wait_until,  // exprs[0]
    return_,     // exprs: none or one
    stop,
    mark,        // exprs[0]; text: owner
    load_cr3,    // exprs[0]; exprs[1] pcid if any; text "keep" or ""   (plain `cr3 = F` parses to this too)
    invlpg,      // exprs[0]
    send,        // text: vector; exprs[0]: mask or CPU; op: "mask" or "cpu"
    read, write, execute,    // exprs[0]: address; write: exprs[1] value; blocks: the `on fault` block if has_fault
    branch_user, // exprs[0] to exprs[1]; `on fault` too
    branch_kernel, speculate, work, assert_,   // exprs[0]
    reach,       // text
    blank,       // only comments (end of file or block); never in the middle
  };
  Kind kind = Kind::stop;
  Location at;
  Comments comments;
  std::string text, op;
  bool atomic = false;
  bool has_fault = false;      // assign with an access on its right side, read, write, execute, branch_user: the last block is `on fault`
  std::vector<Expr> exprs;
  std::vector<Block> blocks;
  std::vector<Comments> block_comments;  // of each `else`/`or`/`on fault` line: one per block, first unused
};

struct Type {
  enum class Kind : std::uint8_t { range, boolean, cpumask, frame, word, address, lock, record } kind = Kind::range;
  Location at;
  std::vector<Expr> bounds;    // range: two
  std::string record;
};

struct Setting {               // key = value in cpu blocks and `with` lists
  Location at;
  Comments comments;
  std::string key;
  std::vector<std::pair<Expr, Expr>> parts;  // weighted ranges: (weight or number 1 without a location, value or range)
};

struct Variable {              // var, percpu, a record's field
  Location at;
  Comments comments;
  std::string name;
  bool per_cpu = false, fixed = false;
  std::vector<Expr> size;      // array size: none or one
  Type type;
  std::vector<Expr> initial;   // none or one
};

struct Maps { Location at; Comments comments; Expr where; std::vector<std::pair<std::string, Location>> flags; };
struct Process { Location at; Comments comments; std::string name; std::vector<Maps> maps; std::vector<std::string> trailing; };
struct Record { Location at; Comments comments; std::string name; bool for_processes = false; std::vector<Expr> instances; std::vector<Variable> fields; std::vector<std::string> trailing; };
struct Procedure { Location at; Comments comments; bool interrupt = false; std::string name; std::vector<std::pair<std::string, Location>> parameters; Block body; };
struct Option { Location at; Comments comments; std::string name; std::vector<std::pair<std::string, Location>> values; std::vector<Expr> number; };  // number: default, lowest, highest
struct Constant { Location at; Comments comments; std::string name; Expr value; };
struct Script { Location at; Comments comments; Expr cpus; std::string setup; std::vector<Expr> arguments; Block body; };
struct Claim { Location at; Comments comments; bool never = true; std::string oracle; std::string event; std::vector<Expr> condition; };
struct With { std::string key; Location at; Expr value; };   // value: a name or a number
struct Expect { Location at; Comments comments; std::string kernel; Location kernel_at; std::vector<With> with; std::string verdict; };
struct Line {                  // small one-line declarations: paging, cpu … * n, frames, option =, outside reads, for N cycles
  Location at; Comments comments; std::string keyword;
  std::vector<std::pair<std::string, Location>> words; std::vector<Expr> exprs;
};

// A declaration inside a kernel or scenario, in the order written.
struct Item {
  enum class Kind : std::uint8_t { line, option, constant, record, process, variable, procedure, script, claim, expect };
  Kind kind = Kind::line;
  Line line; Option option; Constant constant; Record record; Process process; Variable variable; Procedure procedure; Script script;
  Claim claim; Expect expect;
};

struct Declaration {
  enum class Kind : std::uint8_t { include, cpu, kernel, scenario };
  Kind kind = Kind::scenario;
  Location at;
  Comments comments;
  std::string name;            // include: the path
  std::string base;            // kernel or cpu `= base with …`
  Location base_at;
  std::vector<With> with;      // kernel
  std::vector<Setting> settings;  // cpu: block or `with` list
  std::vector<Item> items;
  std::vector<std::string> trailing;
};

struct File {
  std::uint32_t source = 0;
  std::vector<Declaration> declarations;
  std::vector<std::string> trailing;
};

// Limits, each with an error that names it.
constexpr int max_nesting = 64;
constexpr std::size_t max_file_bytes = 16U << 20U;

// Throws InputError. Never crashes, hangs or takes memory without bound, whatever the text.
File parse(const Sources& sources, std::uint32_t file);

// The one format. print(parse(print(parse(t)))) == print(parse(t)), and parse(print(f)) equals f but for locations.
std::string print(const File& file);

// True when two files say the same, comments included and locations apart.
bool same(const File& a, const File& b);

}  // namespace ghostwalk::lang
