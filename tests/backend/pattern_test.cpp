#include "orm/backend/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Pattern, FindsTheFirstMatchAndItsGroups) {
  const orm::Pattern pattern(":  ([0-9A-Z]{5}): ");
  EXPECT_THAT(pattern.first_in("FATAL:  28P01: no; FATAL:  3D000: no"), ElementsAre(":  28P01: ", "28P01"));
  EXPECT_THAT(pattern.first_in("FATAL: no"), IsEmpty());
}

TEST(Pattern, GivesAnEmptyTextForAGroupThatTookNoPart) {
  const orm::Pattern pattern("^([a-z]+:)?postgres(ql)?:", true);
  EXPECT_THAT(pattern.first_in("PostgreSQL://h"), ElementsAre("PostgreSQL:", "", "QL"));
}

TEST(Pattern, IsInATextOrNot) {
  const orm::Pattern pattern("\\.c:[0-9]+$");
  EXPECT_TRUE(pattern.is_in("LOCATION:  auth_failed, auth.c:324"));
  EXPECT_FALSE(pattern.is_in("auth.c:324: no"));
}

TEST(Pattern, RefusesWhatIsNoPattern) { EXPECT_THROW(orm::Pattern("(["), std::invalid_argument); }

}  // namespace
