// What a person may have meant: the known words that are nearest to the one that was typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace datasets {

// At most `most`, nearest first; of equally near ones in the order of `known`. None is further away than a third of the
// longer word and one more change.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& known, std::size_t most = 3);

// "'a', 'b' or 'c'".
std::string either(const std::vector<std::string>& words);

}  // namespace datasets
