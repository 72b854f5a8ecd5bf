#include "harness/whole/scratch.h"

#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "harness/runtime/arch_x86_64.h"

namespace racekit::whole {

using runtime::RawSyscall;

Scratch::Scratch(const Request& request)
    : folder_(absl::StrCat(request.folder, "/scratch")),
      file_size_(request.file_size),
      in_scratch_(request.in_scratch) {}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::Status Scratch::Make() {
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  std::filesystem::create_directories(folder_, error);
  // A path that stays good wherever the program goes.
  const std::string absolute =
      error ? "" : std::filesystem::absolute(folder_, error).string();
  if (error) {
    return absl::UnavailableError(absl::StrCat(
        "cannot make the scratch folder ", folder_, ": ", error.message()));
  }
  setenv("TMPDIR", absolute.c_str(), /*overwrite=*/1);
  return absl::OkStatus();
}

// Not by the functions of libc: some are doors, and the program has not begun.
void Scratch::Begin() const {
  if (file_size_ > 0) {
    rlimit limit = {};
    RawSyscall(SYS_prlimit64, 0, RLIMIT_FSIZE, 0,
               reinterpret_cast<long>(&limit));
    const auto size = static_cast<rlim_t>(file_size_);
    if (limit.rlim_max == RLIM_INFINITY || size < limit.rlim_max) {
      limit.rlim_cur = size;
      RawSyscall(SYS_prlimit64, 0, RLIMIT_FSIZE, reinterpret_cast<long>(&limit),
                 0);
    }
  }
  if (in_scratch_) {
    RawSyscall(SYS_chdir, reinterpret_cast<long>(folder_.c_str()));
  }
}

void Scratch::Clear() const {
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_, ignored)) {
    std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace racekit::whole
