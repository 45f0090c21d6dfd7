// SPDX-License-Identifier: MIT
// Fills in what differs from job to job in the three scripts. Whatever comes from a user becomes one
// quoted shell word.
#include "sim/sweep/slurm.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/core/shell.hpp"
#include "sim/core/whole_file.hpp"
#include "sim/sweep/slurm_texts.hpp"

namespace ghostwalk::sweep {
namespace fs = std::filesystem;
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

// One pass, so that nothing in a value is taken for a name.
std::string filled(std::string_view text, const Values& values) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find('@'), text.size());
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    const auto named = std::find_if(values.begin(), values.end(), [&](const auto& value) {
      return text.starts_with("@" + value.first + "@");
    });
    if (named != values.end()) {
      out += named->second;
      text.remove_prefix(named->first.size() + 2);
    } else if (!text.empty()) {
      out += '@'; // As it stands in "${!lists[@]}".
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string study_words(const SlurmJob& job) {
  std::string words =
      fmt::format("{} --study {} --seed {}", shell_word(job.file), shell_word(job.study), job.seed);
  if (job.trials != 0) words += fmt::format(" --trials {}", job.trials);
  return words;
}

std::string command(const SlurmJob& job) {
  std::string words = fmt::format("ghostwalk slurm {} --tasks {} --directory {}", study_words(job),
                                  job.tasks, shell_word(job.directory.string()));
  if (job.cpus != 1) words += fmt::format(" --cpus {}", job.cpus);
  if (job.max_seconds != 0) words += fmt::format(" --max-seconds {}", job.max_seconds);
  if (!job.partition.empty()) words += " --partition " + shell_word(job.partition);
  return words;
}

std::string partition_line(const SlurmJob& job) {
  return job.partition.empty() ? "" : fmt::format("#SBATCH --partition={}\n", job.partition);
}

// A sweep that may begin nothing new finishes the batches in hand: five minutes are plenty.
std::string limits(const SlurmJob& job) {
  std::string lines = fmt::format("#SBATCH --cpus-per-task={}\n#SBATCH --open-mode=append\n"
                                  "#SBATCH --requeue\n",
                                  job.cpus);
  constexpr std::uint64_t spare_seconds = 300, minute = 60;
  if (job.max_seconds != 0)
    lines +=
        fmt::format("#SBATCH --time={}\n", (job.max_seconds + spare_seconds + minute - 1) / minute);
  return lines + partition_line(job);
}

std::string max_seconds(const SlurmJob& job) {
  return job.max_seconds == 0 ? "" : fmt::format(" \\\n  --max-seconds {}", job.max_seconds);
}

Values values_of(const SlurmJob& job, const Build& build) {
  return {{"BUILD", describe(build)},
          {"COMMAND", command(job)},
          {"PROGRAM", shell_word(job.program.string())},
          {"DIRECTORY", shell_word(job.directory.string())},
          {"WHERE", shell_word(job.where.string())},
          {"DATA", shell_word(job.data.string())},
          {"STUDY_WORDS", study_words(job)},
          {"STUDY", job.study},
          {"TASKS", std::to_string(job.tasks)},
          {"CPUS", std::to_string(job.cpus)},
          {"LIMITS", limits(job)},
          {"PARTITION", partition_line(job)},
          {"MAX_SECONDS", max_seconds(job)}};
}

// A line break would end a comment, and Slurm's names have no blanks.
void check(const SlurmJob& job) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-,";
  if (job.partition.find_first_not_of(letters) != std::string::npos)
    throw InputError("--partition takes names of partitions, with commas between them",
                     "sinfo lists them");
  for (const std::string& path : {job.program.string(), job.data.string(), job.directory.string(),
                                  job.where.string(), job.file})
    if (std::any_of(path.begin(), path.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }))
      throw InputError("a path of the job has a control character in its name",
                       "move the study, the program or the directory elsewhere");
}

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InputError(fmt::format("cannot make '{}': {}", path.string(), error.message()));
}

// By rename: a shell may be reading the one that is there.
void write_script(const fs::path& path, const std::string& text) {
  WholeFile script(path, 0777);
  script.write(text);
  script.commit();
}

} // namespace

std::vector<Script> slurm_scripts(const SlurmJob& job, const Build& build) {
  check(job);
  const Values parts{{"HEAD", slurm_head}, {"SETTINGS", slurm_settings}};
  const Values values = values_of(job, build);
  std::vector<Script> scripts;
  for (const auto& [name, text] :
       {std::pair{"task.sh", slurm_task}, {"merge.sh", slurm_merge}, {"submit.sh", slurm_submit}})
    scripts.push_back({name, filled(filled(text, parts), values)});
  return scripts;
}

void write_scripts(const SlurmJob& job, const std::vector<Script>& scripts) {
  for (const fs::path& path : {job.directory / "parts", job.directory / "logs"})
    make_directory(path);
  for (const Script& script : scripts) write_script(job.directory / script.name, script.text);
}

} // namespace ghostwalk::sweep
