// Where each attribute of a mapped C++ class lives: declared members where the compiler put them; what configure() adds
// (inferred relationships, foreign keys without a relationship) in slots behind them, in the object's tail.
#pragma once

#include <string>

#include "orm/mapping/mapper.h"

namespace orm {

class Layout {
 public:
  Layout(Mapper& mapper, const ModelType& model) : mapper_(mapper), model_(model) {}
  void run();

 private:
  void place_members();
  void place_runtime_relationships();
  void place_foreign_keys();
  void write_select_list();
  void make_image();
  std::uint16_t append_slot(std::size_t bytes);
  void add(std::string name, SlotKind kind, std::uint16_t offset, Relationship* relationship);

  Mapper& mapper_;
  const ModelType& model_;
  std::size_t end_ = 0;
};

// Where the slot with a relationship's foreign key lies; REQUIRES: both its classes are laid out.
std::uint16_t find_key_offset(const Relationship& relationship);

// Gives the slots of a freshly constructed object their places.
void stamp(const Mapper& mapper, Entity& object);

}  // namespace orm
