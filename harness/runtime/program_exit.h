// How an execution ends whose body is a whole program: with its exit. What the
// program registered to run then (atexit(), static destructors, those of the
// main thread's thread_local objects) runs in the execution, on the thread that
// leaves, while the other threads go on; then it is over, whoever still runs.

#ifndef RACEKIT_HARNESS_RUNTIME_PROGRAM_EXIT_H_
#define RACEKIT_HARNESS_RUNTIME_PROGRAM_EXIT_H_

namespace racekit::runtime {

struct Thread;

// What runs after all that the program registers: to be called before it can
// register anything, whether it will be explored or not.
void RegisterProgramExit();

// From now on the body is a program, whose exit with status `expected` ends an
// execution well. Another status is a crash of kind kStatus.
void ExpectProgramExit(int expected);

bool BodyIsProgram();

// A controlled thread is at its end: if it is the last one, main() having ended
// by pthread_exit(), so is the program.
void EndProgramWithLast(const Thread* thread);

// On a controlled thread: main() has returned.
[[noreturn]] void ReturnFromMain(int status);

}  // namespace racekit::runtime

#endif  // RACEKIT_HARNESS_RUNTIME_PROGRAM_EXIT_H_
