// The mixes on a list of strategies, as entries of the matrix. Included by the generated translation units alone.
#pragma once

#include <vector>

#include "bench/cells/instantiate.h"
#include "bench/mix/mixes.h"
#include "bench/mix/requests.h"

namespace bench {

template <class S>
Entry mix_entry(const WorkloadWords& words, const Mix& mix) {
  Entry entry{{words, S::name, S::words, "", true, nullptr}};
  entry.list = list_name<S>();
  constexpr bool reads_lists = !strategies::why_no_unloaded_set<typename Fixture<S>::Relation>.empty();
  entry.consists_of = mix.consists_of(reads_lists ? SettingAnAuthor::reads_lists : SettingAnAuthor::reads_no_list);
  if constexpr (has_lists_or_needs_none<S>(datasets::Relation::one_to_many, false))
    entry.type = &kWorkType<Requests<S>>;
  else
    entry.skipped = "the strategy keeps no posts of a user, and requests show them";
  return entry;
}

template <class... Strategies>
void add_mixes(std::vector<Entry>& entries) {
  for (const Mix& mix : mixes()) {
    const WorkloadWords words{mix.workload, Phase::mix, mix.words, "request", mix.question};
    (entries.push_back(mix_entry<Strategies>(words, mix)), ...);
  }
}

}  // namespace bench
