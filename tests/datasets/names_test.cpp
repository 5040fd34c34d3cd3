// Datasets are found by name; a wrong name is answered with the right ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/all.h"
#include "quick.h"

namespace datasets {
namespace {

using testing::HasSubstr;

std::string complaint(std::string_view name) {
  try {
    make(name);
  } catch (const UnknownDataset& unknown) {
    return unknown.what();
  }
  return "none";
}

TEST(Names, MakeGivesEveryListedDatasetItsNameSizesAndSeed) {
  std::set<std::string_view> names;
  for (const NamedDataset& row : all()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " twice";
    EXPECT_EQ(row.name, std::string(row.shape) + "_" + std::string(row.size));
    EXPECT_FALSE(row.description.empty());
    if (row.sizes.rows() > kMostRowsOfATest) continue;
    const Dataset dataset = make(row.name, 7);
    EXPECT_EQ(dataset.name(), row.name);
    EXPECT_EQ(dataset.relation(), row.relation);
    EXPECT_EQ(dataset.sizes(), row.sizes);
    EXPECT_EQ(dataset.seed(), 7U);
  }
}

TEST(Names, HaveTheSizesThatReportsSpeakOf) {
  EXPECT_EQ(make("zipf_small").sizes(), (Sizes{1'000, 10'000}));
  EXPECT_EQ(make("uniform_medium").sizes(), (Sizes{1'000, 100'000}));
  for (const char* shape : {"uniform", "zipf", "heavy_tail", "sparse", "threads", "tags"})
    EXPECT_EQ(find(std::string(shape) + "_huge")->sizes.posts, 10'000'000) << shape;
}

TEST(Names, HaveEverySizeFromTinyToHugeAndTheirRelation) {
  const std::pair<const char*, Relation> shapes[] = {
      {"uniform", Relation::one_to_many}, {"zipf", Relation::one_to_many},    {"heavy_tail", Relation::one_to_many},
      {"sparse", Relation::one_to_many},  {"profiles", Relation::one_to_one}, {"threads", Relation::self_referential},
      {"tags", Relation::many_to_many}};
  for (const auto& [shape, relation] : shapes)
    for (const char* size : {"tiny", "small", "medium", "large", "huge"}) {
      const NamedDataset* row = find(std::string(shape) + "_" + size);
      ASSERT_NE(row, nullptr) << shape << "_" << size;
      EXPECT_EQ(row->relation, relation) << row->name;
    }
}

TEST(Names, AnUnknownOneIsAnsweredWithTheNearestAndWhereAllAre) {
  EXPECT_THAT(complaint("zipf_smal"),
              HasSubstr("unknown dataset 'zipf_smal': did you mean 'zipf_small', 'zipf_tiny' or 'zipf_huge'?"));
  EXPECT_THAT(complaint("x"), HasSubstr("'dataset list' names all " + std::to_string(all().size())));
}

TEST(Names, NothingIsSuggestedThatIsNotNear) {
  EXPECT_THAT(complaint("blog of my aunt"), Not(HasSubstr("did you mean")));
}

TEST(Names, FindAnswersWithoutThrowing) {
  EXPECT_EQ(find("nope"), nullptr);
  ASSERT_NE(find("zipf_tiny"), nullptr);
  EXPECT_EQ(find("zipf_tiny")->shape, "zipf");
}

}  // namespace
}  // namespace datasets
