#include "orm/instance/list_memory.h"

namespace orm {

void ListMemory::forget(ListSlot& slot) {
  work_out();
  slot.flags = 0;
  if (slot.extra == nullptr) return;
  slot.extra->queue.clear();
  slot.extra->was_in.clear();
  slot.extra->forget_positions();
}

void ListMemory::work_out_notes() {
  for (const Note& note : notes_) {
    extra_of(*note.slot).was_in.note(note.element, note.was_in);
    if (note.reverse != nullptr) extra_of(*note.reverse).was_in.note(owner_of(*note.slot), note.was_in);
  }
  notes_.clear();
}

}  // namespace orm
