// SPDX-License-Identifier: MIT
// A scenario under a kernel whose text has been changed: compiled from a copy of the tree. What is in the files stays as it is.
#pragma once

#include "sim/ablate/edit.hpp"
#include "sim/lang/compile.hpp"

namespace ghostwalk::ablate {

// The kernel of the selection as it is under its options: the tree that edits change. Code that other option
// values would have taken is gone, so that "the following statement" is the one that follows.
lang::Declaration folded_kernel(const lang::Library& library, const lang::Selection& selection);

// The same scenario under `kernel`, a changed copy of folded_kernel.
Program compile_with(const lang::Library& library, const lang::Selection& selection,
                     const lang::Declaration& kernel);

// As lang::compile, with the edits made one after the other.
Program compile_edited(const lang::Library& library, const lang::Selection& selection,
                       const std::vector<Edit>& edits);

// "linux-2.4.race:376": how an edit names its statement, whatever folder the file is in.
std::string key(const Sources& sources, Location at);
// Throws InputError when the kernel has no statement there.
Edit read_edit(const lang::Library& library, const lang::Selection& selection, Change change,
               const std::string& wanted);

} // namespace ghostwalk::ablate
