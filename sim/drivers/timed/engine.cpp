// SPDX-License-Identifier: MIT
#include "sim/drivers/timed/engine.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

namespace ghostwalk::timed {
namespace {

namespace sg = simgrid::s4u;

// SimGrid installs its own handlers for these, which print and exit: whoever called keeps theirs.
class SignalHandlersKept {
public:
  SignalHandlersKept() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], nullptr, &before_[i]);
  }
  ~SignalHandlersKept() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
  }
  SignalHandlersKept(const SignalHandlersKept&) = delete;
  SignalHandlersKept& operator=(const SignalHandlersKept&) = delete;

private:
  static constexpr std::array signals{SIGINT, SIGSEGV};
  std::array<struct sigaction, signals.size()> before_{};
};

std::vector<std::string> arguments(const std::vector<std::string>& configuration) {
  std::vector<std::string> all{"ghostwalk", "--log=root.thresh:critical",
                               "--cfg=network/model:CM02", "--cfg=network/crosstraffic:0"};
#ifdef GHOSTWALK_SANITIZED
  all.emplace_back("--cfg=contexts/factory:thread");
#endif
  for (const auto& item : configuration) all.push_back("--cfg=" + item);
  return all;
}

// The engine eats its arguments, so it gets some of its own.
std::unique_ptr<sg::Engine> make_engine(const std::vector<std::string>& configuration) {
  std::vector<std::string> words = arguments(configuration);
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  const SignalHandlersKept keep;
  return std::make_unique<sg::Engine>(&argc, argv.data());
}

// One callback for the whole process: SimGrid has no way to take one back.
bool& deadlock_seen() {
  static bool seen = [] {
    sg::Engine::on_deadlock_cb([] { deadlock_seen() = true; });
    return false;
  }();
  return seen;
}

std::vector<sg::Host*> numbered_hosts(const sg::Engine& engine, const std::string& name) {
  std::vector<sg::Host*> hosts;
  while (auto* host = engine.host_by_name_or_null(name + std::to_string(hosts.size())))
    hosts.push_back(host);
  return hosts;
}

} // namespace

Platform::Platform(const sg::Engine& engine, const std::string& file) {
  if (file.empty()) {
    auto* zone = sg::create_full_zone("machine");
    cpus_.push_back(zone->create_host("cpu0", 1.0)->seal());
    zone->seal();
    return;
  }
  engine.load_platform(file);
  cpus_ = numbered_hosts(engine, "cpu");
  load_ = numbered_hosts(engine, "load");
  memory_ = engine.host_by_name_or_null("memory");
  if (cpus_.empty() || memory_ == nullptr)
    throw InputError(
        fmt::format("platform {} has no host '{}'", file, cpus_.empty() ? "cpu0" : "memory"),
        "a platform has hosts cpu0, cpu1, ..., memory, and load0, load1, ... for --set "
        "bus_load");
  for (auto* link : engine.get_all_links())
    links_.push_back({link, {link->get_bandwidth(), link->get_latency()}});
}

void Platform::set_clock(std::uint64_t mhz) {
  const double cycles_per_second = static_cast<double>(mhz) * 1e6;
  for (const auto& [link, speed] : links_) {
    link->set_bandwidth(speed.bandwidth / cycles_per_second);
    link->set_latency(speed.latency * cycles_per_second);
  }
}

Engine& Engine::get(const RunSettings& settings) {
  static std::unique_ptr<Engine> engine;
  static std::string file;
  static std::vector<std::string> configuration;
  if (!engine) {
    if (!settings.platform.empty() && !std::filesystem::is_regular_file(settings.platform))
      throw InputError(fmt::format("there is no platform file {}", settings.platform));
    if (!settings.platform.empty() || !settings.simgrid_cfg.empty())
      probe(settings.platform, settings.simgrid_cfg);
    engine = std::make_unique<Engine>(settings.platform, settings.simgrid_cfg);
    file = settings.platform;
    configuration = settings.simgrid_cfg;
  }
  if (settings.simgrid_cfg != configuration ||
      (settings.bus_load >= 0 && settings.platform != file))
    throw InputError("SimGrid has one platform and one configuration for the whole process",
                     "give every run the platform and the --simgrid-cfg of the first");
  return *engine;
}

Engine::Engine(const std::string& platform_file, const std::vector<std::string>& configuration)
    : engine_(make_engine(configuration)),
      platform_(std::make_unique<Platform>(*engine_, platform_file)) {}

void Engine::run() {
  deadlock_seen() = false;
  engine_->run();
  if (deadlock_seen())
    throw std::logic_error("SimGrid saw a deadlock among the timed driver's actors");
}

} // namespace ghostwalk::timed
