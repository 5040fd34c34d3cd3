// The rule table covers the whole product of this phase: nothing is missing silently.
#include "bench/cells/matrix.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "bench/databases/classes.h"
#include "bench/hand_written/all.h"
#include "bench/hand_written/fixture.h"
#include "datasets/all.h"
#include "strategies/types.h"

namespace bench {
namespace {

template <class... Strategies>
std::set<std::string> names(strategies::TypeList<Strategies...> /*list*/) {
  return {std::string(Strategies::name)...,
#define X(_, Row) std::string(Row::name),
          BOTHSIDES_HAND_WRITTEN(X)
#undef X
  };
}

// Each with its relation.
std::map<std::string, std::string> workloads() {
  std::map<std::string, std::string> found;
  for (const Entry& entry : entries())
    found[std::string(entry.workload.name)] = datasets::name_of(entry.workload.relation);
  return found;
}

TEST(Matrix, HasEveryStrategyAndHandWrittenInEveryWorkload) {
  for (const auto& [workload, relation] : workloads()) {
    std::set<std::string> found;
    for (const Entry& entry : entries())
      if (entry.workload.name == workload) found.insert(std::string(entry.strategy));
    EXPECT_EQ(found, names(strategies::All{})) << workload;
  }
}

TEST(Matrix, FindsACellAsTheProductHasItAndNoneBesideIt) {
  const std::vector<Entry> all = entries();
  const std::vector<Candidate> whole = product(all);
  for (std::size_t i = 0; i < whole.size(); i += 97) {
    const auto found = find(all, whole[i].cell);
    ASSERT_TRUE(found) << whole[i].cell.name();
    EXPECT_EQ(found->entry, whole[i].entry);
    EXPECT_EQ(found->why_skipped, whole[i].why_skipped);
  }
  for (std::string Cell::*part : {&Cell::workload, &Cell::relation, &Cell::strategy, &Cell::backend, &Cell::dataset}) {
    Cell other = whole.front().cell;
    other.*part = "other";
    EXPECT_FALSE(find(all, other)) << other.name();
  }
}

TEST(Matrix, HasEachCellOfTheProductOnce) {
  std::set<std::string> found;
  const std::vector<Entry> all = entries();
  for (const Candidate& candidate : product(all))
    EXPECT_TRUE(found.insert(candidate.cell.name()).second) << candidate.cell.name();
  std::vector<std::string> data;
  for (const auto& dataset : datasets::all()) data.push_back(dataset.name);
  for (const ClassPairs& classes : kClassPairs) data.emplace_back(classes.name);
  std::set<std::string> wanted;
  for (const auto& [workload, relation] : workloads())
    for (const std::string& strategy : names(strategies::All{}))
      for (const orm::BackendRow& backend : orm::kBackends)
        for (const std::string& dataset : data)
          wanted.insert(Cell{workload, relation, strategy, std::string(backend.name), dataset}.name());
  EXPECT_EQ(found, wanted);
}

// What each strategy maps, by its type; by hand, users with posts, and links of posts and tags in memory.
struct Maps {
  std::set<datasets::Relation> relations{datasets::Relation::one_to_many};
  bool lists = true;
};
template <class... Strategies>
std::map<std::string_view, Maps> what_they_map(strategies::TypeList<Strategies...> /*list*/) {
  std::map<std::string_view, Maps> found;
#define X(_, Row) found[Row::name].lists = Row::Sides::kHasLists;
  BOTHSIDES_HAND_WRITTEN(X)
#undef X
  found[HandWritten::name].relations.insert(datasets::Relation::many_to_many);
  const auto add = [&]<class S>() {
    Maps& maps = found[S::name];
    maps.lists = strategies::has_lists<typename S::OneToMany>;
    if (strategies::has_one_to_one<S>) maps.relations.insert(datasets::Relation::one_to_one);
    if (strategies::has_self_referential<S>) maps.relations.insert(datasets::Relation::self_referential);
    if (strategies::has_many_to_many<S>) maps.relations.insert(datasets::Relation::many_to_many);
  };
  (add.template operator()<Strategies>(), ...);
  return found;
}

TEST(Matrix, HasTheOtherRelationsOfEveryStrategyThatMapsThem) {
  const auto maps = what_they_map(strategies::All{});
  EXPECT_EQ(maps.at("back_populates").relations.size(), 4U);
  EXPECT_EQ(maps.at("one_sided").relations.size(), 1U);
  for (const Entry& entry : entries()) {
    if (entry.workload.relation != datasets::Relation::one_to_many) {
      const bool is_in_database = entry.strategy == HandWritten::name && entry.sends_statements;
      EXPECT_EQ(entry.skipped.empty(),
                maps.at(entry.strategy).relations.contains(entry.workload.relation) && !is_in_database)
          << entry.workload.name << " " << entry.strategy;
    }
    EXPECT_EQ(entry.skipped.empty(), entry.type != nullptr) << entry.workload.name << " " << entry.strategy;
  }
}

TEST(Matrix, HasWorkWithoutListsWhereNobodyKeepsThem) {
  const std::set<std::string_view> kOnOneSide{
      "configure",     "declare_and_configure", "load_scan",   "empty_request", "load_post",  "touch_authors",
      "set_author",    "set_author_unloaded",   "move_by_set", "insert_graph",  "move_posts", "find_dirty",
      "flush_nothing", "memory_loaded",         "memory_dirty"};
  const auto maps = what_they_map(strategies::All{});
  EXPECT_FALSE(maps.at("one_sided").lists);
  for (const Entry& entry : entries()) {
    if (maps.at(entry.strategy).lists || entry.workload.relation != datasets::Relation::one_to_many) continue;
    const bool maps_nothing =
        entry.strategy.starts_with(HandWritten::name) && entry.workload.name.ends_with("configure");
    EXPECT_EQ(entry.skipped.empty(), kOnOneSide.contains(entry.workload.name) && !maps_nothing)
        << entry.workload.name << " " << entry.strategy;
  }
}

TEST(Matrix, HasHandWrittenCodeInEveryOneToManyWorkloadButThoseThatConfigureAMapping) {
  for (const Entry& entry : entries()) {
    if (entry.strategy != HandWritten::name || entry.workload.relation != datasets::Relation::one_to_many) continue;
    const bool maps_alone = entry.workload.name == "configure" || entry.workload.name == "declare_and_configure";
    EXPECT_EQ(entry.skipped,
              maps_alone ? "hand-written code declares no mapping: there are no classes to configure" : "")
        << entry.workload.name;
  }
}

// In memory alone: work without statements, and memory itself. On lists of growth: work without statements, and memory.
// On numbers of classes: configuring. On datasets with rows: all else, each relation on its own. On several servers:
// what has posts.
TEST(Matrix, MeasuresEachWorkloadWhereItAnswersItsQuestion) {
  const std::vector<Entry> all = entries();
  for (const Candidate& candidate : product(all)) {
    const Entry& entry = *candidate.entry;
    const bool is_memory = entry.workload.phase == Phase::memory;
    const bool has_rows = class_pairs(candidate.cell.dataset) == 0;
    const bool is_elsewhere = (is_memory || !entry.sends_statements) && candidate.cell.backend != "sqlite_memory";
    const datasets::NamedDataset* dataset = datasets::find(candidate.cell.dataset);
    const std::string_view shape = dataset == nullptr ? "" : dataset->shape;
    const bool is_growth = entry.sends_statements && !is_memory && shape == "list";
    const bool is_of_another = has_rows == (entry.workload.phase == Phase::configure) ||
                               (has_rows && datasets::name_of(dataset->relation) != candidate.cell.relation);
    const bool is_too_long =
        entry.workload.name.starts_with("load_two_") && has_rows && shape != "fan_out" && dataset->size != "tiny";
    const bool is_not_spread = candidate.cell.backend == "postgres_sharded" && candidate.cell.relation == "one_to_one";
    EXPECT_EQ(!candidate.why_skipped.empty(),
              !entry.skipped.empty() || is_elsewhere || is_growth || is_of_another || is_too_long || is_not_spread)
        << candidate.cell.name();
  }
}

TEST(Matrix, HoldsWorkloadsOfOnePhaseEachInWords) {
  ASSERT_FALSE(entries().empty());
  for (const Entry& entry : entries()) {
    EXPECT_EQ(entry.workload.phase, entries().front().workload.phase) << entry.workload.name;
    EXPECT_FALSE(entry.workload.words.empty() || entry.workload.item.empty() || entry.workload.question.empty())
        << entry.workload.name;
  }
}

}  // namespace
}  // namespace bench
