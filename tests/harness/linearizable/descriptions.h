// What the objects should be like: their operations beside a sequential
// specification's.

#ifndef RACEKIT_TESTS_HARNESS_LINEARIZABLE_DESCRIPTIONS_H_
#define RACEKIT_TESTS_HARNESS_LINEARIZABLE_DESCRIPTIONS_H_

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "harness/linearizable_test.h"

namespace racekit::objects {

template <typename Object>
void DescribeStack(LinearizableTest<Object, std::vector<int>>& test) {
  test.Operation(
          "push", [](Object& stack, int item) { stack.Push(item); },
          [](std::vector<int>& stack, int item) { stack.push_back(item); },
          Between(1, 2))
      .Operation(
          "pop", [](Object& stack) { return stack.Pop(); },
          [](std::vector<int>& stack) -> std::optional<int> {
            if (stack.empty()) return std::nullopt;
            const int top = stack.back();
            stack.pop_back();
            return top;
          });
}

template <typename Object>
void DescribeQueue(LinearizableTest<Object, std::deque<int>>& test) {
  test.Operation(
          "push", [](Object& queue, int item) { queue.Push(item); },
          [](std::deque<int>& queue, int item) { queue.push_back(item); },
          Between(1, 2))
      .Operation(
          "try_pop", [](Object& queue) { return queue.TryPop(); },
          [](std::deque<int>& queue) -> std::optional<int> {
            if (queue.empty()) return std::nullopt;
            const int front = queue.front();
            queue.pop_front();
            return front;
          });
}

using IntMap = std::map<int, int>;

template <typename Object>
void DescribeMap(LinearizableTest<Object, IntMap>& test) {
  test.Operation(
          "insert",
          [](Object& map, int key, int value) {
            return map.Insert(key, value);
          },
          [](IntMap& map, int key, int value) {
            return map.emplace(key, value).second;
          },
          Between(1, 2), Between(1, 2))
      .Operation(
          "find", [](Object& map, int key) { return map.Find(key); },
          [](IntMap& map, int key) {
            const auto it = map.find(key);
            return it == map.end() ? std::nullopt
                                   : std::optional<int>(it->second);
          },
          Between(1, 2))
      .Operation(
          "erase", [](Object& map, int key) { return map.Erase(key); },
          [](IntMap& map, int key) { return map.erase(key) != 0; },
          Between(1, 2));
}

template <typename Object>
void DescribeBlockingQueue(LinearizableTest<Object, std::deque<int>>& test) {
  test.Operation(
          "push", [](Object& queue, int item) { queue.Push(item); },
          [](std::deque<int>& queue, int item) { queue.push_back(item); },
          Between(1, 2))
      .Operation(
          "take", [](Object& queue) { return queue.Take(); },
          [](std::deque<int>& queue) -> MayWait<int> {
            if (queue.empty()) return MayWait<int>::Waits();
            const int front = queue.front();
            queue.pop_front();
            return front;
          });
}

}  // namespace racekit::objects

#endif  // RACEKIT_TESTS_HARNESS_LINEARIZABLE_DESCRIPTIONS_H_
