#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "scenarios/lifetime/lifetime.h"
#include "scenarios/lifetime/news.h"
#include "scenarios/scenario.h"

namespace racekit::scenarios::lifetime {
namespace {

// Reads the news. `gone` becomes true when it is destroyed.
class Reader {
 public:
  explicit Reader(std::atomic<bool>* gone) : gone_(gone) {}
  ~Reader() { gone_->store(true, std::memory_order_relaxed); }

  // racy: last_read_
  void Read(int item) { last_read_ = {item, item, item, item}; }

 private:
  std::atomic<bool>* gone_;
  std::array<int, 4> last_read_ = {};
};

// `make(news, gone, too_late)` subscribes a reader, and returns what ends it.
template <typename Source, typename Make>
std::string RunWith(Scale scale, const Make& make) {
  const int items = Sized(scale, 6, 1);
  Source news;
  std::atomic<bool> gone{false};
  std::atomic<int> too_late{0};
  auto end = make(news, gone, too_late);
  std::thread publisher([&news, items] {
    for (int item = 1; item <= items; ++item) news.Publish(item);
  });
  std::thread owner([&end] { end(); });
  publisher.join();
  owner.join();
  if (too_late == 0) return "";
  return "a reader was called after its end";
}

// Outside of the reader, which may not be there. Relaxed: orders nothing.
void Judge(const std::atomic<bool>& gone, std::atomic<int>& too_late) {
  if (gone.load(std::memory_order_relaxed)) {
    too_late.fetch_add(1, std::memory_order_relaxed);
  }
}

template <typename Source>
std::string RunPlainPointer(Scale scale) {
  return RunWith<Source>(scale, [](Source& news, std::atomic<bool>& gone,
                                   std::atomic<int>& too_late) {
    auto* const reader = new Reader(&gone);
    const int number = news.Subscribe([reader, &gone, &too_late](int item) {
      reader->Read(item);
      Judge(gone, too_late);
    });
    return [&news, reader, number] {
      news.Unsubscribe(number);
      delete reader;  // racy: last_read_, reader
    };
  });
}

std::string RunWeakPtr(Scale scale) {
  return RunWith<News>(scale, [](News& news, std::atomic<bool>& gone,
                                 std::atomic<int>& too_late) {
    auto reader = std::make_shared<Reader>(&gone);
    const int number = news.Subscribe(
        [weak = std::weak_ptr<Reader>(reader), &gone, &too_late](int item) {
          if (const auto alive = weak.lock()) {
            alive->Read(item);
            Judge(gone, too_late);
          }
        });
    return [&news, reader, number]() mutable {
      news.Unsubscribe(number);
      reader.reset();
    };
  });
}

}  // namespace

Scenario CallbackOutlivesObject() {
  return {
      .name = "lifetime/callback-outlives-object",
      .kind = "use-after-free",
      .summary =
          "An object unsubscribes its callback and is deleted while a "
          "call of it is under way.",
      .source = "observers, as found in many a codebase",
      .invariant = "no callback uses an object that is no more",
      .observed = "a reader was called after its end",
      .variants =
          {
              // Freed memory, that seldom is anybody else's yet: what shows on
              // real threads is that the call came too late.
              Racy("unsubscribe-and-delete", RunPlainPointer<News>,
                   Found({"assertion", "crash"}),
                   Found({"use-after-free", "data-race"}),
                   Found({"use-after-free", "data-race"})),
              Fixed("unsubscribe-waits", RunPlainPointer<WaitingNews>),
              Fixed("weak-ptr", RunWeakPtr),
          },
  };
}

}  // namespace racekit::scenarios::lifetime
