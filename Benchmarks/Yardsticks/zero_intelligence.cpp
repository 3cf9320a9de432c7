// zero_intelligence [AGENTS] [SECONDS] [MEAN_SECONDS] [SEED] [REPETITIONS]: a market of traders without intelligence
// (Gode and Sunder, Journal of Political Economy 101:1, 1993) with nothing but what it needs: an event queue, one
// stream of random numbers an agent, and the price ladder.
//
// Each agent wakes after exponentially distributed times. Awake, it places with probability 0.6 a limit order of 1 to
// 100 lots, 1 to 20 ticks from the mid price; with 0.3 it cancels one of its resting orders; with 0.1 it sends a
// market order of 1 to 100 lots. Events are wake-ups; the check is the hash of all fills.
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "price_ladder.hpp"

/// xoshiro256** of Blackman and Vigna, seeded by SplitMix64.
class Random {
 public:
  explicit Random(u64 seed) {
    for (u64& word : state) word = split_mix(seed);
  }
  double unit() { return ::unit(next()); }
  u32 below(u32 bound) { return (unsigned __int128)next() * bound >> 64; }

 private:
  u64 state[4];
  static u64 rotate(u64 word, int bits) { return word << bits | word >> (64 - bits); }
  u64 next() {
    u64 result = rotate(state[1] * 5, 7) * 9, shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
  }
};

/// A heap with four children a node. A key is time, sequence (40 bits) and agent (24 bits) in one integer.
class EventHeap {
 public:
  using Key = unsigned __int128;
  static Key key(u64 time, u64 sequence, u32 agent) { return Key(time) << 64 | sequence << 24 | agent; }

  Key earliest() const { return keys[0]; }

  void push(Key key) {
    size_t place = keys.size();
    keys.push_back(key);
    for (; place && key < keys[(place - 1) / 4]; place = (place - 1) / 4) keys[place] = keys[(place - 1) / 4];
    keys[place] = key;
  }

  /// Takes the earliest event out and puts another in.
  void replace_earliest(Key key) {
    size_t place = 0;
    for (size_t child = 1; child < keys.size(); child = 4 * place + 1) {
      size_t end = std::min(child + 4, keys.size()), least = child;
      for (size_t other = child + 1; other < end; ++other)
        if (keys[other] < keys[least]) least = other;
      if (!(keys[least] < key)) break;
      keys[place] = keys[least];
      place = least;
    }
    keys[place] = key;
  }

 private:
  std::vector<Key> keys;
};

class Market {
 public:
  Market(u32 agents, double seconds, double mean_seconds, u64 seed)
      : end(seconds * 1e9),
        mean_seconds(mean_seconds),
        own_orders(agents),
        book(std::make_unique<PriceLadder>(agents * seconds / mean_seconds * 1.3 + 1001)) {
    for (u32 agent = 0; agent < agents; ++agent) randoms.emplace_back(seed * 1000003 + agent);
  }

  /// Runs to the end and returns the number of wake-ups.
  u64 run() {
    u64 sequence = 0, events = 0;
    for (u32 agent = 0; agent < randoms.size(); ++agent)
      heap.push(EventHeap::key(pause(randoms[agent]), sequence++, agent));
    for (;;) {
      EventHeap::Key earliest = heap.earliest();
      u64 time = earliest >> 64;
      if (time >= end) return events;
      u32 agent = u32(earliest) & 0xFFFFFF;
      ++events;
      wake(agent);
      heap.replace_earliest(EventHeap::key(time + pause(randoms[agent]), sequence++, agent));
    }
  }

  u64 check() const { return book->fills.value; }

 private:
  u64 end;
  double mean_seconds;
  std::vector<Random> randoms;
  std::vector<std::vector<u32>> own_orders;
  EventHeap heap;
  std::unique_ptr<PriceLadder> book;
  u32 last_order = 0;
  i32 mid = 10000;

  u64 pause(Random& random) const { return -std::log(1.0 - random.unit()) * mean_seconds * 1e9; }

  void wake(u32 agent) {
    Random& random = randoms[agent];
    double drawn = random.unit();
    if (book->has_both_sides()) mid = (book->best_bid + book->best_ask) / 2;
    if (drawn < 0.6) {
      Side side = Side(random.below(2));
      i32 distance = 1 + random.below(20);
      u32 number = ++last_order;
      book->place_limit(number, side, side == buy ? mid - distance : mid + distance, 1 + random.below(100));
      if (book->rests(number)) own_orders[agent].push_back(number);
    } else if (drawn < 0.9) {
      cancel_one(own_orders[agent], random);
    } else {
      ++last_order;
      u32 quantity = 1 + random.below(100);
      book->place_market(Side(random.below(2)), quantity);
    }
  }

  void cancel_one(std::vector<u32>& own, Random& random) {
    while (!own.empty()) {
      u32& drawn = own[random.below(own.size())];
      u32 number = drawn;
      drawn = own.back();
      own.pop_back();
      if (!book->rests(number)) continue;
      book->cancel(number);
      return;
    }
  }
};

int main(int count, char** arguments) {
  auto argument = [&](int place, double standard) { return count > place ? std::atof(arguments[place]) : standard; };
  u32 agents = argument(1, 1000);
  double seconds = argument(2, 23400), mean_seconds = argument(3, 60);
  u64 seed = argument(4, 7);
  measure(argument(5, 5), [&] {
    Market market(agents, seconds, mean_seconds, seed);
    u64 events = 0;
    double taken = seconds_taken([&] { events = market.run(); });
    return Repetition{events, taken, market.check()};
  });
}
