#include "scenarios/queue/photo_pipeline.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "scenarios/queue/bounded_blocking_queue.h"
#include "scenarios/queue/photo.h"

namespace racekit::scenarios::queue {
namespace {

constexpr int kCapacity = 4;

// A list with a lock, for those who do their waiting elsewhere.
template <typename T>
class PolledList {
 public:
  void Add(T item) {
    std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(std::move(item));
  }

  std::optional<T> Take() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    return item;
  }

 private:
  std::mutex mutex_;
  std::deque<T> items_;  // guarded by mutex_
};

template <typename Work>
void StartWorkers(int n, const Work& work, std::vector<std::thread>& threads) {
  for (int i = 0; i < n; ++i) threads.emplace_back(work);
}

void JoinAll(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

enum class WhoCloses { kFirstOut, kLastOut };

// The workers of one stage and the queue they read.
template <typename T>
struct Stage {
  explicit Stage(int workers) : queue(kCapacity), working(workers) {}

  BoundedBlockingQueue<T> queue;
  std::atomic<int> working;  // workers that have not left
};

// What a worker of `stage` does when its queue is closed and empty.
template <typename T, typename Next>
void Leave(Stage<T>& stage, Stage<Next>& next, WhoCloses who) {
  const bool last = stage.working.fetch_sub(1) == 1;
  if (who == WhoCloses::kFirstOut || last) next.queue.Close();
}

void RunClosing(int photos, int workers, Album& album, WhoCloses who) {
  Stage<int> download(workers);
  Stage<Photo> resize(workers);
  Stage<Photo> upload(workers);
  std::vector<std::thread> threads;
  StartWorkers(
      workers,
      [&] {
        while (const auto id = download.queue.Get()) {
          if (!resize.queue.Put(Download(*id))) break;
        }
        Leave(download, resize, who);
      },
      threads);
  StartWorkers(
      workers,
      [&] {
        while (const auto photo = resize.queue.Get()) {
          if (!upload.queue.Put(Resize(*photo))) break;
        }
        Leave(resize, upload, who);
      },
      threads);
  StartWorkers(
      workers,
      [&] {
        while (const auto photo = upload.queue.Get()) album.Upload(*photo);
      },
      threads);
  for (int id = 1; id <= photos; ++id) {
    if (!download.queue.Put(id)) break;
  }
  download.queue.Close();
  JoinAll(threads);
}

}  // namespace

void StopWhenEmpty(int photos, int workers, Album& album) {
  PolledList<int> to_download;
  PolledList<Photo> to_resize;
  PolledList<Photo> to_upload;
  std::atomic<bool> all_handed_in{false};
  std::vector<std::thread> threads;
  // The work of a stage: `step` for each item of `list`, until none is left.
  const auto stage = [&](auto& list, auto step) {
    StartWorkers(
        workers,
        [&list, &all_handed_in, step] {
          for (;;) {
            // Read first, or the last item could come in between.
            const bool last_look = all_handed_in;
            if (const auto item = list.Take()) {
              step(*item);
            } else if (last_look) {
              return;
            } else {
              std::this_thread::yield();
            }
          }
        },
        threads);
  };
  stage(to_download, [&](int id) { to_resize.Add(Download(id)); });
  stage(to_resize, [&](const Photo& p) { to_upload.Add(Resize(p)); });
  stage(to_upload, [&](const Photo& p) { album.Upload(p); });
  for (int id = 1; id <= photos; ++id) to_download.Add(id);
  all_handed_in = true;
  JoinAll(threads);
}

void FirstOutCloses(int photos, int workers, Album& album) {
  RunClosing(photos, workers, album, WhoCloses::kFirstOut);
}

void LastOutCloses(int photos, int workers, Album& album) {
  RunClosing(photos, workers, album, WhoCloses::kLastOut);
}

void JoinThenClose(int photos, int workers, Album& album) {
  BoundedBlockingQueue<int> to_download(kCapacity);
  BoundedBlockingQueue<Photo> to_resize(kCapacity);
  BoundedBlockingQueue<Photo> to_upload(kCapacity);
  std::vector<std::thread> threads;
  // A worker passes an item on before it says that it is done with it: so when
  // nothing is left to do in one stage, all is in the next.
  StartWorkers(
      workers,
      [&] {
        while (const auto id = to_download.Get()) {
          if (!to_resize.Put(Download(*id))) break;
          to_download.TaskDone();
        }
      },
      threads);
  StartWorkers(
      workers,
      [&] {
        while (const auto photo = to_resize.Get()) {
          if (!to_upload.Put(Resize(*photo))) break;
          to_resize.TaskDone();
        }
      },
      threads);
  StartWorkers(
      workers,
      [&] {
        while (const auto photo = to_upload.Get()) {
          album.Upload(*photo);
          to_upload.TaskDone();
        }
      },
      threads);
  for (int id = 1; id <= photos; ++id) {
    if (!to_download.Put(id)) break;
  }
  to_download.Join();
  to_resize.Join();
  to_upload.Join();
  to_download.Close();
  to_resize.Close();
  to_upload.Close();
  JoinAll(threads);
}

}  // namespace racekit::scenarios::queue
