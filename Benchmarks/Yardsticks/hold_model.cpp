// hold_model PENDING HOLDS [REPETITIONS]: the hold model of D. W. Jones (Communications of the ACM 29:4, 1986) on
// std::priority_queue.
//
// With PENDING events in the queue, take the earliest and insert one an exponentially distributed time later, again
// and again. The increments come from a table, so that no random number is timed; events of equal time leave in the
// order in which they came. The check hashes the times of all events taken, the warm-up included.
#include <cmath>
#include <cstdlib>
#include <queue>
#include <vector>

#include "yardstick.hpp"

struct Event {
  u64 time, sequence;
  u32 target, kind;
};

struct IsLater {
  bool operator()(const Event& left, const Event& right) const {
    return left.time != right.time ? left.time > right.time : left.sequence > right.sequence;
  }
};

/// 65,536 exponentially distributed spans of mean one second, in nanoseconds.
static std::vector<u64> exponential_spans() {
  std::vector<u64> spans(65536);
  u64 state = 42;
  for (u64& span : spans) span = -std::log(((split_mix(state) >> 11) + 0.5) * 0x1p-53) * 1e9;
  return spans;
}

int main(int count, char** arguments) {
  if (count < 3) return std::fputs("usage: hold_model PENDING HOLDS [REPETITIONS]\n", stderr), 2;
  u64 pending = std::strtoull(arguments[1], nullptr, 10), holds = std::strtoull(arguments[2], nullptr, 10);
  const std::vector<u64> spans = exponential_spans();
  measure(count > 3 ? std::atoi(arguments[3]) : 5, [&] {
    std::vector<Event> storage;
    storage.reserve(pending + 1);
    std::priority_queue<Event, std::vector<Event>, IsLater> queue(IsLater(), std::move(storage));
    u64 sequence = 0, state = 12345, drawn = 0;
    for (u64 target = 0; target < pending; ++target)
      queue.push({spans[split_mix(state) & 65535], sequence++, u32(target), 0});
    Hash times;
    auto hold = [&](u64 times_to_hold) {
      for (u64 done = 0; done < times_to_hold; ++done) {
        Event event = queue.top();
        queue.pop();
        times.add(event.time);
        event.time += spans[drawn++ & 65535];
        event.sequence = sequence++;
        queue.push(event);
      }
    };
    hold(std::max<u64>(pending, 100000));
    double seconds = seconds_taken([&] { hold(holds); });
    return Repetition{holds, seconds, times.value};
  });
}
