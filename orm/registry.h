// Public: declarations, and what configure() makes of them.
#pragma once

#include "orm/mapping/registry.h"  // IWYU pragma: export
