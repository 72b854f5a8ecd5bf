#include "harness/process/internal/converse.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "harness/process/child_process.h"
#include "harness/process/communicate.h"
#include "harness/process/exit_status.h"
#include "harness/process/internal/deadline.h"
#include "harness/process/internal/quiet_write.h"

namespace racekit::internal {
namespace {

constexpr size_t kChunk = 64 << 10;

class Talk {
 public:
  Talk(const std::vector<ChildProcess*>& children, std::string_view input,
       const CommunicateOptions& options)
      : children_(children),
        input_(input),
        options_(options),
        deadline_(Deadline::After(options.timeout)),
        ended_(children.size(), false),
        buffer_(std::make_unique<char[]>(kChunk)) {
    result_.statuses.resize(children.size());
    result_.outputs.resize(children.size());
    result_.errors.resize(children.size());
  }

  absl::StatusOr<Conversation> Run() {
    if (!input_.empty() && First().input_fd() < 0) {
      return absl::FailedPreconditionError(
          "there is input to write, but Command::input is not Stdio::Pipe()");
    }
    while (true) {
      if (input_.empty()) First().CloseInput();
      absl::Status status = NoticeEnds();
      if (!status.ok()) return status;
      if (AllEnded()) return std::move(result_);
      if (deadline_.Passed()) status = OutOfTime();
      if (status.ok()) status = WaitForSomething();
      if (!status.ok()) return status;
      WriteInput();
      for (size_t i = 0; i < children_.size(); ++i) {
        ReadOnce(i, kOutput);
        ReadOnce(i, kError);
      }
      if (flooded_ && result_.reason == EndReason::kEnded) {
        status = StopAll(EndReason::kFlooded);
        if (!status.ok()) return status;
      }
    }
  }

 private:
  enum Stream { kOutput, kError };

  ChildProcess& First() { return *children_[0]; }

  bool AllEnded() const {
    return std::find(ended_.begin(), ended_.end(), false) == ended_.end();
  }

  absl::Status WaitForSomething() {
    std::vector<pollfd> fds;
    auto add = [&fds](int fd, short events) {
      if (fd >= 0) fds.push_back({fd, events, 0});
    };
    add(First().input_fd(), POLLOUT);
    for (size_t i = 0; i < children_.size(); ++i) {
      if (ended_[i]) continue;
      add(children_[i]->output_fd(), POLLIN);
      add(children_[i]->error_fd(), POLLIN);
      add(children_[i]->exit_fd(), POLLIN);
    }
    if (deadline_.Poll(fds.data(), fds.size()) < 0 && errno != EINTR) {
      return absl::ErrnoToStatus(errno, "cannot wait for child processes");
    }
    return absl::OkStatus();
  }

  void WriteInput() {
    if (First().input_fd() < 0 || input_.empty()) return;
    const ssize_t written =
        QuietWrite(First().input_fd(), input_.substr(0, kChunk));
    if (written >= 0) {
      input_.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EAGAIN) {
      input_ = "";  // it does not want to read any more; not an error
    }
  }

  // At most one chunk, so that no stream starves the others. Returns the number
  // of bytes read.
  size_t ReadOnce(size_t child, Stream stream) {
    ChildProcess& from = *children_[child];
    const int fd = stream == kOutput ? from.output_fd() : from.error_fd();
    if (fd < 0) return 0;
    ssize_t got;
    do {
      got = read(fd, buffer_.get(), kChunk);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
      Keep(stream == kOutput ? result_.outputs[child] : result_.errors[child],
           std::string_view(buffer_.get(), static_cast<size_t>(got)));
      return static_cast<size_t>(got);
    }
    if (got < 0 && errno == EAGAIN) return 0;
    stream == kOutput ? from.CloseOutput() : from.CloseError();
    return 0;
  }

  void Keep(std::string& text, std::string_view data) {
    const std::int64_t space = std::max<std::int64_t>(
        options_.output_limit - static_cast<std::int64_t>(text.size()), 0);
    const std::int64_t size = static_cast<std::int64_t>(data.size());
    text.append(data.substr(0, static_cast<size_t>(std::min(space, size))));
    if (size <= space) return;
    result_.dropped += size - space;
    flooded_ = options_.stop_on_flood;
  }

  // What the child wrote before its end is in the pipe by now, and no more than
  // a pipe holds. Not until the end of file: somebody who escaped the group may
  // keep the pipe open for ever.
  void ReadTheRest(size_t child, Stream stream) {
    ChildProcess& from = *children_[child];
    const int fd = stream == kOutput ? from.output_fd() : from.error_fd();
    const int capacity = fd < 0 ? 0 : fcntl(fd, F_GETPIPE_SZ);
    for (std::int64_t rest = capacity; rest > 0;) {
      const size_t got = ReadOnce(child, stream);
      if (got == 0) break;
      rest -= static_cast<std::int64_t>(got);
    }
    stream == kOutput ? from.CloseOutput() : from.CloseError();
  }

  absl::Status NoticeEnds() {
    for (size_t i = 0; i < children_.size(); ++i) {
      if (ended_[i]) continue;
      const absl::StatusOr<std::optional<ExitStatus>> status =
          children_[i]->Poll();
      if (!status.ok()) return status.status();
      if (!status->has_value()) continue;
      ended_[i] = true;
      result_.statuses[i] = **status;
      ReadTheRest(i, kOutput);
      ReadTheRest(i, kError);
      if (i == 0) input_ = "";
    }
    return absl::OkStatus();
  }

  absl::Status OutOfTime() {
    if (result_.reason == EndReason::kEnded) {
      return StopAll(EndReason::kTimedOut);
    }
    // The grace period is over too. Nothing can hold out against this.
    deadline_ = Deadline::After(absl::InfiniteDuration());
    return ForAllRunning(&ChildProcess::Kill);
  }

  // Goes on reading: a child's last words are worth having.
  absl::Status StopAll(EndReason reason) {
    result_.reason = reason;
    deadline_ = Deadline::After(options_.grace);
    return ForAllRunning(&ChildProcess::Terminate);
  }

  absl::Status ForAllRunning(absl::Status (ChildProcess::*action)()) {
    for (size_t i = 0; i < children_.size(); ++i) {
      if (ended_[i]) continue;
      const absl::Status status = (children_[i]->*action)();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  const std::vector<ChildProcess*>& children_;
  std::string_view input_;  // what is still to be written
  const CommunicateOptions& options_;
  Deadline deadline_;
  std::vector<bool> ended_;
  bool flooded_ = false;
  Conversation result_;
  std::unique_ptr<char[]> buffer_;
};

}  // namespace

absl::StatusOr<Conversation> Converse(
    const std::vector<ChildProcess*>& children, std::string_view input,
    const CommunicateOptions& options) {
  return Talk(children, input, options).Run();
}

}  // namespace racekit::internal
