// Public: the base of every mapped class.
#pragma once

#include "orm/instance/entity.h"  // IWYU pragma: export
