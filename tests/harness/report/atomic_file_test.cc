#include "harness/report/atomic_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace racekit {
namespace {

using ::testing::AnyOf;
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

TEST(AtomicFileTest, WhatAKilledProcessLeftGoesWithTheNextWrite) {
  const std::string folder = Folder();
  const std::string path = folder + "/report.json";
  std::ofstream(path + ".new") << "half a rep";
  ASSERT_EQ(WriteFileAtomically(path, "whole"), absl::OkStatus());
  EXPECT_EQ(Contents(path), "whole");
  EXPECT_EQ(FilesIn(folder), 1);
}

// A child writes over and over and is killed at any moment.
TEST(AtomicFileTest, AProcessThatIsKilledLeavesAWholeFile) {
  const std::string folder = Folder();
  const std::string path = folder + "/report.json";
  const std::string texts[] = {std::string(50'000, 'a'),
                               std::string(70'000, 'b')};
  for (int kill_after = 1; kill_after <= 20; ++kill_after) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      for (int i = 0;; ++i) {
        WriteFileAtomically(path, texts[i % 2]).IgnoreError();
        if (write(ready[1], "x", 1) != 1) _exit(1);
      }
    }
    char written;
    for (int i = 0; i < kill_after; ++i)
      ASSERT_EQ(read(ready[0], &written, 1), 1);
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    close(ready[0]);
    close(ready[1]);
    EXPECT_THAT(Contents(path), AnyOf(texts[0], texts[1]));
    // The file, and what stands beside it for a moment.
    EXPECT_LE(FilesIn(folder), 2);
  }
  ASSERT_EQ(WriteFileAtomically(path, "last"), absl::OkStatus());
  EXPECT_EQ(FilesIn(folder), 1);
}

TEST(AtomicFileTest, SeveralThreadsMayWriteTheSameFile) {
  const std::string folder = Folder();
  const std::string path = folder + "/report.json";
  std::vector<std::thread> threads;
  for (const char c : {'a', 'b', 'c', 'd'}) {
    threads.emplace_back([&path, c] {
      for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(WriteFileAtomically(path, std::string(1000, c)),
                  absl::OkStatus());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = Contents(path);
  ASSERT_EQ(text.size(), 1000u);
  EXPECT_EQ(text, std::string(1000, text[0]));
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
