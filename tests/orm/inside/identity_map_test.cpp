// The objects of a session by their keys: a small table first, pages of dense keys from then on.
#include "orm/instance/identity_map.h"

#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <vector>

namespace {

class IdentityMapTest : public testing::Test {
 protected:
  orm::Entity& enter(std::int64_t key) {
    orm::Entity& object = objects.emplace_back();
    orm::EntityAccess::key(object) = key;
    map.place(key) = &object;
    return object;
  }
  std::deque<orm::Entity> objects;
  orm::Arena arena;
  orm::IdentityMap map{arena};
};

TEST_F(IdentityMapTest, FindsWhatWasEnteredOfAnyKey) {
  EXPECT_EQ(map.find(1), nullptr) << "of an empty map";
  constexpr auto kLimits = std::numeric_limits<std::int64_t>();
  for (const std::int64_t key :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40, kLimits.min(), kLimits.max()}) {
    const orm::Entity& object = enter(key);
    EXPECT_EQ(map.find(key), &object) << key;
  }
  EXPECT_EQ(map.find(7), nullptr);
}

TEST_F(IdentityMapTest, KeepsAllWhenItTurnsToPages) {
  for (std::int64_t i = 0; i < 5'000; ++i) enter(i % 3 == 0 ? -i : i * 7);
  for (const orm::Entity& object : objects) ASSERT_EQ(map.find(object.id()), &object) << object.id();
  EXPECT_EQ(map.find(2), nullptr);
  EXPECT_EQ(map.find(-2), nullptr);
}

TEST_F(IdentityMapTest, ForgetsAnObjectAndNotAnotherOfItsKey) {
  for (const int objects_before : {0, 2'000}) {
    for (std::int64_t key = 10; key < 10 + objects_before; ++key) enter(key);
    const orm::Entity& first = enter(5);
    const orm::Entity& second = enter(5);
    map.erase(first);
    EXPECT_EQ(map.find(5), &second) << "another object has the key";
    map.erase(second);
    EXPECT_EQ(map.find(5), nullptr);
    const orm::Entity& third = enter(5);
    EXPECT_EQ(map.find(5), &third);
  }
}

}  // namespace
