// A unit of work that is begun anew where the database gave it up for another's sake: SQLSTATE 40001 and 40P01.
#pragma once

#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "orm/backend/backend.h"

namespace orm {

struct Patience {
  int attempts = 10;                   // in all
  std::chrono::milliseconds pause{2};  // after the first; each further one is twice as long, and up to twice that
};

// Calls work() until it neither throws SerializationFailure nor Deadlock, `attempts` times at most: the last error is
// thrown. Each repetition is counted in the backend's `retries`. REQUIRES: work() is whole: what it began before it
// threw, it has rolled back, or it rolls back first.
template <class Work>
decltype(auto) retried(Backend& backend, Work&& work, Patience patience = {}) {
  static thread_local std::minstd_rand chance{std::random_device{}()};  // so that two do not meet again and again
  for (int attempt = 1;; ++attempt) {
    try {
      return work();
    } catch (const SerializationFailure&) {
      if (attempt >= patience.attempts) throw;
    } catch (const Deadlock&) {
      if (attempt >= patience.attempts) throw;
    }
    backend.count_retry();
    const double share = std::uniform_real_distribution<double>(1, 2)(chance);
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(patience.pause) * share);
    patience.pause *= 2;
  }
}

}  // namespace orm
