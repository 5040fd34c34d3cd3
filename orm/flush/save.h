// Objects of one mapper, written. SQLAlchemy: save_obj, delete_obj.
#pragma once

#include "orm/flush/unit_of_work.h"

namespace orm {

// UPDATEs of changed rows, then INSERTs of new ones: a new row may take a unique value that another gives up. A new
// object takes the row of one that goes, by an UPDATE. Rows in the order of their keys, so that the engine appends to
// its table. Loads what is expired and written (1 SELECT each). Throws BackendErrors, StaleData.
void save_objects(UnitOfWork& work, const Mapper& mapper, const Objects& objects);
void delete_objects(UnitOfWork& work, const Mapper& mapper, Objects objects);

}  // namespace orm
