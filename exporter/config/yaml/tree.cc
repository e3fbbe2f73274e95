// SPDX-License-Identifier: Apache-2.0
// Builds the tree from the events of yaml-cpp. No other file includes yaml-cpp.
//
// The nodes from the root to the innermost one that is not closed are on a stack. A closed node is
// added to the node below it. In a mapping, an event is a key if keys and items are equally many,
// else the value of the last key. Nothing recurses, so that a hostile file cannot exhaust the
// stack.
#include "exporter/config/yaml/tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <utility>

#include "exporter/config/yaml/source_check.h"

namespace cckm {
namespace {

using Kind = YamlNode::Kind;

Position position(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

// Thrown to stop the parser after an error that makes the rest of the file meaningless.
struct Aborted {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view source, Problems& problems) : source_(source), problems_(problems) {}

  // Precondition: a document was handled.
  YamlNode take_root() { return *std::move(root_); }
  // Returns the path of the next event.
  std::string path() const;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) abort_with(mark, "is a second document, only one is allowed");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  bool wants_key() const {
    return !open_.empty() && open_.back().kind == Kind::kMapping &&
           open_.back().keys.size() == open_.back().items.size();
  }
  // Adds an error for an anchor and for a tag in the file. Returns true if there was one.
  bool reject_properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void add_error(const YAML::Mark& mark, const char* what) const {
    problems_.add_error(position(mark), path(), what);
  }
  [[noreturn]] void abort_with(const YAML::Mark& mark, const char* what) const {
    add_error(mark, what);
    throw Aborted();
  }
  void open(const YAML::Mark& mark, Kind kind);
  void close();
  void add(YamlNode node);

  std::string_view source_;
  Problems& problems_;
  std::vector<YamlNode> open_;  // from the root to the innermost node
  std::optional<YamlNode> root_;
};

std::string TreeBuilder::path() const {
  std::string path;
  for (const YamlNode& node : open_) {
    if (node.kind == Kind::kSequence) path = item_path(path, node.items.size());
    if (node.keys.size() > node.items.size()) path = member_path(path, node.keys.back().text);
  }
  return path;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (wants_key()) abort_with(mark, "a key must be text, not a list, a mapping or null");
  reject_properties(mark, "", anchor);
  // For a missing value, the parser's mark is where the next token begins.
  if (open_.empty()) return add({.kind = Kind::kNull});
  const YamlNode& parent = open_.back();
  const Position at = parent.kind == Kind::kMapping ? parent.keys.back().at : parent.at;
  add({.kind = Kind::kNull, .at = at});
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  if (wants_key()) abort_with(mark, "a key must be text, not a list, a mapping or null");
  add_error(mark, "aliases (*) are not allowed");
  add({.kind = Kind::kInvalid});
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const bool rejected = reject_properties(mark, tag, anchor);
  if (wants_key()) return open_.back().keys.push_back({value, position(mark)});
  if (rejected) return add({.kind = Kind::kInvalid});
  add({.kind = Kind::kScalar, .at = position(mark), .text = value, .plain = tag == "?"});
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
  reject_properties(mark, tag, anchor);
  open(mark, Kind::kSequence);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
  reject_properties(mark, tag, anchor);
  open(mark, Kind::kMapping);
}

bool TreeBuilder::reject_properties(const YAML::Mark& mark, const std::string& tag,
                                    YAML::anchor_t anchor) {
  // yaml-cpp gives plain scalars the tag "?" and quoted scalars "!", as if the file had it.
  const auto offset = static_cast<std::size_t>(mark.pos);
  const bool exclamation = offset < source_.size() && source_[offset] == '!';
  const bool tagged = !tag.empty() && tag != "?" && (tag != "!" || exclamation);
  if (anchor != 0) add_error(mark, "anchors (&) are not allowed");
  if (tagged) add_error(mark, "tags (!) are not allowed");
  return tagged || anchor != 0;
}

void TreeBuilder::open(const YAML::Mark& mark, Kind kind) {
  constexpr std::size_t kDeepest = 16;
  if (wants_key()) abort_with(mark, "a key must be text, not a list, a mapping or null");
  if (open_.size() == kDeepest) abort_with(mark, "is nested deeper than 16 levels");
  open_.push_back({.kind = kind, .at = position(mark)});
}

void TreeBuilder::close() {
  YamlNode node = std::move(open_.back());
  open_.pop_back();
  add(std::move(node));
}

void TreeBuilder::add(YamlNode node) {
  if (open_.empty()) {
    root_ = std::move(node);
  } else {
    open_.back().items.push_back(std::move(node));
  }
}

// Returns the parser's message, or a clearer one where it assumes knowledge of the grammar.
std::string reason(const YAML::Exception& exception) {
  const std::string& message = exception.msg;
  if (message == YAML::ErrorMsg::MAP_VALUE) {
    return "a colon is not allowed here; look for a missing space, wrong indentation or a missing "
           "quote";
  }
  if (message == YAML::ErrorMsg::UNKNOWN_TOKEN)
    return "a value that begins with this character must be in quotes";
  if (message == YAML::ErrorMsg::DOC_IN_SCALAR) return "a quote is not closed";
  // Text after a colon is quoted from the file, and can be a secret.
  return message.substr(0, message.find(':'));
}

}  // namespace

std::optional<YamlNode> parse_yaml(std::string_view text, Problems& problems) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!check_source(text, problems)) return std::nullopt;
  // Without an end marker, yaml-cpp accepts the end of the file in place of a closing quote.
  std::istringstream stream(std::string(text) + (text.ends_with('\n') ? "...\n" : "\n...\n"));
  TreeBuilder builder(text, problems);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
  } catch (const Aborted&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    problems.add_error(position(exception.mark), builder.path(),
                       "is not valid YAML: " + reason(exception));
    return std::nullopt;
  }
}

}  // namespace cckm
