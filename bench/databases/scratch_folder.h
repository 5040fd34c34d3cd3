// A folder for this process's database files, removed when it ends, also by Ctrl-C or a kill that can be caught.
#pragma once

#include <filesystem>
#include <string>

namespace bench {

// $TMPDIR/bothsides-XXXXXX, made on first use; what killed processes have left beside it goes then. Throws
// std::filesystem::filesystem_error naming the folder.
const std::filesystem::path& scratch_folder();

// When a signal ends the process, this program is started once more with the argument, and waited for.
void on_signal_run(const std::string& argument);

}  // namespace bench
