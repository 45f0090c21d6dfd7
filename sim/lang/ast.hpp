// SPDX-License-Identifier: MIT
// The syntax tree of a .race file: exactly what is written, comments included, so that it can be
// printed back. What names mean is not known here; sim/lang/compile.hpp finds out.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/lang/limits.hpp"

namespace ghostwalk::lang {

struct Expr {
  enum class Kind : std::uint8_t {
    number, // text as written, number
    name,   // text
    unary,  // text: not ~ -; child 0
    binary, // text: the operator; children 0, 1
    index,  // child 0 [ child 1 ]
    field,  // child 0 . text
    call,   // text ( children )
    any_of, // children
    range,  // child 0 .. child 1: in `for`, `on cpu`, `work`, `maps` and settings only
    access, // `read VA`, `execute VA`: text, child 0; the right side of an assignment only
    atomic, // `atomic exchange(place, value)`: children 0, 1; the right side of an assignment only
  };
  Kind kind = Kind::number;
  Location at; // binary: of the operator; field: of the field's name; else where it starts
  std::string text;
  std::uint64_t number = 0;
  std::vector<Expr> children;
};

// A name with its place: parameters, option values, flags.
struct Name {
  std::string text;
  Location at;
};

// Own-line comments before a thing, and the one at the end of its line, each from its `#` on. A
// blank line before it all is kept as `spaced`; one after or between the comments before it is an
// empty string among them. So too in `trailing` lists, the comments at the end of a block.
struct Comments {
  std::vector<std::string> before;
  std::string after;
  bool spaced = false;
};

struct Stmt;
struct Block {
  std::vector<Stmt> statements;
  std::vector<std::string> trailing;
};

struct Stmt {
  enum class Kind : std::uint8_t {
    assign,     // exprs[0] op exprs[1]; op "=", "|=" ...; a target may be name, index or field
    call,       // exprs[0] is a call
    lock,       // exprs[0]
    unlock,     // exprs[0]
    interrupts, // text: on, off
    if_,        // exprs: conditions; blocks: one per condition, one more for else
    while_,     // exprs[0]; blocks[0]
    for_,       // text: variable; exprs[0]: a range, or a `mask(E)` call; blocks[0]
    forever,    // blocks[0]
    either,     // blocks: two or more
    wait_until, // exprs[0]
    return_,    // exprs: none or one
    stop,       //
    mark,       // exprs[0]; text: owner
    load_cr3,   // `cr3 = F`: exprs[0]; exprs[1]: the PCID, if any; text: "keep" or ""
    invlpg,     // exprs[0]
    invpcid,    // text: address (exprs: VA, PCID), context (PCID), nonglobal, all
    fence,
    send,          // text: vector; exprs[0]: mask or CPU; op: "mask" or "cpu"
    read,          // exprs[0]: address
    write,         // exprs[0]: address; exprs[1]: value
    execute,       // exprs[0]: address
    branch_user,   // exprs[0] to exprs[1]
    branch_kernel, // exprs[0]
    speculate,     // exprs[0]
    work,          // exprs[0]: a value or a range
    assert_,       // exprs[0]
    torn,          // exprs[0]: an instruction was fetched in parts that do not belong together
    reach,         // text
  };
  Kind kind = Kind::stop;
  Location at;
  Comments comments;
  std::string text, op;
  bool atomic = false; // of assign
  // The last block is `on fault`: of read, write, execute, branch_user, and assign with an access.
  bool has_fault = false;
  std::vector<Expr> exprs;
  std::vector<Block> blocks;
  // Of each `else`, `or` and `on fault` line: one per block, unused for the block of the statement.
  std::vector<Comments> block_comments;
};

struct Type {
  enum class Kind : std::uint8_t { range, boolean, cpumask, frame, word, address, lock, record };
  Kind kind = Kind::range;
  Location at;
  std::vector<Expr> bounds; // range: two
  std::string record;
};

// One of the weighted values of a setting. A weight that is not written is 1, its line 0.
struct Weighted {
  Expr weight, value; // The value may be a range.
};

struct Setting { // `key = value` in cpu blocks and their `with` lists
  Location at;
  Comments comments;
  std::string key;
  std::vector<Weighted> parts;
};

struct Variable { // var, percpu, a record's field
  Location at;
  Comments comments;
  std::string name;
  bool per_cpu = false, fixed = false;
  std::vector<Expr> size; // of an array: none or one
  Type type;
  std::vector<Expr> initial; // none or one
};

struct Maps {
  Location at;
  Comments comments;
  Expr where;              // an address or a range
  std::vector<Name> flags; // of read, write, noexec, kernel, global, large, direct
};

struct Process {
  Location at;
  Comments comments;
  std::string name;
  std::vector<Maps> maps;
  std::vector<std::string> trailing;
};

struct Record {
  Location at;
  Comments comments;
  std::string name;
  bool for_processes = false;
  std::vector<Expr> instances; // none or one
  std::vector<Variable> fields;
  std::vector<std::string> trailing;
};

struct Procedure {
  Location at;
  Comments comments;
  bool interrupt = false;
  std::string name;
  std::vector<Name> parameters;
  Block body;
};

struct Option { // of a kernel
  Location at;
  Comments comments;
  std::string name;
  std::vector<Name> values; // an enumeration
  std::vector<Expr> number; // or default, lowest, highest
};

struct Constant {
  Location at;
  Comments comments;
  std::string name;
  Expr value;
};

struct Script { // `on cpu CPUS [SETUP arguments]`
  Location at;
  Comments comments;
  Expr cpus;         // a number or a range
  std::string setup; // may be empty; without one the body is not
  Location setup_at;
  std::vector<Expr> arguments;
  Block body;
};

struct Claim {
  Location at;
  Comments comments;
  bool never = true;
  std::string oracle; // its words (sim/machine/oracles.hpp), or
  std::string event;  // a name, or
  Location event_at;
  std::vector<Expr> condition; // one
};

struct With { // `key = value`: the value is a name or a number
  std::string key;
  Location at;
  Expr value;
};

struct Expect {
  Location at;
  Comments comments;
  std::string kernel;
  Location kernel_at;
  std::vector<With> with;
  std::string verdict; // found, absent
};

// One or more values of a list that a study goes over.
struct Values {
  enum class Kind : std::uint8_t {
    one,   // value: a name, a number, or a range, of which each trial draws its own
    step,  // A .. B step S: A, A + S, ... up to B
    times, // A .. B times K: A, A * K, ... up to B
  };
  Kind kind = Kind::one;
  Expr value; // step, times: a range
  Expr by;
};

struct Axis { // `[option] KEY = VALUES, ...` in a study
  Location at;
  Comments comments;
  bool option = false; // of the kernel
  std::string key;
  std::vector<Values> values;
};

struct
    Vary { // `vary KEY = ...`, or `vary together` with a block: first with first, second with second
  Location at;
  Comments comments;
  bool together = false;
  std::vector<Axis> axes;
  std::vector<std::string> trailing;
};

struct Subject { // `kernel NAME [with OPTION = VALUE, ...]` in a study
  Location at;
  Comments comments;
  std::string kernel;
  Location kernel_at;
  std::vector<With> with;
};

struct Measure { // `measure NAME, NAME, ...`; a name may have several words
  Location at;
  Comments comments;
  std::vector<Name> what;
};

// Small one-line declarations, by keyword:
//   paging    words[0]: i386, pae or x86-64
//   cpu       words[0]: the description; exprs: none or the number of CPUs
//   frames    exprs[0]: how many; words: none or the reuse policy; exprs[1]: per cpu, if any
//   option    words[0]: name; exprs[0]: a name or a number
//   outside   exprs: what walks may read there
//   for       exprs[0]: cycles
//   memory    words[0]: sc or tso
//   scenario  words[0]: the name of one that a study looks at
//   trials    exprs[0]: how many at each point of a study
struct Line {
  Location at;
  Comments comments;
  std::string keyword;
  std::vector<Name> words;
  std::vector<Expr> exprs;
};

// A declaration inside a kernel, scenario or study. They are kept in the order written. A Setting
// is the `set KEY = VALUE` of a study.
using Item = std::variant<Line, Option, Constant, Record, Process, Variable, Procedure, Script,
                          Claim, Expect, Setting, Vary, Subject, Measure>;

struct Declaration {
  enum class Kind : std::uint8_t { include, cpu, kernel, scenario, study };
  Kind kind = Kind::scenario;
  Location at; // of the name
  Comments comments;
  std::string name; // include: the path
  std::string base; // kernel or cpu `= base with ...`; empty for a block
  Location base_at;
  std::vector<With> with;        // kernel
  std::vector<Setting> settings; // cpu: block or `with` list
  std::vector<Item> items;       // kernel, scenario, study
  std::vector<std::string> trailing;
};

struct File {
  std::uint32_t source = 0;
  std::vector<Declaration> declarations;
  std::vector<std::string> trailing;
};

// Throws InputError. Never crashes, hangs or takes memory without bound, whatever the text.
File parse(const Sources& sources, std::uint32_t file);

// The one format. print(parse(print(f))) == print(f), and parse(print(f)) is the same as f, for any
// f that parse returns and whose print is no larger than a file may be.
std::string print(const File& file);

// One declaration in that format without its comments: what it says to the compiler.
std::string code_text(const Declaration& declaration);

// True when two files say the same, comments included and locations apart.
bool same(const File& a, const File& b);

} // namespace ghostwalk::lang
