// The ordered list against std::vector, by random operations: order, duplicates, nulls, elements that stand in other
// lists too, and packing.
#include "orm/instance/ordered_list.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <random>

namespace {

using orm::Entity;
using orm::ListSlot;
using orm::OrderedList;
using orm::ScalarSlot;

// An element with the scalar slot in which lists cache its position.
struct Element : Entity {
  ScalarSlot owner;
};

// Lists share elements, so that the position cached for one is wrong for the other.
class Lists {
 public:
  using Places = OrderedList::Places;

  Lists(std::size_t lists, std::size_t elements, Places places, bool has_hints = true)
      : places_(places), slots_(lists), expected_(lists) {
    for (std::size_t i = 0; i < elements; ++i) elements_.push_back(std::make_unique<Element>());
    hint_ = has_hints ? static_cast<std::uint16_t>(reinterpret_cast<char*>(&elements_[0]->owner) -
                                                   reinterpret_cast<char*>(elements_[0].get()))
                      : std::uint16_t{0};
    for (std::size_t i = 0; i < lists; ++i) list(i).reset(0);
  }

  Entity* element(std::size_t i) { return i < elements_.size() ? elements_[i].get() : nullptr; }
  OrderedList list(std::size_t i) { return {slots_[i], memory_, hint_, places_}; }

  // A linked list that cannot know whether the element stands elsewhere, or twice, is told to be irregular, as
  // events.cpp does; one that is not linked sees it by itself.
  void append(std::size_t i, Entity* value) {
    const bool is_settled =
        value != nullptr && std::none_of(expected_.begin(), expected_.end(), [&](const auto& other) {
          return std::find(other.begin(), other.end(), value) != other.end();
        });
    if (!is_settled && places_ != Places::unlinked) list(i).make_irregular();
    list(i).append(value);
    expected_[i].push_back(value);
  }
  bool remove(std::size_t i, Entity* value) {
    auto& expected = expected_[i];
    const auto found = std::find(expected.begin(), expected.end(), value);
    const bool is_there = found != expected.end();
    if (is_there) expected.erase(found);
    return list(i).remove_first(value) == is_there;
  }
  void reset(std::size_t i, std::uint32_t room) {
    list(i).reset(room);
    expected_[i].clear();
  }
  void clear(std::size_t i) {
    list(i).clear(0);
    expected_[i].clear();
  }
  // Removes the element from where it stands alone; where it does not, nothing.
  bool remove_only(std::size_t i, Entity* value) {
    auto& expected = expected_[i];
    const std::uint32_t place = list(i).only_place(value);
    if (std::count(expected.begin(), expected.end(), value) != 1) return place == orm::PositionIndex::kNowhere;
    if (place >= slots_[i].size || slots_[i].elements[place] != value) return false;
    expected.erase(std::find(expected.begin(), expected.end(), value));
    list(i).remove_at(place);
    return true;
  }
  bool agrees(std::size_t i) { return list(i).elements() == expected_[i] && slots_[i].live == expected_[i].size(); }
  bool counts_agree(std::size_t i, Entity* value) {
    const auto found = std::count(expected_[i].begin(), expected_[i].end(), value);
    if (list(i).is_nowhere(value) && found > 0) return false;
    return list(i).count(value) == static_cast<std::uint32_t>(found) && list(i).contains(value) == (found > 0);
  }
  std::size_t size(std::size_t i) const { return expected_[i].size(); }
  Entity* at(std::size_t i, std::size_t position) const { return expected_[i][position]; }
  const ListSlot& slot(std::size_t i) const { return slots_[i]; }

 private:
  Places places_;
  orm::Arena arena_;
  orm::ListMemory memory_{arena_};
  std::uint16_t hint_ = 0;
  std::vector<std::unique_ptr<Element>> elements_;
  std::vector<ListSlot> slots_;
  std::vector<std::vector<Entity*>> expected_;
};

TEST(OrderedList, DoesWhatAVectorDoes) {
  using Places = OrderedList::Places;
  rc::check("any operations", [](bool has_hints) {
    const Places places =
        !has_hints ? Places::linked : *rc::gen::element(Places::none, Places::linked, Places::unlinked);
    Lists lists(2, 6, places, has_hints);
    const auto operations = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
        rc::gen::tuple(rc::gen::inRange(0, 24), rc::gen::inRange(0, 2), rc::gen::inRange(0, 7)));  // element 6 is null
    for (const auto& [operation, where, which] : operations) {
      const auto i = static_cast<std::size_t>(where);
      Entity* value = lists.element(static_cast<std::size_t>(which));
      if (operation < 10)
        lists.append(i, value);
      else if (operation < 18)
        RC_ASSERT(lists.remove(i, value));
      else if (operation == 18)
        RC_ASSERT(lists.counts_agree(i, value));
      else if (operation == 19)
        lists.clear(i);
      else if (operation == 20)
        lists.reset(i, static_cast<std::uint32_t>(which));
      else
        RC_ASSERT(lists.remove_only(i, value));
      RC_ASSERT(lists.agrees(0) && lists.agrees(1));
    }
  });
}

