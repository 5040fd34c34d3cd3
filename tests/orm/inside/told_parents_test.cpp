// What is told of owners, written down and worked out later, against the same told at once.
#include "orm/state/told_parents.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace {

using orm::EntityAccess;

constexpr std::size_t kOwners = 4;

struct Family {
  Family() {
    for (std::size_t i = 0; i < kOwners; ++i) EntityAccess::key(owners[i]) = static_cast<std::int64_t>(i % 3);
  }
  bool has_row(std::size_t owner) const { return EntityAccess::has_identity(owners[owner]); }
  void set_row(std::size_t owner, bool has_row) {
    EntityAccess::set_state(owners[owner], has_row ? orm::State::persistent : orm::State::pending);
  }
  std::array<orm::Entity, kOwners> owners{};
  std::array<orm::Entity, 2> children{};
  const orm::Relationship* relationship = nullptr;
};

using Told = std::map<const orm::Entity*, const orm::Entity*>;

// A child's present owner, null where it is known to have none, nothing where neither is known.
void let_go(Told& told, const orm::Entity& child, const orm::Entity& owner, bool is_known) {
  const auto found = told.find(&child);
  const orm::Entity* last = found == told.end() ? nullptr : found->second;
  const bool is_same = last == nullptr || last == &owner ||
                       (EntityAccess::has_identity(*last) && EntityAccess::has_identity(owner)
                            ? last->id() == owner.id()
                            : EntityAccess::has_identity(*last) == EntityAccess::has_identity(owner));
  if (!is_same) return;
  if (is_known)
    told[&child] = nullptr;
  else
    told.erase(&child);
}

bool agree(const Family& family, const orm::ToldParents& parents, const Told& expected) {
  return std::all_of(family.children.begin(), family.children.end(), [&](const orm::Entity& child) {
    const auto known = expected.find(&child);
    const auto owner = parents.owner({&child, family.relationship});
    return known == expected.end() ? !owner.has_value() : owner == known->second;
  });
}

TEST(ToldParents, AreKnownAsIfTheyWereWorkedOutAtOnce) {
  rc::check("any operations, rows that come and go among them", [] {
    Family family;
    orm::ToldParents parents;
    Told expected;
    const auto operations = *rc::gen::container<std::vector<std::tuple<int, std::size_t, std::size_t>>>(
        rc::gen::tuple(rc::gen::inRange(0, 20), rc::gen::inRange<std::size_t>(0, family.children.size()),
                       rc::gen::inRange<std::size_t>(0, kOwners)));
    for (const auto& [operation, which, by] : operations) {
      const orm::Entity& child = family.children[which];
      const orm::Entity& owner = family.owners[by];
      const orm::ToldParents::Key key{&child, family.relationship};
      if (operation < 8) {
        parents.take(key, owner);
        expected[&child] = &owner;
      } else if (operation < 15) {
        parents.let_go(key, owner, operation < 11);
        let_go(expected, child, owner, operation < 11);
      } else if (operation == 15) {
        parents.forget(key);
        expected.erase(&child);
      } else if (operation < 18) {
        parents.before_rows_change();
        family.set_row(by, !family.has_row(by));
      } else {
        RC_ASSERT(agree(family, parents, expected));
      }
    }
    RC_ASSERT(agree(family, parents, expected));
  });
}

TEST(ToldParents, AreComparedByTheRowsThatTheyHadWhenTheChildWasLetGo) {
  Family family;
  for (std::size_t owner : {0U, 1U}) family.set_row(owner, false);
  orm::ToldParents parents;
  const orm::ToldParents::Key key{&family.children[0], family.relationship};
  parents.take(key, family.owners[0]);
  parents.let_go(key, family.owners[1], false);  // neither has a row: the same owner
  parents.before_rows_change();
  for (std::size_t owner : {0U, 1U}) family.set_row(owner, true);
  EXPECT_EQ(parents.owner(key), std::nullopt);
}

TEST(ToldParents, AreEmptyAgainWhenTheyForgotEachChild) {
  Family family;
  orm::ToldParents parents;
  const orm::ToldParents::Key key{&family.children[0], family.relationship};
  EXPECT_TRUE(parents.empty());
  parents.take(key, family.owners[0]);
  EXPECT_FALSE(parents.empty());
  parents.let_go(key, family.owners[0], false);
  EXPECT_EQ(parents.owner(key), std::nullopt);
  EXPECT_TRUE(parents.empty());
}

}  // namespace
