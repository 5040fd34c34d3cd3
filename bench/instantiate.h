// A workload on a list of strategies, as entries of the matrix. Included by the generated translation units alone.
#pragma once

#include <string_view>
#include <vector>

#include "bench/hand_written/fixture.h"
#include "bench/matrix.h"
#include "bench/run_cell.h"

namespace bench {

template <template <class> class W, class S>
Entry entry_of() {
  return {W<S>::words, "one_to_many", S::name, S::words, W<S>::sends_statements, &run_cell<W<S>>};
}

template <template <class> class W, class... Strategies>
void add_entries(std::vector<Entry>& entries) {
  (entries.push_back(entry_of<W, Strategies>()), ...);
}

}  // namespace bench