// Long lists with much removal, so that arrays grow, are packed and shrink; the share of irregular operations varies.
class LongLists : public testing::TestWithParam<int> {};

TEST_P(LongLists, StayRightThroughGrowthAndPacking) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  Lists lists(3, 3000, OrderedList::Places::linked);
  for (int round = 0; round < 40; ++round) {
    const std::size_t share_of_appends = round % 4 < 2 ? 7 : 3;
    for (int step = 0; step < 500; ++step) {
      const std::size_t i = below(3);
      const bool is_irregular = static_cast<int>(below(100)) < GetParam();
      if (below(10) < share_of_appends || lists.size(i) == 0) {
        Entity* value = is_irregular ? lists.element(below(3001)) : nullptr;
        for (int attempt = 0; !is_irregular && attempt < 100 && value == nullptr; ++attempt) {
          Entity* candidate = lists.element(below(3000));
          if (lists.counts_agree(0, candidate) && !lists.list(0).contains(candidate) &&
              !lists.list(1).contains(candidate) && !lists.list(2).contains(candidate))
            value = candidate;
        }
        if (value != nullptr || is_irregular) lists.append(i, value);
      } else {
        Entity* value = lists.at(i, below(lists.size(i)));
        ASSERT_TRUE(step % 2 == 0 ? lists.remove(i, value) : lists.remove_only(i, value));
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_TRUE(lists.agrees(i)) << "list " << i << " in round " << round;
      for (std::size_t e = 0; e <= 3000; e += 97) ASSERT_TRUE(lists.counts_agree(i, lists.element(e)));
    }
  }
}
INSTANTIATE_TEST_SUITE_P(PercentIrregular, LongLists, testing::Values(0, 5, 50));

class KeepsPlaces : public testing::TestWithParam<OrderedList::Places> {};
INSTANTIATE_TEST_SUITE_P(OrderedList, KeepsPlaces,
                         testing::Values(OrderedList::Places::linked, OrderedList::Places::unlinked));

TEST_P(KeepsPlaces, AQueueOfMovesStaysInItsArray) {
  Lists lists(1, 100, GetParam());
  for (std::size_t e = 0; e < 64; ++e) lists.append(0, lists.element(e));
  const auto capacity = lists.slot(0).capacity;
  for (int i = 0; i < 10'000; ++i) {
    Entity* first = lists.at(0, 0);
    lists.remove(0, first);
    lists.append(0, first);
  }
  EXPECT_TRUE(lists.agrees(0));
  EXPECT_LE(lists.slot(0).capacity, 2 * capacity) << "dead places are packed, not outgrown";
  EXPECT_EQ(lists.slot(0).flags & orm::ListFlag::kIrregular, 0) << "and no index was needed";
}

TEST_P(KeepsPlaces, RemovingFromTheEndLeavesNothingBehind) {
  Lists lists(1, 10, GetParam());
  for (std::size_t e = 0; e < 10; ++e) lists.append(0, lists.element(e));
  for (std::size_t e = 10; e-- > 0;) lists.remove(0, lists.element(e));
  EXPECT_EQ(lists.slot(0).size, 0U);
  EXPECT_TRUE(lists.agrees(0));
}

TEST(UnlinkedList, LeavesObjectsOfAnotherClassAlone) {
  orm::Arena arena;
  orm::ListMemory memory(arena);
  ListSlot slot;
  Entity other;  // has no slot where a position could be noted
  orm::EntityAccess::mapper(other) = 1;
  const auto list = [&] { return OrderedList::unlinked(slot, memory, sizeof(Entity), 0); };
  list().reset(0);
  list().append(&other);
  list().append(&other);
  EXPECT_FALSE(list().is_nowhere(&other));
  EXPECT_EQ(list().count(&other), 2U);
  EXPECT_TRUE(list().remove_first(&other));
  EXPECT_EQ(list().count(&other), 1U);
}

TEST(UnlinkedList, FindsWhatOneListAloneHoldsWithoutASearch) {
  Lists lists(2, 200, OrderedList::Places::unlinked);
  for (std::size_t e = 0; e < 100; ++e) lists.append(0, lists.element(e));
  for (std::size_t e = 0; e < 100; e += 2) {
    EXPECT_TRUE(lists.remove(0, lists.element(e)));
    EXPECT_TRUE(lists.list(1).is_nowhere(lists.element(e)));
    lists.append(1, lists.element(e));
  }
  for (std::size_t i : {0U, 1U}) {
    EXPECT_TRUE(lists.agrees(i));
    EXPECT_EQ(lists.slot(i).flags & orm::ListFlag::kIrregular, 0) << "list " << i;
    EXPECT_EQ(lists.slot(i).extra, nullptr) << "no search was counted in list " << i;
  }
  lists.append(1, lists.element(1));  // it stands in the first as well
  EXPECT_NE(lists.slot(1).flags & orm::ListFlag::kIrregular, 0);
  EXPECT_TRUE(lists.remove(1, lists.element(1)) && lists.remove(0, lists.element(1)));
  EXPECT_FALSE(lists.list(0).is_nowhere(lists.element(1))) << "once a stray, always asked for";
}

}  // namespace
