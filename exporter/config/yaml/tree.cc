// SPDX-License-Identifier: Apache-2.0
// The only file that knows yaml-cpp.
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

// Ends the parsing after a complaint that makes the rest meaningless.
struct Aborted {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view source, Problems& problems) : source_(source), problems_(problems) {}

  // Precondition: a document was handled.
  YamlNode take_root() { return *std::move(root_); }
  // The path of what comes next, as far as it is known.
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
  // Complains of an anchor and of a tag that was written. True if there was any.
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
  std::vector<YamlNode> open_;  // from the root to the innermost
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
  if (wants_key()) abort_with(mark, "only a word can be a key");
  reject_properties(mark, "", anchor);
  // For a value that is not there, the parser's mark is wherever the next thing begins.
  if (open_.empty()) return add({.kind = Kind::kNull});
  const YamlNode& parent = open_.back();
  const Position at = parent.kind == Kind::kMapping ? parent.keys.back().at : parent.at;
  add({.kind = Kind::kNull, .at = at});
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  if (wants_key()) abort_with(mark, "only a word can be a key");
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
  // yaml-cpp gives plain scalars the tag "?" and quoted ones "!", as if it had been written.
  const auto offset = static_cast<std::size_t>(mark.pos);
  const bool exclamation = offset < source_.size() && source_[offset] == '!';
  const bool tagged = !tag.empty() && tag != "?" && (tag != "!" || exclamation);
  if (anchor != 0) add_error(mark, "anchors (&) are not allowed");
  if (tagged) add_error(mark, "tags (!) are not allowed");
  return tagged || anchor != 0;
}

void TreeBuilder::open(const YAML::Mark& mark, Kind kind) {
  constexpr std::size_t kDeepest = 16;
  if (wants_key()) abort_with(mark, "only a word can be a key");
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

// The parser's words, or better ones where its own are for those who know the grammar.
std::string reason(const YAML::Exception& exception) {
  const std::string& said = exception.msg;
  if (said == YAML::ErrorMsg::MAP_VALUE) {
    return "a colon that cannot be here: look for a missing space, wrong indentation or a missing "
           "quote";
  }
  if (said == YAML::ErrorMsg::UNKNOWN_TOKEN) return "a value that begins so must be in quotes";
  if (said == YAML::ErrorMsg::DOC_IN_SCALAR) return "a quote is not closed";
  // What it quotes from the file comes after a colon, and may be a secret.
  return said.substr(0, said.find(':'));
}

}  // namespace

std::optional<YamlNode> parse_yaml(std::string_view text, Problems& problems) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!check_source(text, problems)) return std::nullopt;
  // Without an explicit end, yaml-cpp takes the end of the file for a missing closing quote.
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
