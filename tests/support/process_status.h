// SPDX-License-Identifier: Apache-2.0
// A process's memory and threads, as the kernel reports them to every user: /proc/<process>/status
// stays readable when a process forbids memory dumps, as the exporter does. Its fd and smaps do
// not.
#pragma once

#include <sys/types.h>

#include <string>

namespace cckm::test {

// Whether a process has the memory that it asked for, and not that of a sanitizer as well.
#ifdef CCKM_SANITIZED
inline constexpr bool kMemoryIsOurs = false;
#else
inline constexpr bool kMemoryIsOurs = true;
#endif

// A whole number from /proc/<process>/status, such as "Threads". Throws std::runtime_error if the
// kernel does not tell.
double process_status(pid_t process, const std::string& field);
// A size from the same place, such as "VmRSS", or its peak, "VmHWM". Throws likewise.
double mebibytes(pid_t process, const std::string& field);
// Returns the peak of private memory in MiB: VmHWM less RssFile, the pages of mapped files, because
// the kernel keeps no such peak itself. Libraries differ between distributions, private memory
// hardly does. A program touches the pages of its files when it first works, and they stay, so that
// the peak had them as well; pages that came after the peak make the result too small. The kernel
// counts in batches: two processors bring an error of 0.2 MiB, more processors a larger one. Throws
// likewise. Precondition: the process has done its work more than once.
double peak_private_mebibytes(pid_t process);

}  // namespace cckm::test
