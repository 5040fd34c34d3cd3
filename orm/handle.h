// Public: runtime attributes by name, typed.
#pragma once

#include "orm/declarative/handle.h"  // IWYU pragma: export
