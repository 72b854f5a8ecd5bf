// A bank account as somebody might write it: correct until two threads use it.

#ifndef QUICKSTART_ACCOUNT_H_
#define QUICKSTART_ACCOUNT_H_

class Account {
 public:
  explicit Account(int balance) : balance_(balance) {}

  void Deposit(int amount) { balance_ = balance_ + amount; }
  void Withdraw(int amount) { balance_ = balance_ - amount; }
  int balance() const { return balance_; }

 private:
  int balance_;
};

#endif  // QUICKSTART_ACCOUNT_H_
