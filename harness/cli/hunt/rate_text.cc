#include "harness/cli/hunt/rate_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "harness/report/report.h"
#include "harness/stress/wilson.h"

namespace racekit::cli {
namespace {

double Share(const FailureRate& rate) {
  return rate.runs == 0 ? 0
                        : static_cast<double>(rate.failures) /
                              static_cast<double>(rate.runs);
}

// The least by which the rates differ, if the plain one is a guess from above.
double Factor(const FailureRate& plain, const FailureRate& injected) {
  const double base =
      plain.failures == 0 ? WilsonInterval(0, plain.runs).high : Share(plain);
  return Share(injected) / base;
}

std::string Number(double share) {
  const double percent = 100 * share;
  if (percent == 0 || percent == 100) return absl::StrFormat("%.0f", percent);
  if (percent < 0.1) return "<0.1";
  if (percent > 99.9) return ">99.9";
  const bool near_an_end = percent < 9.95 || percent > 99;
  return absl::StrFormat("%.*f", near_an_end ? 1 : 0, percent);
}

}  // namespace

std::string Percent(double share) { return Number(share) + " %"; }

std::string ShareText(const FailureRate& rate) {
  return rate.runs == 0 ? "" : Percent(Share(rate));
}

std::string RateText(const FailureRate& rate) {
  if (rate.runs == 0) return "";
  const Interval interval = WilsonInterval(rate.failures, rate.runs);
  return absl::StrCat(ShareText(rate), " (", Number(interval.low), "-",
                      Number(interval.high), ")");
}

std::string FullRateText(const FailureRate& rate) {
  if (rate.runs == 0) return "";
  return absl::StrCat(rate.failures, "/", rate.runs, " = ", RateText(rate));
}

std::string EffectText(const FailureRate& plain, const FailureRate& injected) {
  if (injected.failures == 0 || plain.runs == 0) return "none";
  const double factor = Factor(plain, injected);
  return absl::StrFormat("%s%.*fx", plain.failures == 0 ? "over " : "",
                         factor < 9.95 ? 1 : 0, factor);
}

bool IsWorthwhile(const FailureRate& plain, const FailureRate& injected) {
  return Share(injected) > 0.9 || Factor(plain, injected) >= 10;
}

}  // namespace racekit::cli
