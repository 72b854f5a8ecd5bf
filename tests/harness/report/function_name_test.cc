#include "harness/report/function_name.h"

#include <string>

#include "gtest/gtest.h"

namespace racekit {
namespace {

TEST(FunctionName, WhatIsShortStays) {
  for (const char* name :
       {"main", "bank::Account::Deposit(int)", "Queue<int>::Get() const",
        "Set(long)", "operator new(unsigned long)", "~Account", "", "f(", "a<b",
        "operator<(A const&, B const&)", "A::operator->() const"}) {
    EXPECT_EQ(ShortFunctionName(name), name);
  }
}

TEST(FunctionName, ResultsTypeGoes) {
  EXPECT_EQ(ShortFunctionName("int bank::Run<int>(int)"),
            "bank::Run<int>(int)");
  EXPECT_EQ(ShortFunctionName("std::__cxx11::basic_string<char, "
                              "std::char_traits<char>, std::allocator<char> > "
                              "Name<int>(int)"),
            "Name<int>(int)");
  EXPECT_EQ(ShortFunctionName("int const& std::max<int>(int const&)"),
            "std::max<int>(int const&)");
}

TEST(FunctionName, LongListsAreFolded) {
  EXPECT_EQ(ShortFunctionName("Transfer(racekit::scenarios::bank::Account&, "
                              "racekit::scenarios::bank::Account&, int)"),
            "Transfer(...)");
  EXPECT_EQ(ShortFunctionName("Pool<racekit::scenarios::pool::Careless, "
                              "std::less<int> >::Stop()"),
            "Pool<...>::Stop()");
  EXPECT_EQ(ShortFunctionName("Body::operator()[abi:cxx11](int) const"),
            "Body::operator()(int) const");
}

TEST(FunctionName, AnonymousNamespacesAndStringsAsPeopleCallThem) {
  EXPECT_EQ(ShortFunctionName("bank::(anonymous namespace)::Run()"),
            "bank::Run()");
  EXPECT_EQ(ShortFunctionName(
                "Say(std::__cxx11::basic_string<char, std::char_traits<char>, "
                "std::allocator<char> >)"),
            "Say(std::string)");
}

TEST(FunctionName, LambdasGoByWhereTheyStand) {
  EXPECT_EQ(ShortFunctionName("operator()"), "lambda");
  EXPECT_EQ(
      ShortFunctionName("std::thread::_State_impl<std::thread::_Invoker<std::"
                        "tuple<bank::(anonymous namespace)::Run<bank::Account>"
                        "(Scale)::{lambda()#1}> > >::_M_run()"),
      "lambda in bank::Run<bank::Account>");
  EXPECT_EQ(ShortFunctionName("Queue<int>::Size() const::{lambda()#1}"),
            "lambda in Queue<int>::Size");
  EXPECT_EQ(ShortFunctionName("main::{lambda(int)#2}::operator()(int) const"),
            "lambda in main");
  EXPECT_EQ(ShortFunctionName(
                "std::_Function_handler<void (int), f(int)::<lambda(int)> >"
                "::_M_invoke(std::_Any_data const&, int&&)"),
            "lambda in f");
}

}  // namespace
}  // namespace racekit
