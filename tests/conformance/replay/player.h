// Plays the steps of a scenario on a session. What attributes mean is the mapper's business: they are touched through
// orm::Property alone.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "orm/property.h"
#include "orm/session.h"
#include "tests/conformance/replay/labels.h"
#include "tests/conformance/replay/scenario.h"

namespace replay {

class Player {
 public:
  Player(orm::Session& session, const Model& model) : session_(session), model_(model) {}

  // The result of one step other than `db`. Throws BadInput for a label or an attribute that is not there, else what
  // the mapper throws.
  Json play(const Step& step);

 private:
  // An attribute of one object, as `on` says.
  struct Place {
    orm::Entity& object;
    const orm::Property& property;
  };

  Labels::Named target(const Step& step) const;
  orm::Entity* object(const Node& label) const;
  const orm::Property& property(const Class& owner, const std::string& name);
  Place place(const Step& step);
  void bind(const Step& step, Labels::Named named);
  Json shown(orm::Entity* object, const Class& of);
  Json shown(const std::vector<orm::Entity*>& objects, const Class& of);
  const Class& target_class(const orm::Property& property) const;

  Json make(const Step& step);
  Json get(const Step& step);
  Json query(const Step& step);
  Json read(const Place& at);
  Json peek(const Place& at);
  void write(const Step& step);
  void change(const Step& step);
  void expire(const Step& step);

  orm::Session& session_;
  const Model& model_;
  Labels labels_;
  std::map<std::pair<const Class*, std::string>, orm::Property> properties_;
};

}  // namespace replay
