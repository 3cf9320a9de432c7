// What the yardsticks share: small types, a generator of random bits, the hash of fills, and the timing protocol.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>

using u64 = std::uint64_t;
using u32 = std::uint32_t;
using i32 = std::int32_t;

/// SplitMix64: the next 64 random bits of a state.
inline u64 split_mix(u64& state) {
  u64 word = state += 0x9E3779B97F4A7C15ull;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ull;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBull;
  return word ^ (word >> 31);
}

/// A double in [0, 1) from 64 random bits.
inline double unit(u64 bits) { return (bits >> 11) * 0x1p-53; }

/// 64-bit FNV-1a over words: the check that ours and a yardstick must share.
struct Hash {
  u64 value = 1469598103934665603ull;
  void add(u64 word) { value = (value ^ word) * 1099511628211ull; }
};

/// Wall-clock seconds that some work takes.
template <class Work>
double seconds_taken(Work work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Repetition {
  u64 events;
  double seconds;
  u64 check;
};

/// Runs a benchmark once without counting, then as often as asked, printing "events seconds check" each time.
template <class Body>
void measure(int repetitions, Body body) {
  body();
  for (int count = 0; count < repetitions; ++count) {
    Repetition done = body();
    std::printf("%llu %.9f %016llx\n", (unsigned long long)done.events, done.seconds,
                (unsigned long long)done.check);
  }
}
