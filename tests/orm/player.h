// Plays a conformance scenario of users and posts on a session and compares each step with its expected trace: result,
// number of SELECTs, rows written, error. For what sessions have no operation for, it says so and stops.
#pragma once

#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "fixture.h"
#include "orm/sync.h"

namespace player {

using nlohmann::json;

struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The name that the format gives an error.
std::string error_name(const std::exception& error);

inline orm::Cell number(const json& value) {
  return value.is_null() ? orm::Cell() : orm::Cell(value.get<std::int64_t>());
}

// "p1.title"
struct Place {
  orm::Entity* object;
  const orm::Attribute* attribute;
  bool is_key;

  template <class Slot>
  Slot& slot() const {
    return orm::slot_at<Slot>(*object, attribute->offset);
  }
};

// R: the relation's classes, as in models.h.
template <class R>
class Player {
 public:
  using User = typename R::User;
  using Post = typename R::Post;

  explicit Player(const json& scenario) : backend_(orm::Sqlite::in_memory({.foreign_keys = false})) {
    const json options = scenario.value("options", json::object());
    backend_->execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    backend_->execute(
        std::string("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author_id INTEGER") +
        (options.value("fk_nullable", true) ? ")" : " NOT NULL)"));
    for (const auto& [table, rows] : scenario.at("rows").items())
      for (const json& row : rows) insert(table, row);
    R::declare(registry_);
    registry_.configure();
    session_.emplace(*backend_, registry_, orm::SessionOptions{.autoflush = options.value("autoflush", true)});
  }

  // The record of one step, as in a trace, but with rows written in sum over the tables.
  json play(const json& step) {
    const orm::Counts before = backend_->counts();
    json record{{"error", nullptr}};
    try {
      record["result"] = result_of(step);
    } catch (const Unsupported&) {
      throw;
    } catch (const std::exception& error) {
      return {{"error", error_name(error)}};
    }
    const orm::Counts spent = step.at("op") == "db" ? orm::Counts{} : backend_->counts() - before;
    record["selects"] = spent.selects;
    record["inserted"] = spent.inserts;
    record["updated"] = spent.updates;
    record["deleted"] = spent.deletes;
    return record;
  }
  json final_rows() {
    session_.reset();
    return {{"users", rows("users")}, {"posts", rows("posts")}};
  }

 private:
  using Objects = std::vector<orm::Entity*>;

  void insert(const std::string& table, const json& row) {
    std::string sql = "INSERT INTO " + table + " VALUES (";
    for (const json& value : row) {
      if (&value != &row[0]) sql += ", ";
      sql += value.is_null() ? "NULL" : value.is_string() ? "'" + value.get<std::string>() + "'" : value.dump();
    }
    backend_->execute(sql + ")");
  }
  json rows(const std::string& table) {
    json found = json::array();
    auto cursor = backend_->select("SELECT * FROM " + table + " ORDER BY id");
    for (orm::Row row = cursor.next(); !row.empty(); row = cursor.next()) {
      json cells = json::array();
      for (const orm::Cell& cell : row) {
        if (cell.is_null()) cells.push_back(nullptr);
        if (cell.kind() == orm::Cell::Kind::integer) cells.push_back(cell.integer());
        if (cell.kind() == orm::Cell::Kind::text) cells.push_back(std::string(cell.text()));
      }
      found.push_back(cells);
    }
    return found;
  }

  json label_of(orm::Entity* object) {
    if (object == nullptr) return nullptr;
    const auto known = first_label_.find(object);
    if (known != first_label_.end()) return known->second;
    std::string label = (is_user(*object) ? "u" : "p") + std::to_string(object->id());
    while (objects_.contains(label)) label += "'";
    bind(label, object);
    return label;
  }
  void bind(const std::string& label, orm::Entity* object) {
    objects_[label] = object;
    first_label_.try_emplace(object, label);
  }
  bool is_user(const orm::Entity& object) const {
    return orm::EntityAccess::mapper(object) == registry_.mapper<User>().index();
  }
  orm::Entity* object(const json& label) { return label.is_null() ? nullptr : objects_.at(label); }
  Objects objects(const json& labels) {
    Objects found;
    for (const json& label : labels) found.push_back(object(label));
    return found;
  }
  json labels(const Objects& objects) {
    json found = json::array();
    for (orm::Entity* object : objects) found.push_back(label_of(object));
    return found;
  }

  Place place(const json& on) {
    const std::string text = on;
    const auto dot = text.find('.');
    orm::Entity* owner = objects_.at(text.substr(0, dot));
    const std::string name = text.substr(dot + 1);
    if (name == "id") return {owner, nullptr, true};
    for (const orm::Attribute& attribute : registry_.mapper(is_user(*owner) ? "User" : "Post").attributes())
      if (attribute.name == name) return {owner, &attribute, false};
    throw Unsupported("models have no attribute " + name);  // author_id is the scalar's own key, not a second attribute
  }
  Objects elements(orm::ListSlot& slot) {
    Objects found;
    for (std::uint32_t i = 0; slot.is_loaded() && i < slot.size; ++i)
      if (slot.elements[i] != orm::tombstone()) found.push_back(slot.elements[i]);
    return found;
  }
  static json text_of(const orm::TextSlot& slot) {
    return slot.data == nullptr ? json() : json(std::string(slot.data, slot.size));
  }
  json read(const Place& at) {
    if (at.is_key) return at.object->id();
    switch (at.attribute->kind) {
      case orm::SlotKind::text:
        orm::load_columns(at.slot<orm::TextSlot>());
        return text_of(at.slot<orm::TextSlot>());
      case orm::SlotKind::scalar:
        return label_of(orm::load_scalar(at.slot<orm::ScalarSlot>()));
      case orm::SlotKind::list:
        orm::load_list(at.slot<orm::ListSlot>());
        return labels(elements(at.slot<orm::ListSlot>()));
    }
    return nullptr;
  }
  json peek(const Place& at) {
    if (at.is_key) return orm::SessionState::is_expired(*at.object) ? json("unloaded") : json(at.object->id());
    if (!orm::is_current(*at.object)) return "unloaded";
    switch (at.attribute->kind) {
      case orm::SlotKind::text:
        if ((at.slot<orm::TextSlot>().flags & orm::SlotFlags::kLoaded) == 0) return "unloaded";
        return text_of(at.slot<orm::TextSlot>());
      case orm::SlotKind::scalar:
        if (!at.slot<orm::ScalarSlot>().has_target()) return "unloaded";
        return label_of(at.slot<orm::ScalarSlot>().target);
      case orm::SlotKind::list:
        if (!at.slot<orm::ListSlot>().is_loaded()) return "unloaded";
        return labels(elements(at.slot<orm::ListSlot>()));
    }
    return nullptr;
  }

