#include "tests/conformance/replay/trace.h"

#include <fmt/format.h>

#include <optional>

#include "tests/conformance/replay/counting_backend.h"
#include "tests/conformance/replay/database.h"
#include "tests/conformance/replay/errors.h"
#include "tests/conformance/replay/models/declare.h"
#include "tests/conformance/replay/player.h"

namespace replay {
namespace {

Json by_table(const RowsByTable& rows) {
  Json found = Json::object();
  for (const auto& [table, count] : rows) found[table] = count;
  return found;
}

Json record(std::size_t number, const Step& step) {
  return {{"step", number},
          {"op", step.op},
          {"result", nullptr},
          {"selects", nullptr},
          {"inserted", Json::object()},
          {"updated", Json::object()},
          {"deleted", Json::object()},
          {"error", nullptr}};
}

class Recorder {
 public:
  Recorder(const Scenario& scenario, std::string_view strategy)
      : scenario_(scenario), database_(scenario), backend_(database_.backend()) {
    declare(registry_, strategy, scenario.model->name, scenario.options.cascade);
    registry_.configure();
    session_.emplace(backend_, registry_, orm::SessionOptions{.autoflush = scenario.options.autoflush});
    player_.emplace(*session_, *scenario.model);
  }

  Json play(std::size_t number, const Step& step) {
    Json made = record(number, step);
    backend_.take_work();
    try {
      made["result"] = step.table != nullptr ? database_.rows(*step.table) : player_->play(step);
    } catch (const BadInput&) {
      throw;
    } catch (const std::exception& error) {
      const std::string_view name = error_name(error);
      if (name.empty()) throw Failure(fmt::format("step {} ({}): {}", number, step.op, error.what()));
      made["error"] = name;
      return made;
    }
    const Work work = backend_.take_work();
    made["selects"] = work.selects;
    made["inserted"] = by_table(work.inserted);
    made["updated"] = by_table(work.updated);
    made["deleted"] = by_table(work.deleted);
    return made;
  }

  // Unfinished work is rolled back.
  Json close() {
    player_.reset();
    session_.reset();
    Json tables = Json::object();
    for (const Table* table : scenario_.model->tables) tables[std::string(table->name)] = database_.rows(*table);
    return tables;
  }

 private:
  const Scenario& scenario_;
  Database database_;
  CountingBackend backend_;
  orm::Registry registry_;
  std::optional<orm::Session> session_;
  std::optional<Player> player_;
};

}  // namespace

Json trace(const Scenario& scenario, std::string_view strategy) {
  const auto failed = [&](const std::exception& error) {
    return Failure(fmt::format("scenario {}, strategy {}: {}", scenario.name, strategy, error.what()));
  };
  try {
    Recorder recorder(scenario, strategy);
    Json steps = Json::array();
    for (const Step& step : scenario.steps) steps.push_back(recorder.play(steps.size() + 1, step));
    return {
        {"scenario", scenario.name}, {"strategy", strategy}, {"steps", std::move(steps)}, {"final", recorder.close()}};
  } catch (const BadInput&) {
    throw;
  } catch (const std::exception& error) {
    throw failed(error);
  }
}

}  // namespace replay
