// SPDX-License-Identifier: Apache-2.0
// A process's memory and threads, as the kernel reports them to every user: /proc/<process>/status
// stays readable when a process forbids memory dumps, as the exporter does. Its fd and smaps do
// not.
#pragma once

#include <sys/types.h>

#include <string>

namespace cckm::test {

// False with a sanitizer: then the memory of a process includes the sanitizer's own.
#ifdef CCKM_SANITIZED
inline constexpr bool kMemoryIsOurs = false;
#else
inline constexpr bool kMemoryIsOurs = true;
#endif

// Returns a number from /proc/<process>/status, such as "Threads". Throws std::runtime_error if it
// is missing.
double process_status(pid_t process, const std::string& field);
// Returns a size from there in MiB, such as "VmRSS" or its peak "VmHWM". Throws the same.
double mebibytes(pid_t process, const std::string& field);
// Returns the peak of private memory in MiB: VmHWM less RssFile, the pages of mapped files. The
// kernel itself records no such peak. Private memory hardly differs between distributions,
// libraries do. A program touches the pages of its files when it first works. They stay in memory,
// so the peak includes them. Pages that are loaded after the peak make the result too small. The
// kernel counts in batches, which is an error of 0.2 MiB with two processors and more with more
// processors. Throws the same. Precondition: the process has done its work more than once.
double peak_private_mebibytes(pid_t process);

// Returns the processor time that all threads of the process have used since its start. Throws
// std::runtime_error if there is no such process.
double processor_seconds(pid_t process);

}  // namespace cckm::test
