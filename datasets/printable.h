// Text of somebody's, as a message shows it.
#pragma once

#include <string>
#include <string_view>

namespace datasets {

// Control characters as escapes, \n and \x1b, so that a message stays one line whatever it names.
std::string printable(std::string_view text);

}  // namespace datasets
