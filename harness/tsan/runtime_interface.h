// The part of ThreadSanitizer's runtime that no header declares.
//
// Exported by g++ 12's libtsan and clang 14's runtime and by later ones; found
// in compiler-rt's tsan_debugging.cpp. Each function returns 1 and copies what
// is asked for; a trace is cut at its size and ends in 0 where it is shorter.

#ifndef RACEKIT_HARNESS_TSAN_RUNTIME_INTERFACE_H_
#define RACEKIT_HARNESS_TSAN_RUNTIME_INTERFACE_H_

#include <cstdint>

extern "C" {

int __tsan_get_report_data(void* report, const char** description, int* count,
                           int* stack_count, int* mop_count, int* loc_count,
                           int* mutex_count, int* thread_count,
                           int* unique_tid_count, void** sleep_trace,
                           std::uintptr_t trace_size);
int __tsan_get_report_stack(void* report, std::uintptr_t index, void** trace,
                            std::uintptr_t trace_size);
int __tsan_get_report_mop(void* report, std::uintptr_t index, int* tid,
                          void** address, int* size, int* write, int* atomic,
                          void** trace, std::uintptr_t trace_size);
int __tsan_get_report_loc(void* report, std::uintptr_t index, const char** type,
                          void** address, std::uintptr_t* start,
                          std::uintptr_t* size, int* tid, int* fd,
                          int* suppressable, void** trace,
                          std::uintptr_t trace_size);
int __tsan_get_report_mutex(void* report, std::uintptr_t index,
                            std::uintptr_t* mutex_id, void** address,
                            int* destroyed, void** trace,
                            std::uintptr_t trace_size);
int __tsan_get_report_thread(void* report, std::uintptr_t index, int* tid,
                             std::uint64_t* os_id, int* running,
                             const char** name, int* parent_tid, void** trace,
                             std::uintptr_t trace_size);
int __tsan_get_report_unique_tid(void* report, std::uintptr_t index, int* tid);

// Declared by <sanitizer/common_interface_defs.h>, which g++'s copy of it does
// not declare in full.
void __sanitizer_symbolize_global(void* address, const char* format, char* out,
                                  std::uintptr_t size);
void __sanitizer_set_report_fd(void* fd);

}  // extern "C"

#endif  // RACEKIT_HARNESS_TSAN_RUNTIME_INTERFACE_H_
