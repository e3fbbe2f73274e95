// SPDX-License-Identifier: Apache-2.0
// The pages for people and their paths.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "exporter/pages/shell.h"
#include "exporter/status/board.h"
#include "exporter/web/local_page.h"

namespace cckm {

// Thread-safe.
class Site {
 public:
  using Now = std::function<Timestamp()>;

  // `board` must outlive the site.
  Site(const Board& board, ProgramInfo program, Now now);

  // Returns the page of a path. Empty if there is no such path. A job that is not known is a page
  // with status 404.
  std::optional<LocalPage> find(std::string_view path, std::string_view query) const;

 private:
  // Precondition: `path` begins with /jobs/.
  std::optional<LocalPage> job(std::string_view path) const;

  const Board& board_;
  const ProgramInfo program_;
  const Now now_;
};

}  // namespace cckm
