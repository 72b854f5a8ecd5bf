#include "harness/report/json.h"

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "detectors/finding_kind.h"

namespace racekit {
namespace {

using Json = nlohmann::json;

Json RateToJson(const FailureRate& rate) {
  return {{"runs", rate.runs}, {"failures", rate.failures}};
}

FailureRate RateFromJson(const Json& json) {
  return {json.at("runs").get<std::int64_t>(),
          json.at("failures").get<std::int64_t>()};
}

Json StackToJson(const Stack& stack) {
  Json json = Json::array();
  for (const Frame& frame : stack) {
    json.push_back({{"pc", frame.pc},
                    {"function", frame.function},
                    {"file", frame.file},
                    {"line", frame.line},
                    {"module", frame.module},
                    {"offset", frame.offset}});
  }
  return json;
}

Stack StackFromJson(const Json& json) {
  Stack stack;
  for (const Json& frame : json) {
    stack.push_back({frame.at("pc").get<std::uintptr_t>(),
                     frame.at("function").get<std::string>(),
                     frame.at("file").get<std::string>(),
                     frame.at("line").get<int>(),
                     frame.at("module").get<std::string>(),
                     frame.at("offset").get<std::uint64_t>()});
  }
  return stack;
}

Json FindingToJson(const Finding& finding) {
  Json accesses = Json::array();
  for (const Access& access : finding.accesses) {
    accesses.push_back({{"kind", static_cast<int>(access.kind)},
                        {"thread", access.thread},
                        {"address", access.address},
                        {"size", access.size},
                        {"stack", StackToJson(access.stack)},
                        {"locks", access.locks}});
  }
  Json threads = Json::array();
  for (const ThreadInfo& thread : finding.threads) {
    threads.push_back({{"id", thread.id},
                       {"name", thread.name},
                       {"parent", thread.parent},
                       {"created_at", StackToJson(thread.created_at)}});
  }
  const Location& location = finding.location;
  return {{"kind", std::string(FindingKindName(finding.kind))},
          {"message", finding.message},
          {"location",
           {{"kind", static_cast<int>(location.kind)},
            {"name", location.name},
            {"address", location.address},
            {"size", location.size},
            {"thread", location.thread},
            {"allocated_at", StackToJson(location.allocated_at)}}},
          {"accesses", accesses},
          {"threads", threads},
          {"notes", finding.notes},
          {"detector", finding.detector},
          {"fingerprint", finding.fingerprint},
          {"count", finding.count},
          {"first_execution", finding.first_execution}};
}

Finding FindingFromJson(const Json& json) {
  Finding finding;
  finding.kind = ParseFindingKind(json.at("kind").get<std::string>())
                     .value_or(FindingKind::kOther);
  finding.message = json.at("message").get<std::string>();
  const Json& location = json.at("location");
  finding.location = {
      static_cast<Location::Kind>(location.at("kind").get<int>()),
      location.at("name").get<std::string>(),
      location.at("address").get<std::uintptr_t>(),
      location.at("size").get<std::uint64_t>(),
      location.at("thread").get<int>(),
      StackFromJson(location.at("allocated_at"))};
  for (const Json& access : json.at("accesses")) {
    finding.accesses.push_back(
        {static_cast<AccessKind>(access.at("kind").get<int>()),
         access.at("thread").get<int>(),
         access.at("address").get<std::uintptr_t>(),
         access.at("size").get<int>(), StackFromJson(access.at("stack")),
         access.at("locks").get<std::vector<std::string>>()});
  }
  for (const Json& thread : json.at("threads")) {
    finding.threads.push_back({thread.at("id").get<int>(),
                               thread.at("name").get<std::string>(),
                               thread.at("parent").get<int>(),
                               StackFromJson(thread.at("created_at"))});
  }
  finding.notes = json.at("notes").get<std::vector<std::string>>();
  finding.detector = json.at("detector").get<std::string>();
  finding.fingerprint = json.at("fingerprint").get<std::string>();
  finding.count = json.at("count").get<std::int64_t>();
  finding.first_execution = json.at("first_execution").get<std::int64_t>();
  return finding;
}

}  // namespace

std::string ReportToJson(const Report& report, int indent) {
  Json json = {{"version", kReportJsonVersion},
               {"test", report.test},
               {"variant", report.variant},
               {"seed", report.seed},
               {"executions", report.executions},
               {"failed_executions", report.failed_executions},
               {"seconds", report.seconds},
               {"injected", RateToJson(report.injected)}};
  if (report.plain) json["plain"] = RateToJson(*report.plain);
  json["findings"] = Json::array();
  for (const Finding& finding : report.findings) {
    json["findings"].push_back(FindingToJson(finding));
  }
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Report> ReportFromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    Report report;
    const int version = json.at("version").get<int>();
    if (version != kReportJsonVersion) {
      return absl::InvalidArgumentError(absl::StrCat(
          "report: version ", version, " is not ", kReportJsonVersion));
    }
    report.test = json.at("test").get<std::string>();
    report.variant = json.at("variant").get<std::string>();
    report.seed = json.at("seed").get<std::uint64_t>();
    report.executions = json.at("executions").get<std::int64_t>();
    report.failed_executions = json.at("failed_executions").get<std::int64_t>();
    report.seconds = json.at("seconds").get<double>();
    report.injected = RateFromJson(json.at("injected"));
    if (json.contains("plain")) report.plain = RateFromJson(json.at("plain"));
    for (const Json& finding : json.at("findings")) {
      report.findings.push_back(FindingFromJson(finding));
    }
    return report;
  } catch (const Json::exception& e) {
    return absl::InvalidArgumentError(absl::StrCat("report: ", e.what()));
  }
}

}  // namespace racekit
