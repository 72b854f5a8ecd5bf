#include "scenarios/fanout/page_fetch.h"

#include <cstddef>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "scenarios/fanout/page.h"

namespace racekit::scenarios::fanout {
namespace {

// A list of fixed size that is filled from the front.
class UnlockedList {
 public:
  explicit UnlockedList(int capacity)
      : pages_(static_cast<std::size_t>(capacity)) {}

  void Add(Site& site, int number) {
    const std::size_t place = size_;     // racy: size_
    pages_[place] = site.Fetch(number);  // racy: pages_
    size_ = place + 1;                   // racy: size_
  }

  std::vector<Page> pages() const { return pages_; }

 private:
  std::vector<Page> pages_;
  std::size_t size_ = 0;
};

class FreePlaceList {
 public:
  explicit FreePlaceList(int capacity)
      : pages_(static_cast<std::size_t>(capacity)) {}

  void Add(Site& site, int number) {
    const std::size_t place = FreePlace();
    Fill(place, site.Fetch(number));
  }

  std::vector<Page> pages() const { return pages_; }

 private:
  std::size_t FreePlace() {
    std::lock_guard<std::mutex> lock(mutex_);
    std::size_t place = 0;
    // racy: pages_
    while (place + 1 < pages_.size() && pages_[place].number != -1) ++place;
    return place;
  }

  void Fill(std::size_t place, const Page& page) {
    std::lock_guard<std::mutex> lock(mutex_);
    pages_[place] = page;  // racy: pages_
  }

  std::mutex mutex_;
  std::vector<Page> pages_;  // guarded by mutex_
};

class LockedList {
 public:
  explicit LockedList(int /*capacity*/) {}

  void Add(Site& site, int number) {
    const Page page = site.Fetch(number);
    std::lock_guard<std::mutex> lock(mutex_);
    pages_.push_back(page);
  }

  std::vector<Page> pages() const { return pages_; }

 private:
  std::mutex mutex_;
  std::vector<Page> pages_;  // guarded by mutex_
};

void JoinAll(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

template <typename List>
std::vector<Page> FetchToList(Site& site, int count) {
  List list(count);
  std::vector<std::thread> threads;
  for (int number = 0; number < count; ++number) {
    threads.emplace_back([&list, &site, number] { list.Add(site, number); });
  }
  JoinAll(threads);
  return list.pages();
}

}  // namespace

std::vector<Page> FetchToUnlockedList(Site& site, int count) {
  return FetchToList<UnlockedList>(site, count);
}

std::vector<Page> FetchToFreePlace(Site& site, int count) {
  return FetchToList<FreePlaceList>(site, count);
}

std::vector<Page> FetchByReference(Site& site, int count) {
  LockedList list(count);
  std::vector<std::thread> threads;
  int number;  // outlives the threads, or they would read what is no more
  for (number = 0; number < count; ++number) {              // racy: number
    threads.emplace_back([&] { list.Add(site, number); });  // racy: number
  }
  JoinAll(threads);
  return list.pages();
}

std::vector<Page> FetchToOwnPlace(Site& site, int count) {
  std::vector<Page> pages(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (int number = 0; number < count; ++number) {
    Page& place = pages[static_cast<std::size_t>(number)];
    threads.emplace_back(
        [&place, &site, number] { place = site.Fetch(number); });
  }
  JoinAll(threads);
  return pages;
}

std::vector<Page> FetchToLockedList(Site& site, int count) {
  return FetchToList<LockedList>(site, count);
}

std::vector<Page> FetchFutures(Site& site, int count) {
  std::vector<std::future<Page>> futures;
  for (int number = 0; number < count; ++number) {
    futures.push_back(std::async(
        std::launch::async, [&site, number] { return site.Fetch(number); }));
  }
  std::vector<Page> pages;
  for (std::future<Page>& future : futures) pages.push_back(future.get());
  return pages;
}

}  // namespace racekit::scenarios::fanout
