// What to run: a program, its arguments, its surroundings.
//
//   Command command;
//   command.program = "sort";
//   command.args = {"--unique", "names.txt"};
//   command.cwd = "/var/tmp";
//   command.env["LC_ALL"] = "C";
//
// Public header (C++17).

#ifndef RACEKIT_HARNESS_PROCESS_COMMAND_H_
#define RACEKIT_HARNESS_PROCESS_COMMAND_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace racekit {

// Where one of a child's three standard streams leads.
class Stdio {
 public:
  enum class Kind {
    kNull,
    kInherit,
    kPipe,
    kFile,
    kAppend,
    kDescriptor,
    kOutput
  };

  // Reads end at once, writes vanish.
  static Stdio Null() { return Stdio(Kind::kNull); }
  // The parent's own; where that is closed, as Null().
  static Stdio Inherit() { return Stdio(Kind::kInherit); }
  // A pipe whose other end the parent holds.
  static Stdio Pipe() { return Stdio(Kind::kPipe); }
  // Input: the file's contents. Output: the file, created or made empty first.
  static Stdio File(std::string path) {
    return Stdio(Kind::kFile, std::move(path));
  }
  // Output only: added to the end of the file, which is created if need be.
  static Stdio Append(std::string path) {
    return Stdio(Kind::kAppend, std::move(path));
  }
  // A descriptor of the parent's, which must stay open until Start() returns.
  static Stdio Descriptor(int fd) { return Stdio(Kind::kDescriptor, "", fd); }
  // Command::error only: wherever the output goes, as `2>&1`.
  static Stdio ToOutput() { return Stdio(Kind::kOutput); }

  Kind kind() const { return kind_; }
  const std::string& path() const { return path_; }
  int fd() const { return fd_; }

 private:
  explicit Stdio(Kind kind, std::string path = "", int fd = -1)
      : kind_(kind), path_(std::move(path)), fd_(fd) {}

  Kind kind_;
  std::string path_;
  int fd_;
};

struct Command {
  // With a slash: a path, relative to the parent's working directory (not to
  // `cwd`). Without: looked up in the parent's PATH.
  std::string program;
  std::vector<std::string> args;  // without the program's own name

  // Changes to the parent's environment: a value sets, nullopt removes.
  std::map<std::string, std::optional<std::string>> env;
  bool clear_env = false;  // start from an empty environment instead

  std::string cwd;  // empty: the parent's

  Stdio input = Stdio::Null();
  Stdio output = Stdio::Pipe();
  Stdio error = Stdio::Pipe();
};

}  // namespace racekit

#endif  // RACEKIT_HARNESS_PROCESS_COMMAND_H_
