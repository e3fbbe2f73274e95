// SPDX-License-Identifier: Apache-2.0
// Composes head, body and flood from parts, and cuts them at the stage of the fault.
#include "tests/simulator/message.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace cckm::test {
namespace {

void set_header(std::vector<HeaderField>& headers, const HeaderField& field) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const HeaderField& candidate) {
        return boost::beast::iequals(candidate.name, field.name);
      });
  if (found == headers.end())
    headers.push_back(field);
  else
    *found = field;
}

std::size_t flood_size(const Fault& fault, Stage stage) {
  return fault.flood && fault.flood->at == stage ? fault.flood->text.size() * fault.flood->times
                                                 : 0;
}

// Returns status line and header fields, without the empty line after them.
std::string head(const Response& response, std::size_t length, bool keep_alive, Time now) {
  std::vector<HeaderField> headers = {{"Date", http_date(now)},
                                      {"Content-Type", "application/json"},
                                      {"Content-Length", std::to_string(length)}};
  if (!keep_alive) headers.push_back({"Connection", "close"});
  for (const HeaderField& field : response.headers) set_header(headers, field);
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text += reason_phrase(response.status);
  text += "\r\n";
  for (const HeaderField& field : headers) text += field.name + ": " + field.value + "\r\n";
  return text;
}

// Collects parts, and inserts the fault's flood at its stage.
class Composition {
 public:
  explicit Composition(const Fault& fault) : flood_(fault.flood) {}

  void add(Stage stage, std::string text) { parts_.push_back({stage, std::move(text)}); }
  void add_flood(Stage stage) {
    if (flood_ && flood_->at == stage) parts_.push_back({stage, flood_->text, flood_->times});
  }
  std::vector<Message::Part> take() { return std::move(parts_); }

 private:
  const std::optional<Flood>& flood_;
  std::vector<Message::Part> parts_;
};

void cut_at(std::vector<Message::Part>& parts, Stage stage) {
  const auto reached = [stage](const Message::Part& part) { return part.stage >= stage; };
  const auto first = std::find_if(parts.begin(), parts.end(), reached);
  if (stage == Stage::kEnd || first == parts.end()) return;
  const bool is_halved = first->stage == stage && stage != Stage::kStart;
  if (is_halved) first->text.resize(first->text.size() / 2);
  parts.erase(is_halved ? std::next(first) : first, parts.end());
}

std::vector<Message::Part> whole(Response response, const Fault& fault, bool keep_alive, Time now) {
  Composition composition(fault);
  composition.add_flood(Stage::kStart);
  if (fault.raw) {
    composition.add(Stage::kHeaders, *fault.raw);
  } else {
    const std::size_t length = response.body.size() + flood_size(fault, Stage::kBody);
    composition.add(Stage::kHeaders, head(response, length, keep_alive, now));
    composition.add_flood(Stage::kHeaders);
    composition.add(Stage::kHeaders, "\r\n");
    composition.add_flood(Stage::kBody);
    composition.add(Stage::kBody, std::move(response.body));
  }
  composition.add_flood(Stage::kEnd);
  return composition.take();
}

std::optional<Ending> ending(const Fault& fault, bool keep_alive) {
  if (fault.cut || fault.raw) return fault.ending;
  return keep_alive ? std::nullopt : std::optional(Ending::kClose);
}

}  // namespace

Response distort(Response response, const Fault& fault) {
  if (fault.status && !fault.body) response = error_response(*fault.status);
  if (fault.body && (fault.status || response.status == 200)) {
    response.status = fault.status.value_or(200);
    response.body = *fault.body;
  }
  for (const HeaderField& field : fault.headers) set_header(response.headers, field);
  return response;
}

Message compose(Response response, const Fault& fault, bool keep_alive, Time now) {
  auto parts = whole(std::move(response), fault, keep_alive, now);
  if (fault.cut) cut_at(parts, *fault.cut);
  return {std::move(parts), ending(fault, keep_alive)};
}

}  // namespace cckm::test
