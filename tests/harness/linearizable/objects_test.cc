// Objects that are right, in every variant.

#include "tests/harness/linearizable/objects.h"

#include <deque>
#include <vector>

#include "harness/linearizable_test.h"
#include "tests/harness/linearizable/descriptions.h"

namespace racekit {
namespace {

RACEKIT_LINEARIZABLE_TEST(RingBuffer, IsAQueue, objects::RingBuffer<false>,
                          std::deque<int>) {
  objects::DescribeQueue(test);
}

RACEKIT_LINEARIZABLE_TEST(TreiberStack, WithTagsIsAStack,
                          objects::TreiberStack<true>, std::vector<int>) {
  objects::DescribeStack(test);
}

RACEKIT_LINEARIZABLE_TEST(LockedMap, IsAMap, objects::LockedMap<true>,
                          objects::IntMap) {
  objects::DescribeMap(test);
}

RACEKIT_LINEARIZABLE_TEST(BlockingQueue, IsAQueue, objects::BlockingQueue<true>,
                          std::deque<int>) {
  objects::DescribeBlockingQueue(test);
}

}  // namespace
}  // namespace racekit
