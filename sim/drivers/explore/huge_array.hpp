// SPDX-License-Identifier: MIT
// A large array of zeros, on huge pages where the system has them: a table that is looked up at
// random takes a miss of this machine's own TLB each time otherwise. Pages that nobody has touched
// take no memory.
#pragma once

#include <cstddef>
#include <new>

#include <sys/mman.h>

namespace ghostwalk {

// Element: may begin its life as zero bytes, and needs no destructor.
template <class Element>
class HugeArray {
public:
  explicit HugeArray(std::size_t size) : bytes_(size * sizeof(Element)) {
    void* at = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
    at_ = static_cast<Element*>(at);
    ::madvise(at, bytes_, MADV_HUGEPAGE); // It may say no.
  }
  ~HugeArray() { release(); }
  HugeArray(const HugeArray&) = delete;
  HugeArray& operator=(const HugeArray&) = delete;
  HugeArray(HugeArray&& other) noexcept : at_(other.at_), bytes_(other.bytes_) {
    other.at_ = nullptr;
  }
  HugeArray& operator=(HugeArray&& other) noexcept {
    release();
    at_ = other.at_;
    bytes_ = other.bytes_;
    other.at_ = nullptr;
    return *this;
  }

  void release() {
    if (at_ != nullptr) ::munmap(at_, bytes_);
    at_ = nullptr;
  }
  Element& operator[](std::size_t i) { return at_[i]; }
  const Element& operator[](std::size_t i) const { return at_[i]; }

private:
  Element* at_ = nullptr;
  std::size_t bytes_;
};

} // namespace ghostwalk
