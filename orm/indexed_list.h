// Public: the runtime's list as a container of a caller's own.
#pragma once

#include "orm/declarative/indexed_list.h"  // IWYU pragma: export
