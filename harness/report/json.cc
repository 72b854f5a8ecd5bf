#include "harness/report/json.h"

// Errors name the member: "(/findings/0/kind) ...".
#define JSON_DIAGNOSTICS 1
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"

namespace racekit {
namespace {

using Json = nlohmann::json;

template <typename Enum>
struct Name {
  Enum value;
  const char* name;
};

constexpr Name<AccessKind> kAccessKinds[] = {
    {AccessKind::kUnknown, "unknown"},
    {AccessKind::kRead, "read"},
    {AccessKind::kWrite, "write"},
    {AccessKind::kAtomicRead, "atomic-read"},
    {AccessKind::kAtomicWrite, "atomic-write"},
    {AccessKind::kFree, "free"},
};

constexpr Name<Location::Kind> kLocationKinds[] = {
    {Location::Kind::kUnknown, "unknown"},
    {Location::Kind::kGlobal, "global"},
    {Location::Kind::kHeap, "heap"},
    {Location::Kind::kStack, "stack"},
    {Location::Kind::kThreadLocal, "thread-local"},
    {Location::Kind::kFileDescriptor, "file-descriptor"},
};

template <typename Enum, std::size_t kCount>
const char* NameOf(const Name<Enum> (&names)[kCount], Enum value) {
  for (const Name<Enum>& name : names) {
    if (name.value == value) return name.name;
  }
  return names[0].name;
}

// Throws, as nlohmann::json's own conversions do.
template <typename Enum, std::size_t kCount>
Enum ValueOf(const Name<Enum> (&names)[kCount], const Json& json) {
  const std::string& text = json.get_ref<const std::string&>();
  for (const Name<Enum>& name : names) {
    if (name.name == text) return name.value;
  }
  throw Json::other_error::create(501, "unknown kind '" + text + "'", &json);
}

}  // namespace

// Found by nlohmann::json through argument-dependent look-up, so not in the
// unnamed namespace.

void to_json(Json& json, FindingKind kind) {
  json = std::string(FindingKindName(kind));
}

void from_json(const Json& json, FindingKind& kind) {
  const std::string& name = json.get_ref<const std::string&>();
  const std::optional<FindingKind> known = ParseFindingKind(name);
  if (!known) {
    throw Json::other_error::create(
        501, "unknown kind of finding '" + name + "'", &json);
  }
  kind = *known;
}

void to_json(Json& json, AccessKind kind) { json = NameOf(kAccessKinds, kind); }
void from_json(const Json& json, AccessKind& kind) {
  kind = ValueOf(kAccessKinds, json);
}

void to_json(Json& json, Location::Kind kind) {
  json = NameOf(kLocationKinds, kind);
}
void from_json(const Json& json, Location::Kind& kind) {
  kind = ValueOf(kLocationKinds, json);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Frame, pc, function, file, line, module,
                                   offset)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Access, action, kind, thread, address, size,
                                   stack, locks)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ThreadInfo, id, name, parent, created_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Location, kind, name, address, size, thread,
                                   allocated_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Finding, kind, message, location, accesses,
                                   threads, notes, detector, fingerprint, count,
                                   first_execution, schedule, switches,
                                   strategy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FailureRate, runs, failures)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ExploredSpace, strategy, distinct,
                                   deepest_preemptions, complete,
                                   preemption_bound, notes)

std::string ReportToJson(const Report& report, int indent) {
  Json json = {{"version", kReportJsonVersion},
               {"test", report.test},
               {"variant", report.variant},
               {"seed", report.seed},
               {"executions", report.executions},
               {"failed_executions", report.failed_executions},
               {"seconds", report.seconds},
               {"injected", report.injected},
               {"findings", report.findings}};
  if (report.plain) json["plain"] = *report.plain;
  if (report.explored) json["explored"] = *report.explored;
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Report> ReportFromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    Report report;
    if (const int version = json.at("version").get<int>();
        version != kReportJsonVersion) {
      return absl::InvalidArgumentError(
          absl::StrCat("report: (/version) is ", version,
                       "; this racekit reads version ", kReportJsonVersion));
    }
    json.at("test").get_to(report.test);
    json.at("variant").get_to(report.variant);
    json.at("seed").get_to(report.seed);
    json.at("executions").get_to(report.executions);
    json.at("failed_executions").get_to(report.failed_executions);
    json.at("seconds").get_to(report.seconds);
    json.at("injected").get_to(report.injected);
    if (json.contains("plain")) report.plain = json["plain"].get<FailureRate>();
    if (json.contains("explored")) {
      report.explored = json["explored"].get<ExploredSpace>();
    }
    json.at("findings").get_to(report.findings);
    return report;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("report: ", error.what()));
  }
}

}  // namespace racekit
