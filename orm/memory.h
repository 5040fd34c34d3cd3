// Public: arenas, for code that holds objects without the mapper.
#pragma once

#include "orm/instance/memory.h"  // IWYU pragma: export
