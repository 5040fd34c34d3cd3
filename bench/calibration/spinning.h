// spin_3_percent: back_populates, whose work takes 3 % longer than it did, by waiting. What scripts/calibrate must
// find.
#pragma once

#include "bench/cells/instantiate.h"
#include "bench/cells/run_cell.h"
#include "strategies/back_populates.h"

namespace bench {

inline constexpr double kSpin = 0.03;
using SpinningStrategy = strategies::BasicBackPopulates<"spin_3_percent">;

template <template <class> class W>
class Spinning : public W<SpinningStrategy> {
 public:
  using W<SpinningStrategy>::W;

  void run() {
    const Stopwatch<std::chrono::steady_clock> watch;
    W<SpinningStrategy>::run();
    const double end = watch.seconds() * (1 + kSpin);
    while (watch.seconds() < end) {
    }
  }
};

template <template <class> class W>
void add_spinning(std::vector<Entry>& entries) {
  using Usual = W<strategies::BackPopulates>;
  entries.push_back({{Usual::words, SpinningStrategy::name, SpinningStrategy::words, "", Usual::sends_statements,
                      &kWorkType<Spinning<W>>}});
}

}  // namespace bench
