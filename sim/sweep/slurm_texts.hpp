// SPDX-License-Identifier: MIT
// The texts of the three scripts for Slurm. @NAME@ stands for what differs from job to job.
#pragma once

namespace ghostwalk::sweep {

extern const char* const slurm_head;     // Who wrote it, and how.
extern const char* const slurm_settings; // What all three begin with.
extern const char* const slurm_task;
extern const char* const slurm_merge;
extern const char* const slurm_submit;

} // namespace ghostwalk::sweep
