// Workers that are processes, each with an output of its own.

#ifndef RACEKIT_SCENARIOS_PRINT_PROCESS_PRINTER_H_
#define RACEKIT_SCENARIOS_PRINT_PROCESS_PRINTER_H_

namespace racekit::scenarios::print {

// Runs workers 0 to `workers` - 1 at once, each a child process that prints its
// line and the line's end in two writes to a pipe of its own. Copies what each
// printed to `fd`, one worker after the other, and returns when all children
// are gone. Call it without other threads. Ends the process if the system
// refuses.
void PrintByProcesses(int workers, int fd);

}  // namespace racekit::scenarios::print

#endif  // RACEKIT_SCENARIOS_PRINT_PROCESS_PRINTER_H_
