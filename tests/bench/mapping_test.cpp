// What the answer of configuring is compared by: worked out from a strategy's declaration, without the registry.
#include "bench/answers/mapping.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "bench/databases/classes.h"
#include "bench/fixtures/declared_pairs.h"
#include "strategies/types.h"

namespace bench {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> sides(const Mapping& mapping) {
  std::vector<std::string> words;
  for (const Mapping::Class& entity : mapping.classes)
    for (const Mapping::Side& side : entity.sides)
      words.push_back(fmt::format("{}.{}{} -> {} ({}) in step with {}: {}", entity.name, side.name,
                                  side.is_list ? "[]" : "", side.target, side.is_inferred ? "inferred" : "declared",
                                  side.partner.empty() ? "nothing" : side.partner, side.cascade));
  return words;
}
template <class S>
std::vector<std::string> sides() {
  return sides(expected_mapping(declared_pairs<S>(7, 7)));
}

constexpr const char* kAll = "save-update, delete, expunge, refresh-expire";
std::string posts(const char* how, const char* cascade = kAll) {
  return fmt::format("User_7.posts[] -> Post_7 ({}) in step with Post_7.author: {}", how, cascade);
}
std::string author(const char* how) {
  return fmt::format("Post_7.author -> User_7 ({}) in step with User_7.posts: save-update", how);
}

TEST(Mapping, HasTheSidesThatEachStrategyDeclaresAndInfers) {
  using namespace strategies;
  for (const auto& both : {sides<BackPopulates>(), sides<BackPopulatesAa>(), sides<BackPopulatesRuntime>()})
    EXPECT_THAT(both, ElementsAre(posts("declared"), author("declared")));
  for (const auto& one : {sides<Backref>(), sides<BackrefStatic>()})
    EXPECT_THAT(one, ElementsAre(posts("declared"), author("inferred")));
  EXPECT_THAT(sides<BackrefScalar>(), ElementsAre(posts("inferred", "save-update"), author("declared")));
  EXPECT_THAT(sides<Unidirectional>(),
              ElementsAre("Post_7.author -> User_7 (declared) in step with nothing: save-update"));
  EXPECT_THAT(sides<Unlinked>(),
              ElementsAre(fmt::format("User_7.posts[] -> Post_7 (declared) in step with nothing: {}", kAll),
                          "Post_7.author -> User_7 (declared) in step with nothing: save-update"));
}

TEST(Mapping, KnowsWhatObjectsHoldAndASelectAsksFor) {
  const Mapping backref = expected_mapping(declared_pairs<strategies::Backref>(1, 1));
  EXPECT_THAT(backref.classes.at(0).attributes, ElementsAre("name", "email", "posts"));
  EXPECT_THAT(backref.classes.at(1).attributes, ElementsAre("title", "body", "author"));
  EXPECT_THAT(backref.classes.at(1).selected, ElementsAre("id", "title", "body", "author_id"));
  EXPECT_EQ(backref.classes.at(1).sides.at(0).key, "posts_1.author_id");
}

template <class... Strategies>
void configure_each(strategies::TypeList<Strategies...> /*list*/) {
  const auto check = [](const std::vector<orm::Declaration>& declarations, std::string_view strategy) {
    orm::Registry registry;
    for (const orm::Declaration& declaration : declarations) registry.declare(declaration);
    registry.configure();
    EXPECT_EQ(difference(expected_mapping(declarations), read_mapping(registry)), std::nullopt) << strategy;
  };
  (check(declared_pairs<Strategies>(1, 12), Strategies::name), ...);
}
TEST(Mapping, IsWhatEachStrategyIsConfiguredTo) { configure_each(strategies::All{}); }

template <class... Strategies>
void compare_each(strategies::TypeList<Strategies...> /*list*/) {
  const auto check = [](std::vector<orm::Declaration> declarations, void (*declare)(orm::Registry&)) {
    orm::Registry own;
    declare(own);
    own.configure();
    EXPECT_EQ(difference(expected_mapping(own.declarations()), read_mapping(own)), std::nullopt);
    const std::size_t object = own.mappers()[1]->stride();
    orm::Registry numbered;
    for (orm::Declaration& declaration : declarations) numbered.declare(std::move(declaration));
    numbered.configure();
    EXPECT_EQ(numbered.mapper("Post_3").stride(), object) << "stored as the strategy's own";
  };
  (check(declared_pairs<Strategies>(3, 3), &Strategies::OneToMany::declare), ...);
}
TEST(Mapping, OfNumberedClassesIsStoredAsTheStrategysOwn) { compare_each(strategies::All{}); }

TEST(Mapping, ADifferenceNamesTheClassAndTheAttribute) {
  const Mapping right = expected_mapping(declared_pairs<strategies::Backref>(1, 3));
  Mapping wrong = right;
  wrong.classes[3].sides[0].partner.clear();
  EXPECT_EQ(
      difference(right, wrong),
      "Post_2.author is a scalar, many_to_one to User_2 by posts_2.author_id, inferred, kept in sync with nothing, "
      "cascade 'save-update' instead of a scalar, many_to_one to User_2 by posts_2.author_id, inferred, kept in "
      "sync with User_2.posts, cascade 'save-update'");
  wrong = right;
  wrong.classes[4].sides.clear();
  EXPECT_EQ(difference(right, wrong), "User_3.posts is missing");
  wrong = right;
  wrong.classes.pop_back();
  EXPECT_EQ(difference(right, wrong), "5 classes are mapped instead of 6");
  wrong = right;
  wrong.classes[1].selected = {"id"};
  EXPECT_EQ(difference(right, wrong), "a SELECT of Post_1 asks for id instead of id, title, body, author_id");
}

TEST(Mapping, IsConfiguredFromOneToAThousandPairs) {
  EXPECT_EQ(class_pairs("classes_1"), 1);
  EXPECT_EQ(class_pairs("classes_1000"), 1000);
  EXPECT_EQ(class_pairs("zipf_small"), 0);
}

}  // namespace
}  // namespace bench
