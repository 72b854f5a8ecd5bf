#include <string>
#include <thread>

#include "scenarios/lazy/lazy.h"
#include "scenarios/lazy/mailbox.h"
#include "scenarios/lazy/settings.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::lazy {
namespace {

template <typename Mailbox>
std::string Run() {
  Mailbox mailbox;
  Settings received;
  std::thread sender([&] { mailbox.Send({.timeout_ms = 250, .retries = 3}); });
  std::thread receiver([&] { received = mailbox.Receive(); });
  sender.join();
  receiver.join();
  if (received.complete()) return "";
  return "received timeout " + std::to_string(received.timeout_ms) +
         ", retries " + std::to_string(received.retries) + ", not 250 and 3";
}

}  // namespace

Scenario PublicationNoRelease() {
  return {
      .name = "lazy/publication-without-release",
      .kind = "order-violation",
      .summary =
          "A relaxed flag says that a message is there, and does not "
          "order the message before itself.",
      .source = "the C++ memory model's first example",
      .invariant = "who sees the flag sees the message",
      .observed =
          "nothing, on x86: only a detector that knows the memory "
          "model sees it",
      .variants =
          {
              Racy("racy", Run<RelaxedMailbox>, Either(), Found({"data-race"}),
                   Found({"data-race"})),
              Fixed("release-acquire", Run<ReleaseMailbox>),
              Fixed("condition-variable", Run<ConditionMailbox>),
          },
  };
}

}  // namespace racekit::scenarios::lazy
