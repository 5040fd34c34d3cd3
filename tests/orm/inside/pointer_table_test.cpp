// The table from pointers against std::map, by random operations.
#include "orm/instance/pointer_table.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <map>
#include <memory_resource>
#include <tuple>

namespace {

using Table = orm::PointerTable<const int*, int>;
using Expected = std::map<const int*, int>;

std::array<int, 40> keys{};

bool agree(Table& table, const Expected& expected) {
  if (table.empty() != expected.empty() || table.size() != expected.size()) return false;
  if (Expected(table.begin(), table.end()) != expected) return false;
  return std::all_of(keys.begin(), keys.end(), [&](const int& object) {
    const int* found = table.find(&object);
    const auto known = expected.find(&object);
    return found == nullptr ? known == expected.end() : known != expected.end() && known->second == *found;
  });
}

TEST(PointerTable, DoesWhatAMapDoes) {
  rc::check("any operations", [] {
    Table table;
    Expected expected;
    const auto operations = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
        rc::gen::tuple(rc::gen::inRange(0, 40), rc::gen::inRange(0, 40), rc::gen::inRange(0, 5)));
    for (const auto& [operation, which, value] : operations) {
      const int* object = &keys[static_cast<std::size_t>(which)];
      const int wanted = value;
      if (operation < 25) {
        table.note(object, value);
        expected.try_emplace(object, value);
      } else if (operation < 35) {
        RC_ASSERT(table.try_emplace(object, value) == expected.try_emplace(object, value).first->second);
      } else if (operation < 38) {
        table.erase_if([&](const auto& entry) { return entry.second == wanted; });
        std::erase_if(expected, [&](const auto& entry) { return entry.second == wanted; });
      } else if (operation == 38) {
        table.clear();
        expected.clear();
      }
      if (operation > 20) RC_ASSERT(agree(table, expected));  // otherwise notes wait, and more of them
    }
    RC_ASSERT(agree(table, expected));
  });
}

TEST(PointerTable, OfFewKeysTakesLittleMemoryHoweverManyNotesThereAre) {
  std::array<std::byte, 4096> room;
  std::pmr::monotonic_buffer_resource memory(room.data(), room.size(), std::pmr::null_memory_resource());
  Table table(&memory);
  for (int i = 0; i < 100'000; ++i) table.note(&keys[static_cast<std::size_t>(i % 20)], i);
  EXPECT_EQ(table.size(), 20U);
  EXPECT_EQ(*table.find(&keys[7]), 7) << "the first one holds";
}

}  // namespace
