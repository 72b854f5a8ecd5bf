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

// Tells what kind of file it is, too.
constexpr char kVersion[] = "racekit_report";

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
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Location, kind, name, type,
                                                file, line, function, address,
                                                size, thread, allocated_at)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ExplainedEvent, action, thread, other,
                                   object, value, before, place, locks, remark,
                                   critical, shown, time, left_out)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Explanation, headline, why, contrast,
                                   passing_schedule, switches, preemptions,
                                   switches_before, shortest, executions,
                                   events, left_out)

void to_json(Json& json, const Finding& finding) {
  json = {{"kind", finding.kind},
          {"message", finding.message},
          {"location", finding.location},
          {"accesses", finding.accesses},
          {"threads", finding.threads},
          {"notes", finding.notes},
          {"detector", finding.detector},
          {"fingerprint", finding.fingerprint},
          {"count", finding.count},
          {"first_execution", finding.first_execution},
          {"schedule", finding.schedule},
          {"switches", finding.switches},
          {"strategy", finding.strategy}};
  if (finding.explanation) json["explanation"] = *finding.explanation;
}

void from_json(const Json& json, Finding& finding) {
  json.at("kind").get_to(finding.kind);
  json.at("message").get_to(finding.message);
  json.at("location").get_to(finding.location);
  json.at("accesses").get_to(finding.accesses);
  json.at("threads").get_to(finding.threads);
  json.at("notes").get_to(finding.notes);
  json.at("detector").get_to(finding.detector);
  json.at("fingerprint").get_to(finding.fingerprint);
  json.at("count").get_to(finding.count);
  json.at("first_execution").get_to(finding.first_execution);
  json.at("schedule").get_to(finding.schedule);
  json.at("switches").get_to(finding.switches);
  json.at("strategy").get_to(finding.strategy);
  if (json.contains("explanation")) {
    finding.explanation = json["explanation"].get<Explanation>();
  }
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FailureRate, runs, failures)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ExploredSpace, strategy, distinct,
                                   deepest_preemptions, complete,
                                   preemption_bound, notes)

std::string ReportToJson(const Report& report, int indent) {
  Json json = {{kVersion, kReportJsonVersion},
               {"test", report.test},
               {"variant", report.variant},
               {"seed", report.seed},
               {"executions", report.executions},
               {"failed_executions", report.failed_executions},
               {"injected", report.injected},
               {"target", report.target},
               {"program", report.program},
               {"command", report.command},
               {"atomic_functions", report.atomic_functions},
               {"findings", report.findings}};
  if (!report.suspicions.empty()) json["suspicions"] = report.suspicions;
  if (report.seconds != 0) json["seconds"] = report.seconds;
  if (report.plain) json["plain"] = *report.plain;
  if (report.explored) json["explored"] = *report.explored;
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Report> ReportFromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    Report report;
    if (const int version = json.at(kVersion).get<int>();
        version != kReportJsonVersion) {
      return absl::InvalidArgumentError(
          absl::StrCat("report: (/", kVersion, ") is ", version,
                       "; this racekit reads version ", kReportJsonVersion));
    }
    json.at("test").get_to(report.test);
    json.at("variant").get_to(report.variant);
    json.at("seed").get_to(report.seed);
    json.at("executions").get_to(report.executions);
    json.at("failed_executions").get_to(report.failed_executions);
    report.seconds = json.value("seconds", 0.0);
    json.at("injected").get_to(report.injected);
    report.target = json.value("target", "");
    report.program = json.value("program", "");
    report.command = json.value("command", "");
    report.atomic_functions =
        json.value("atomic_functions", std::vector<std::string>());
    if (json.contains("plain")) report.plain = json["plain"].get<FailureRate>();
    if (json.contains("explored")) {
      report.explored = json["explored"].get<ExploredSpace>();
    }
    json.at("findings").get_to(report.findings);
    if (json.contains("suspicions")) {
      json["suspicions"].get_to(report.suspicions);
    }
    return report;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("report: ", error.what()));
  }
}

}  // namespace racekit
