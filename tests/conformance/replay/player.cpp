#include "tests/conformance/replay/player.h"

#include <stdexcept>

#include "orm/errors.h"
#include "tests/conformance/replay/steps.h"
#include "tests/conformance/replay/values.h"

namespace replay {
namespace {

constexpr std::string_view kNoSuchLabel = "nothing has it at this step: make it with 'new' or 'get'";

orm::Loader loader_of(const std::string& name) {
  if (name == "joined") return orm::Loader::joined;
  return name == "selectin" ? orm::Loader::selectin : orm::Loader::select;
}

}  // namespace

Json Player::play(const Step& step) {
  if (step.op == "new") return make(step);
  if (step.op == "get") return get(step);
  if (step.op == "query") return query(step);
  if (step.op == "read") return read(place(step));
  if (step.op == "peek") return peek(place(step));
  if (step.op == "count") {
    const Place at = place(step);
    return at.property.count(at.object);
  }
  if (step.op == "contains") {
    const Place at = place(step);
    return at.property.contains(at.object, object(*step.value));
  }
  if (step.op == "state") return orm::state_name(target(step).object->state());
  if (step.op == "is_modified") return session_.is_modified(*target(step).object);
  change(step);
  return nullptr;
}

void Player::change(const Step& step) {
  if (step.op == "flush") return session_.flush();
  if (step.op == "commit") return session_.commit();
  if (step.op == "rollback") return session_.rollback();
  if (step.op == "expire_all") return session_.expire_all();
  if (!step.attribute.empty()) return write(step);
  if (step.op == "expire") return expire(step);
  orm::Entity& object = *target(step).object;
  if (step.op == "add") return session_.add(object);
  if (step.op == "delete") return session_.remove(object);
  if (step.op == "expunge") return session_.expunge(object);
  if (step.op == "refresh") return session_.refresh(object);
  throw std::logic_error("no way to play the operation " + step.op);
}

void Player::expire(const Step& step) {
  const Labels::Named named = target(step);
  if (!step.attributes) return session_.expire(*named.object);
  check_attribute(step, *named.of);
  for (const std::string& attribute : *step.attributes) session_.expire(*named.object, attribute);
}

void Player::write(const Step& step) {
  const auto& [owner, property] = place(step);
  if (step.op == "set_column") return property.set_column(owner, to_cell(step.value->value()));
  if (step.op == "assign") {
    // A list of C++ cannot be null, so the mapper has no place to refuse it.
    if (step.value->value().is_null()) throw orm::TypeMismatch("null assigned to a list");
    std::vector<orm::Entity*> values;
    for (const Node& label : step.value->items()) values.push_back(object(label));
    return property.assign(owner, values);
  }
  orm::Entity* const value = object(*step.value);
  if (step.op == "set") return property.set(owner, value);
  if (step.op == "append") return property.append(owner, value);
  if (step.op == "remove") return property.remove(owner, value);
  throw std::logic_error("no way to play the operation " + step.op);
}

Json Player::make(const Step& step) {
  orm::Entity& made = session_.make(session_.registry().mapper(step.of->name), step.id);
  bind(step, {&made, step.of});
  for (const auto& [column, value] : step.columns) property(*step.of, column).set_column(made, to_cell(value));
  return step.label;
}

Json Player::get(const Step& step) {
  orm::Entity* found = session_.get(session_.registry().mapper(step.of->name), step.id);
  if (found != nullptr && !step.label.empty()) bind(step, {found, step.of});
  return shown(found, *step.of);
}

Json Player::query(const Step& step) {
  std::vector<orm::Condition> conditions;
  for (const auto& [column, value] : step.columns) conditions.emplace_back(column, to_cell(value));
  std::vector<orm::LoadOption> options;
  for (const auto& [name, loader] : step.loads)
    options.push_back({&session_.registry().relationship(step.of->name, name), loader_of(loader)});
  return shown(session_.query(session_.registry().mapper(step.of->name), conditions, options), *step.of);
}

Json Player::read(const Place& at) {
  switch (at.property.kind()) {
    case orm::Property::Kind::scalar:
      return shown(at.property.get(at.object), target_class(at.property));
    case orm::Property::Kind::list:
      return shown(at.property.elements(at.object), target_class(at.property));
    default:
      return to_json(at.property.column(at.object));
  }
}

Json Player::peek(const Place& at) {
  if (!at.property.is_loaded(at.object)) return "unloaded";
  switch (at.property.kind()) {
    case orm::Property::Kind::scalar:
      return shown(at.property.peek(at.object), target_class(at.property));
    case orm::Property::Kind::list:
      return shown(at.property.peek_elements(at.object), target_class(at.property));
    default:
      return to_json(at.property.peek_column(at.object));
  }
}

Labels::Named Player::target(const Step& step) const {
  if (const Labels::Named* named = labels_.find(step.target)) return *named;
  step.at.at(step.attribute.empty() ? "target" : "on").fault("the label of an object", kNoSuchLabel);
}

orm::Entity* Player::object(const Node& label) const {
  if (label.value().is_null()) return nullptr;
  if (const Labels::Named* named = labels_.find(label.text())) return named->object;
  label.fault("the label of an object", kNoSuchLabel);
}

const orm::Property& Player::property(const Class& owner, const std::string& name) {
  const auto known = properties_.find({&owner, name});
  if (known != properties_.end()) return known->second;
  return properties_.try_emplace({&owner, name}, session_.registry(), owner.name, name).first->second;
}

Player::Place Player::place(const Step& step) {
  const Labels::Named named = target(step);
  check_attribute(step, *named.of);
  return {*named.object, property(*named.of, step.attribute)};
}

void Player::bind(const Step& step, Labels::Named named) {
  if (!labels_.bind(step.label, named)) step.at.at("label").fault("a label that no other object has", "choose another");
}

Json Player::shown(orm::Entity* object, const Class& of) {
  return object == nullptr ? Json() : Json(labels_.shown({object, &of}));
}

Json Player::shown(const std::vector<orm::Entity*>& objects, const Class& of) {
  Json labels = Json::array();
  for (orm::Entity* object : objects) labels.push_back(shown(object, of));
  return labels;
}

const Class& Player::target_class(const orm::Property& property) const {
  return *model_.find_class(property.relationship()->target->name());
}

}  // namespace replay
