#include "harness/report/function_name.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace racekit {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// So long a list in brackets still tells more than it hides.
constexpr std::size_t kLongestList = 24;

// `text` ends in a name: where that begins, after the last of `ends` that is in
// no brackets opened later. kNone if brackets do not match.
std::size_t NameStart(std::string_view text, std::string_view ends) {
  int depth = 0;
  for (std::size_t i = text.size(); i > 0; --i) {
    const char c = text[i - 1];
    if (c == '>' || c == ')') ++depth;
    if (depth == 0 && ends.find(c) != kNone) return i;
    if (c == '<' || c == '(') --depth;
  }
  return depth == 0 ? 0 : kNone;
}

// Behind the bracket that closes the one at `open`; kNone if none does.
std::size_t ListEnd(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '<' || text[i] == '(') ++depth;
    if (text[i] == '>' || text[i] == ')') --depth;
    if (depth == 0) return i + 1;
  }
  return kNone;
}

// Long lists in brackets become "...". Empty if brackets do not match.
std::string FoldLists(std::string_view text) {
  std::string folded;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '<' && text[i] != '(') {
      folded += text[i++];
      continue;
    }
    const std::size_t end = ListEnd(text, i);
    if (end == kNone) return "";
    const std::string_view list = text.substr(i, end - i);
    if (list.size() <= kLongestList) {
      absl::StrAppend(&folded, absl::string_view(list.data(), list.size()));
    } else {
      absl::StrAppend(&folded, text[i] == '<' ? "<...>" : "(...)");
    }
    i = end;
  }
  return folded;
}

// Without "(anonymous namespace)" and other words whose brackets are no list.
std::string WithoutTags(std::string_view name) {
  return absl::StrReplaceAll(
      absl::string_view(name.data(), name.size()),
      {{"(anonymous namespace)::", ""},
       {"[abi:cxx11]", ""},
       {"std::__cxx11::", "std::"},
       {"std::__cxx11::basic_string<char, std::char_traits<char>, "
        "std::allocator<char> >",
        "std::string"}});
}

// The function that a lambda stands in; empty if the name is no lambda's.
std::string AroundLambda(std::string_view name) {
  std::size_t lambda = kNone;
  for (const std::string_view mark : {"::{lambda(", "::<lambda("}) {
    const std::size_t found = name.rfind(mark);
    if (found != kNone && (lambda == kNone || found > lambda)) lambda = found;
  }
  if (lambda == kNone) return "";
  std::string_view around = name.substr(0, lambda);
  constexpr std::string_view kConst = " const";
  if (around.size() > kConst.size() &&
      around.substr(around.size() - kConst.size()) == kConst) {
    around.remove_suffix(kConst.size());
  }
  if (around.substr(0, around.find('(')).find("operator") == kNone) {
    // Its parameters say nothing about the lambda.
    const std::size_t start = NameStart(around, " ,<(*&");
    if (start == kNone) return "";
    around = around.substr(start);
    if (!around.empty() && around.back() == ')') {
      int depth = 0;
      for (std::size_t i = around.size(); i > 0; --i) {
        if (around[i - 1] == ')') ++depth;
        if (around[i - 1] == '(' && --depth == 0) {
          around = around.substr(0, i - 1);
          break;
        }
      }
    }
  }
  return FoldLists(around);
}

// Where the list of parameters begins: the first '(' in no brackets that
// is not part of a name, as in operator().
std::size_t ParametersStart(std::string_view name) {
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<') ++depth;
    if (name[i] == '>') --depth;
    if (name[i] != '(' || depth != 0) continue;
    if (i >= 8 && name.substr(i - 8, 9) == "operator(") {
      ++i;
      continue;
    }
    return i;
  }
  return name.size();
}

}  // namespace

std::string ShortFunctionName(std::string_view demangled) {
  // Debug information of an inlined one knows no more.
  if (demangled == "operator()") return "lambda";
  const std::string name = WithoutTags(demangled);
  if (const std::string around = AroundLambda(name); !around.empty()) {
    return absl::StrCat("lambda in ", around);
  }
  const std::size_t parameters = ParametersStart(name);
  std::size_t start = 0;
  // "operator<", "operator new" and the like hold what are no brackets and no
  // end of a type.
  if (name.find("operator") == std::string::npos) {
    start = NameStart(std::string_view(name).substr(0, parameters), " *&");
    if (start == kNone) return std::string(demangled);
  } else if (name.find("operator(") == std::string::npos) {
    return name;
  }
  std::string folded = FoldLists(std::string_view(name).substr(start));
  return folded.empty() ? std::string(demangled) : folded;
}

}  // namespace racekit
