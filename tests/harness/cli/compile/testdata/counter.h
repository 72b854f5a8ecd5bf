#ifndef COUNTER_H_
#define COUNTER_H_

// Thread-safe.
int CountOne();

#endif
