#include "tests/conformance/replay/labels.h"

namespace {

using replay::Labels;

struct Object : orm::Entity {
  explicit Object(std::int64_t key) { orm::EntityAccess::key(*this) = key; }
};

class LabelsTest : public testing::Test {
 protected:
  std::string shown(Object& object) { return labels_.shown({&object, user_}); }
  bool bind(const std::string& label, Object& object) { return labels_.bind(label, {&object, user_}); }

  const replay::Class* user_ = replay::find_model("one_to_many")->find_class("User");
  Labels labels_;
  Object ann_{1}, other_{1};
};

TEST_F(LabelsTest, ShowTheFirstLabelOfAnObject) {
  EXPECT_TRUE(bind("a", ann_));
  EXPECT_TRUE(bind("b", ann_));
  EXPECT_EQ(shown(ann_), "a");
  EXPECT_EQ(labels_.find("b")->object, &ann_);
}

TEST_F(LabelsTest, AreMadeOfThePrefixOfTheClassAndTheKey) {
  EXPECT_EQ(labels_.find("u1"), nullptr);
  EXPECT_EQ(shown(ann_), "u1");
  EXPECT_EQ(labels_.find("u1")->object, &ann_);
}

TEST_F(LabelsTest, AreMadeDifferentFromThoseOfOtherObjects) {
  EXPECT_TRUE(bind("u1", ann_));
  EXPECT_TRUE(bind("u1'", ann_));
  EXPECT_EQ(shown(other_), "u1''");
}

TEST_F(LabelsTest, NameOneObjectForGood) {
  EXPECT_TRUE(bind("a", ann_));
  EXPECT_TRUE(bind("a", ann_));
  EXPECT_FALSE(bind("a", other_));
  EXPECT_EQ(labels_.find("a")->object, &ann_);
}

}  // namespace
