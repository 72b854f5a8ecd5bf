#include "harness/report/atomic_file.h"

#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit {
namespace {

using ::testing::HasSubstr;

// A folder of the test's own, empty.
std::string Folder() {
  const std::string folder =
      testing::TempDir() + "atomic_file_test." +
      testing::UnitTest::GetInstance()->current_test_info()->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

long FilesIn(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

// Files of this process may not grow beyond so many bytes: a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_ = {};
};

TEST(AtomicFileTest, WritesAndReplaces) {
  const std::string path = Folder() + "/a/b/report.json";
  ASSERT_EQ(WriteFileAtomically(path, "one"), absl::OkStatus());
  EXPECT_EQ(Contents(path), "one");
  ASSERT_EQ(WriteFileAtomically(path, std::string_view("t\0o", 3)),
            absl::OkStatus());
  EXPECT_EQ(Contents(path), std::string_view("t\0o", 3));
  EXPECT_EQ(FilesIn(std::filesystem::path(path).parent_path()), 1);
}

TEST(AtomicFileTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  const std::string folder = Folder();
  const std::string path = folder + "/report.json";
  ASSERT_EQ(WriteFileAtomically(path, "old"), absl::OkStatus());
  absl::Status status;
  {
    const FileSizeLimit limit(1000);
    status = WriteFileAtomically(path, std::string(100'000, 'x'));
  }
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("'" + path + "'"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("File too large"));
  EXPECT_EQ(Contents(path), "old");
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(AtomicFileTest, AFileInPlaceOfTheFolder) {
  const std::string folder = Folder();
  std::ofstream(folder + "/here") << "in the way";
  const absl::Status status =
      WriteFileAtomically(folder + "/here/report.json", "text");
  EXPECT_THAT(std::string(status.message()), HasSubstr("Not a directory"));
  EXPECT_EQ(Contents(folder + "/here"), "in the way");
}

TEST(AtomicFileTest, AFolderInPlaceOfTheFile) {
  const std::string folder = Folder();
  std::filesystem::create_directories(folder + "/report.json/full");
  const absl::Status status =
      WriteFileAtomically(folder + "/report.json", "text");
  EXPECT_THAT(std::string(status.message()), HasSubstr("report.json"));
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(AtomicFileTest, AFolderThatNobodyMayWriteTo) {
  const absl::Status status =
      WriteFileAtomically("/proc/racekit/report.json", "text");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("cannot make the folder '/proc/racekit'"));
}

}  // namespace
}  // namespace racekit
