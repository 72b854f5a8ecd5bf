// Random executions, beside a model that keeps every access of every byte and
// compares each new one with all of them.

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "detectors/happens_before.h"
#include "gtest/gtest.h"
#include "tests/detectors/happens_before_test_util.h"

namespace racekit::detectors {
namespace {

constexpr int kThreads = 5;
constexpr int kBytes = 24;  // three cells
constexpr std::uintptr_t kBase = 0x7000'0000'4000;

class CountingSink final : public RaceSink {
 public:
  void OnRace(const RaceRecord&) override { ++races; }
  int races = 0;
};

class Model {
 public:
  using Clock = std::array<int, kThreads>;

  Model() {
    for (int i = 0; i < kThreads; ++i) clocks_[i][i] = 1;
  }

  struct Verdict {
    bool race = false;
    bool first = false;  // on one of its bytes
  };

  Verdict Access(int thread, int begin, int size, bool write, bool atomic) {
    Verdict verdict;
    for (int byte = begin; byte < begin + size; ++byte) {
      bool race = false;
      for (const Entry& entry : history_[byte]) {
        race |= (entry.write || write) && !(entry.atomic && atomic) &&
                entry.at > clocks_[thread][entry.thread];
      }
      history_[byte].push_back(
          {thread, clocks_[thread][thread], write, atomic});
      verdict.race |= race;
      verdict.first |= race && !raced_[byte];
      raced_[byte] |= race;
    }
    return verdict;
  }
  void Allocate(int begin, int size) {
    for (int byte = begin; byte < begin + size; ++byte) {
      history_[byte].clear();
      raced_[byte] = false;
    }
  }
  void Acquire(int thread, int object) {
    for (int i = 0; i < kThreads; ++i) {
      clocks_[thread][i] = std::max(clocks_[thread][i], objects_[object][i]);
    }
  }
  void Release(int thread, int object) {
    for (int i = 0; i < kThreads; ++i) {
      objects_[object][i] = std::max(objects_[object][i], clocks_[thread][i]);
    }
    ++clocks_[thread][thread];
  }

 private:
  struct Entry {
    int thread;
    int at;
    bool write;
    bool atomic;
  };
  std::array<Clock, kThreads> clocks_{};
  std::map<int, Clock> objects_;
  std::array<std::vector<Entry>, kBytes> history_;
  std::array<bool, kBytes> raced_{};
};

class ModelTest : public testing::Test {
 protected:
  // Chosen so that some memory is handed around in order and some is not.
  void Run(std::uint32_t seed, int sharing) {
    random_.seed(seed);
    hb_.BeginExecution();
    Model model;
    for (int i = 1; i < kThreads; ++i) {
      hb_.Create(0, i);
      model.Release(0, -i);
      model.Acquire(i, -i);
    }
    for (int event = 0; event < 300; ++event) {
      SCOPED_TRACE(testing::Message()
                   << "seed " << seed << ", event " << event);
      Step(model, sharing);
      if (HasFailure()) return;
    }
  }

 private:
  int Draw(int below) { return static_cast<int>(random_() % below); }

  void Step(Model& model, int sharing) {
    const int thread = Draw(kThreads);
    const int kind = Draw(100);
    if (kind < sharing) {
      const int object = Draw(2);
      const std::uintptr_t address = kMutex + 8 * object;
      hb_.Acquire(thread, address);
      model.Acquire(thread, object);
      hb_.Release(thread, address);
      model.Release(thread, object);
      return;
    }
    if (kind == 99) {
      const int begin = Draw(kBytes);
      const int size = 1 + Draw(kBytes - begin);
      hb_.Allocate(kBase + begin, size);
      model.Allocate(begin, size);
      return;
    }
    const int operation = Draw(7);
    const bool atomic = operation >= 4;
    int size = 1 << Draw(4);
    int begin = Draw(kBytes / size) * size;
    if (Draw(8) == 0) {  // one that reaches from cell to cell
      size = atomic ? 16 : 1 + Draw(kBytes);
      begin = atomic ? 0 : Draw(kBytes - size + 1);
    }
    const std::uintptr_t address = kBase + begin;
    const Site site = {static_cast<std::uintptr_t>(1 + operation), 1};
    const int before = sink_.races;
    bool write = true;
    switch (operation) {
      case 0:
      case 1:
        write = false;
        hb_.Read(thread, address, size, site);
        break;
      case 2:
      case 3:
        hb_.Write(thread, address, size, site);
        break;
      case 4:
        write = false;
        hb_.AtomicLoad(thread, address, size, kRelaxed, site);
        break;
      case 5:
        hb_.AtomicStore(thread, address, size, kRelaxed, site);
        break;
      default:
        hb_.AtomicRmw(thread, address, size, kRelaxed, site);
    }
    const Model::Verdict verdict =
        model.Access(thread, begin, size, write, atomic);
    if (sink_.races > before) {
      EXPECT_TRUE(verdict.race);
    } else {
      EXPECT_FALSE(verdict.first);
    }
  }

  std::minstd_rand random_;
  CountingSink sink_;
  HappensBefore hb_{&sink_};
};

TEST_F(ModelTest, FindsTheFirstRaceOfEachByteAndNothingElse) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    Run(seed, 10 * (seed % 9));
    if (HasFailure()) return;
  }
}

// Accesses that count for nothing, as those that annotations hide.
TEST_F(HappensBeforeTest, AtomicOperationsOnNoBytesRaceWithNothing) {
  hb_.AtomicStore(1, kData, 0, kRelaxed, Next());
  hb_.AtomicLoad(2, kData, 0, kRelaxed, Next());
  Write(1);
  hb_.AtomicRmw(2, kData, 0, kRelaxed, Next());
  hb_.Read(2, kData, 0, Next());
  hb_.Write(2, kData, 0, Next());
  EXPECT_EQ(races(), 0);
}

}  // namespace
}  // namespace racekit::detectors
