// The notes of all lists against a map for each, by random operations.
#include "orm/instance/list_memory.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <map>
#include <tuple>

namespace {

using orm::Entity;
using orm::ListSlot;

// An object with the list in which others stand that hold it in theirs.
struct Linked : Entity {
  Linked() { list.offset = static_cast<std::uint16_t>(reinterpret_cast<char*>(&list) - reinterpret_cast<char*>(this)); }
  ListSlot list;
};

using ExpectedNotes = std::map<Entity*, std::uint32_t>;

class Notes {
 public:
  static constexpr std::size_t kObjects = 5;

  void note(std::size_t i, std::size_t element, std::uint32_t was_in) {
    memory_.note(objects_[i].list, &objects_[element], was_in);
    expected_[i].try_emplace(&objects_[element], was_in);
  }
  void note_link(std::size_t i, std::size_t element, std::uint32_t was_in) {
    memory_.note(objects_[i].list, &objects_[element], was_in, &objects_[element].list);
    expected_[i].try_emplace(&objects_[element], was_in);
    expected_[element].try_emplace(&objects_[i], was_in);
  }
  void forget(std::size_t i) {
    objects_[i].list.flags = orm::ListFlag::kLoaded;
    memory_.forget(objects_[i].list);
    expected_[i].clear();
  }
  bool agrees(std::size_t i) {
    orm::WasIn* noted = memory_.was_in(objects_[i].list);
    if (noted == nullptr) return expected_[i].empty();
    return ExpectedNotes(noted->begin(), noted->end()) == expected_[i];
  }
  bool is_untouched(std::size_t i) { return memory_.is_untouched(objects_[i].list); }
  bool is_loaded(std::size_t i) const { return objects_[i].list.is_loaded(); }

 private:
  orm::Arena arena_;
  orm::ListMemory memory_{arena_};
  std::array<Linked, kObjects> objects_;
  std::array<ExpectedNotes, kObjects> expected_;
};

TEST(ListMemory, TellsOfEachListWhatWasNotedFirst) {
  rc::check("any operations", [] {
    Notes notes;
    const auto which = rc::gen::inRange<std::size_t>(0, Notes::kObjects);
    const auto operations = *rc::gen::container<std::vector<std::tuple<int, std::size_t, std::size_t, std::uint32_t>>>(
        rc::gen::tuple(rc::gen::inRange(0, 10), which, which, rc::gen::inRange<std::uint32_t>(0, 3)));
    for (const auto& [operation, i, element, was_in] : operations) {
      if (operation < 4)
        notes.note(i, element, was_in);
      else if (operation < 7)
        notes.note_link(i, element, was_in);
      else if (operation == 7)
        notes.forget(i);
      else
        RC_ASSERT(notes.agrees(i));
    }
    for (std::size_t i = 0; i < Notes::kObjects; ++i) RC_ASSERT(notes.agrees(i));
  });
}

TEST(ListMemory, AgreesAfterMoreNotesThanItsLogHolds) {
  Notes notes;
  for (std::uint32_t i = 0; i < 200'000; ++i) notes.note_link(i % 2, 2 + i % 3, i % 7);
  for (std::size_t i = 0; i < Notes::kObjects; ++i) EXPECT_TRUE(notes.agrees(i)) << i;
}

TEST(ListMemory, AListIsUntouchedUntilAChangeIsNoted) {
  Notes notes;
  EXPECT_TRUE(notes.is_untouched(0));
  notes.note(0, 1, 0);
  EXPECT_FALSE(notes.is_untouched(0));
  EXPECT_TRUE(notes.is_untouched(1));
  notes.note_link(2, 1, 0);
  EXPECT_FALSE(notes.is_untouched(1)) << "noted for the other list";
}

TEST(ListMemory, AForgottenListIsNotLoaded) {
  Notes notes;
  notes.note(0, 1, 1);
  notes.forget(0);
  EXPECT_TRUE(notes.agrees(0)) << "nothing of it is noted";
  EXPECT_FALSE(notes.is_loaded(0));
}

}  // namespace
