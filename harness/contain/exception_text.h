// An exception in words.

#ifndef RACEKIT_HARNESS_CONTAIN_EXCEPTION_TEXT_H_
#define RACEKIT_HARNESS_CONTAIN_EXCEPTION_TEXT_H_

#include <string>

namespace racekit::internal {

// The exception in flight, inside a catch block: "std::runtime_error: no
// money".
std::string DescribeCurrentException();

// For a std::terminate_handler: the exception that nobody caught, or "" if
// there is none (a joinable thread was destroyed, say).
std::string DescribeUncaughtException();

}  // namespace racekit::internal

#endif  // RACEKIT_HARNESS_CONTAIN_EXCEPTION_TEXT_H_
