// The mixes on a list of strategies, as entries of the matrix. Included by the generated translation units alone.
#pragma once

#include <vector>

#include "bench/cells/instantiate.h"
#include "bench/mix/mixes.h"
#include "bench/mix/requests.h"

namespace bench {

template <class... Strategies>
void add_mixes(std::vector<Entry>& entries) {
  for (const Mix& mix : mixes()) {
    const WorkloadWords words{mix.workload, Phase::mix, mix.words, "request", mix.question};
    (entries.push_back(
         {words, Strategies::name, Strategies::words, "", true, &run_cell<Requests<Strategies>>, mix.consists_of()}),
     ...);
  }
}

}  // namespace bench
