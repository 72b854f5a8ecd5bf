#include "harness/process/internal/exit_fd.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace racekit::internal {
namespace {

// Both ways of noticing an end: by pidfd, and by thread.
class ExitFdTest : public testing::TestWithParam<bool> {};

TEST_P(ExitFdTest, IsReadableWhenTheChildHasEndedAndNotBefore) {
  const pid_t pid = fork();
  if (pid == 0) {
    while (true) pause();
  }
  {
    const auto exit_fd = ExitFd::Open(pid, GetParam());
    ASSERT_TRUE(exit_fd.ok()) << exit_fd.status();
    pollfd ready = {exit_fd->get(), POLLIN, 0};
    EXPECT_EQ(poll(&ready, 1, 0), 0);
    kill(pid, SIGKILL);
    EXPECT_EQ(poll(&ready, 1, -1), 1);
    int status;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);  // it has not been reaped
  }
}

INSTANTIATE_TEST_SUITE_P(PidfdAndThread, ExitFdTest, testing::Bool());

}  // namespace
}  // namespace racekit::internal
