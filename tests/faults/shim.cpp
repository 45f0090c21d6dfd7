// SPDX-License-Identifier: MIT
// Disks that fail and processes that die, at a call of one's choice. Preloaded into ghostwalk, and only there:
//
//   GHOSTWALK_FAULT="write EIO 17" LD_PRELOAD=ghostwalk_faults.so ghostwalk sweep ...
//
// The kind counts the calls that have to do with regular files (what is on standard error aside):
//   write   write, pwrite, fsync, fdatasync, ftruncate, rename
//   read    read, pread
//   open    open for writing
// At the n-th of them one of
//   EIO                once
//   ENOSPC, EROFS      from then on
//   SIGINT, SIGTERM    comes, and the call goes on
//   SIGKILL            comes when the call has written half
// Once it has happened there is a file $GHOSTWALK_FAULT_MARK.
//
// In any program, the time of day is $GHOSTWALK_CLOCK seconds later.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

struct Fault {
  std::string kind, what;
  long at = 0;
};

Fault read_fault() {
  Fault fault;
  const char* text = std::getenv("GHOSTWALK_FAULT");
  if (text == nullptr || std::strcmp(program_invocation_short_name, "ghostwalk") != 0) return fault;
  const std::string all = text;
  const std::size_t first = all.find(' '), last = all.rfind(' ');
  fault.kind = all.substr(0, first);
  fault.what = all.substr(first + 1, last - first - 1);
  fault.at = std::atol(all.c_str() + last);
  return fault;
}

const Fault& fault() {
  static const Fault read = read_fault();
  return read;
}

std::atomic<long> calls{0};

void leave_mark() {
  const char* name = std::getenv("GHOSTWALK_FAULT_MARK");
  if (name == nullptr) return;
  const long file = ::syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ::syscall(SYS_close, file);
}

bool counts(int descriptor) {
  struct stat about {};
  return descriptor != STDERR_FILENO && ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

// Whether the fault comes at this call.
bool strikes(const char* kind) {
  if (fault().kind != kind) return false;
  const long mine = ++calls;
  const bool lasts = fault().what == "ENOSPC" || fault().what == "EROFS";
  if (lasts ? mine < fault().at : mine != fault().at) return false;
  leave_mark();
  return true;
}

// The number of an error that the call is to end with; 0: it goes on.
int befall() {
  const std::string& what = fault().what;
  if (what == "EIO") return EIO;
  if (what == "ENOSPC") return ENOSPC;
  if (what == "EROFS") return EROFS;
  if (what == "SIGKILL") std::raise(SIGKILL);
  std::raise(what == "SIGINT" ? SIGINT : SIGTERM);
  return 0;
}

// As befall; `half` is called first when nobody will see the call's end.
template <class Half>
bool fails(const char* kind, bool counted, Half half) {
  if (!counted || !strikes(kind)) return false;
  if (fault().what == "SIGKILL") half();
  const int error = befall();
  errno = error;
  return error != 0;
}

bool fails(const char* kind, bool counted) {
  return fails(kind, counted, [] {});
}

int open_file(const char* path, int flags, mode_t mode) {
  struct stat about {};
  const bool writes =
      (flags & O_ACCMODE) != O_RDONLY && (::stat(path, &about) != 0 || S_ISREG(about.st_mode));
  if (fails("open", writes)) return -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

std::time_t clock_shift() {
  const char* text = std::getenv("GHOSTWALK_CLOCK");
  return text == nullptr ? 0 : std::atol(text);
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const auto status = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += clock_shift();
  return status;
}

int gettimeofday(timeval* __restrict now, void* __restrict) noexcept {
  timespec precise{};
  clock_gettime(CLOCK_REALTIME, &precise);
  *now = {precise.tv_sec, precise.tv_nsec / 1000};
  return 0;
}

std::time_t time(std::time_t* out) noexcept {
  timespec precise{};
  clock_gettime(CLOCK_REALTIME, &precise);
  if (out != nullptr) *out = precise.tv_sec;
  return precise.tv_sec;
}

ssize_t write(int file, const void* bytes, std::size_t size) {
  if (fails("write", counts(file), [&] { ::syscall(SYS_write, file, bytes, size / 2); })) return -1;
  return ::syscall(SYS_write, file, bytes, size);
}

ssize_t pwrite64(int file, const void* bytes, std::size_t size, off64_t at) {
  if (fails("write", counts(file), [&] { ::syscall(SYS_pwrite64, file, bytes, size / 2, at); }))
    return -1;
  return ::syscall(SYS_pwrite64, file, bytes, size, at);
}

ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  return pwrite64(file, bytes, size, at);
}

int fsync(int file) {
  return fails("write", counts(file)) ? -1 : static_cast<int>(::syscall(SYS_fsync, file));
}

int fdatasync(int file) {
  return fails("write", counts(file)) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file));
}

int ftruncate64(int file, off64_t size) noexcept {
  return fails("write", counts(file)) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, file, size));
}

int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }

int rename(const char* from, const char* to) noexcept {
  return fails("write", true)
             ? -1
             : static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

ssize_t read(int file, void* bytes, std::size_t size) {
  return fails("read", counts(file)) ? -1 : ::syscall(SYS_read, file, bytes, size);
}

ssize_t pread64(int file, void* bytes, std::size_t size, off64_t at) {
  return fails("read", counts(file)) ? -1 : ::syscall(SYS_pread64, file, bytes, size, at);
}

ssize_t pread(int file, void* bytes, std::size_t size, off_t at) {
  return pread64(file, bytes, size, at);
}

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

} // extern "C"
