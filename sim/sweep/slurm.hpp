// SPDX-License-Identifier: MIT
// A study as a Slurm job array. Neither calls the other: Ghostwalk writes three shell scripts, short
// enough to be read, and to be changed where a site has habits of its own.
//
//   DIRECTORY/submit.sh   submits the parts that are not whole yet, and the merge after them
//   DIRECTORY/task.sh     one part: array task I runs shard I/N into a store of its own
//   DIRECTORY/merge.sh    looks whether all parts are whole, and puts them together
//   DIRECTORY/parts/      the stores of the parts      DIRECTORY/logs/   what the jobs said
//
// Whether a part is whole is asked of its store, never of Slurm: a controller that was killed may
// call a task completed that still runs, or start it again (seen with 22.05).
#pragma once

#include <filesystem>

#include "sim/sweep/store.hpp"

namespace ghostwalk::sweep {

// Each task is a file of the merge's command line, and Slurm's MaxJobCount is 10,000 by default.
constexpr std::uint64_t max_slurm_tasks = 10'000;

struct SlurmJob {
  std::filesystem::path program, data, directory; // absolute
  std::filesystem::path where;                    // absolute; `file` is named from here
  std::string file, study;
  std::uint64_t seed = 1, tasks = 1, cpus = 1; // cpus: of each task
  std::uint64_t trials = 0, max_seconds = 0;   // 0: as the study says; no limit
  std::string partition;                       // empty: the site's default
};

struct Script {
  std::string name, text;
};

// Throws InputError for a name that no script can hold.
std::vector<Script> slurm_scripts(const SlurmJob& job, const Build& build);
// Makes DIRECTORY, parts/ and logs/; each script is there whole or not at all. Throws InputError.
void write_scripts(const SlurmJob& job, const std::vector<Script>& scripts);

// "DIRECTORY/parts/3-of-8.results"
std::filesystem::path part_store(const std::filesystem::path& directory, const Shard& shard);

// What a part lacks.
struct PartLeft {
  Shard shard;
  std::uint64_t batches = 0, trials = 0;
};
// The parts that are not whole, in order. Throws InputError for a store that cannot be gone on with:
// damaged, or of another build or text.
std::vector<PartLeft> parts_left(const Plan& plan, const Build& build,
                                 const std::filesystem::path& directory, std::uint64_t tasks);

} // namespace ghostwalk::sweep