  json make(const json& step) {
    const std::int64_t key = step.at("id");
    orm::Entity& made = step.at("class") == "User" ? static_cast<orm::Entity&>(session_->template make<User>(key))
                                                   : session_->template make<Post>(key);
    bind(step.at("label"), &made);
    const json values = step.value("values", json::object());
    for (const auto& [column, value] : values.items()) {
      if (column == "author_id") {  // the key that the scalar holds
        auto& slot = orm::slot_at<orm::ScalarSlot>(made, registry_.relationship("Post", "author").offset);
        orm::load_key(slot, number(value));
      } else {
        set_column(place(step.at("label").get<std::string>() + "." + column), value);
      }
    }
    return step.at("label");
  }
  static void set_column(const Place& at, const json& value) {
    if (at.attribute == nullptr || at.attribute->kind != orm::SlotKind::text) throw Unsupported("a key as a column");
    if (value.is_null()) return orm::set_text(at.slot<orm::TextSlot>(), std::nullopt);
    const std::string text = value;
    orm::set_text(at.slot<orm::TextSlot>(), text);
  }
  json get(const json& step) {
    const std::int64_t key = step.at("id");
    orm::Entity* found = step.at("class") == "User" ? static_cast<orm::Entity*>(session_->template get<User>(key))
                                                    : session_->template get<Post>(key);
    if (found == nullptr) return nullptr;
    if (step.contains("label")) bind(step.at("label"), found);
    return label_of(found);
  }
  template <class T>
  json query(const json& step) {
    orm::Query<T> made = session_->template query<T>();
    std::deque<std::string> texts;
    const json where = step.value("where", json::object());
    for (const auto& [column, value] : where.items()) {
      if (value.is_string())
        made.where(column, std::string_view(texts.emplace_back(value)));
      else
        made.where(column, number(value));
    }
    const json load = step.value("load", json::object());
    for (const auto& [name, how] : load.items()) {
      if (how == "joined") throw Unsupported("joined loading");
      if (how == "selectin")
        made.options(orm::selectinload(orm::AttributeHandle(registry_, orm::type_name<T>(), name)));
    }
    Objects found;
    for (T* one : made.all()) found.push_back(one);
    return labels(found);
  }

  json result_of(const json& step) {
    const std::string op = step.at("op");
    if (op == "new") return make(step);
    if (op == "get") return get(step);
    if (op == "query") return step.at("class") == "User" ? query<User>(step) : query<Post>(step);
    if (op == "db") return rows(step.at("table"));
    if (op == "read") return read(place(step.at("on")));
    if (op == "peek") return peek(place(step.at("on")));
    if (op == "state") return orm::state_name(object(step.at("target"))->state());
    if (op == "count") return read(place(step.at("on"))).size();
    if (op == "contains")
      return orm::list_contains(place(step.at("on")).template slot<orm::ListSlot>(), object(step.at("value")));
    change(op, step);
    return nullptr;
  }
  void change(const std::string& op, const json& step) {
    if (op == "flush") return session_->flush();
    if (op == "commit") return session_->commit();
    if (op == "rollback") return session_->rollback();
    if (op == "expire_all") return session_->expire_all();
    if (step.contains("on")) return write(op, place(step.at("on")), step.at("value"));
    orm::Entity& target = *object(step.at("target"));
    if (op == "add") return session_->add(target);
    if (op == "delete") return session_->remove(target);
    if (op == "expunge") return session_->expunge(target);
    if (op == "refresh") return session_->refresh(target);
    if (op == "expire" && !step.contains("attrs")) return session_->expire(target);
    if (op != "expire") throw Unsupported(op);
    for (const json& attribute : step.at("attrs")) session_->expire(target, attribute.get<std::string>());
  }
  void write(const std::string& op, const Place& at, const json& value) {
    if (op == "set_column") return set_column(at, value);
    if (op == "set") return orm::set_scalar(at.slot<orm::ScalarSlot>(), object(value));
    auto& list = at.slot<orm::ListSlot>();
    if (op == "append") return orm::append_to_list(list, object(value));
    if (op == "remove") return orm::remove_from_list(list, object(value));
    if (op == "assign") return orm::assign_list(list, objects(value));
    throw Unsupported(op);
  }

  std::unique_ptr<orm::Sqlite> backend_;
  orm::Registry registry_;
  std::optional<orm::Session> session_;
  std::map<std::string, orm::Entity*> objects_;
  std::map<orm::Entity*, std::string> first_label_;
};

}  // namespace player
