// The pools of the scenarios do what the suite asks for.

#include "scenarios/suites/thread_pool_suite.h"

#include "scenarios/pool/thread_pool.h"

namespace racekit {

using Pools = ::testing::Types<scenarios::pool::ThreadPool,
                               scenarios::pool::AbslThreadPool>;
INSTANTIATE_TYPED_TEST_SUITE_P(Good, ThreadPoolSuite, Pools);

}  // namespace racekit
