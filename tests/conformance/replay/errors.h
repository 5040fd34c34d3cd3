// The names that the format gives the mapper's errors.
#pragma once

#include <exception>
#include <string_view>

namespace replay {

// Empty when it has none there: then it is a failure of the program, not a result.
std::string_view error_name(const std::exception& error);
std::string_view mapping_error_name(const std::exception& error);

}  // namespace replay
