// order_stream A|B|C COUNT SEED FILE: writes a reproducible stream of messages to an order book.
//
//   A, deep       60 % limit orders 1 to 20 ticks from the mid price on their own side, 30 % cancels of any resting
//                 order, 10 % market orders; a fifth of all messages ends up resting.
//   B, steady     50 % / 40 % / 10 %, pushed back whenever fewer than 900 or more than 1,100 orders rest.
//   C, crossing   60 % / 30 % / 10 %, limits within 20 ticks of the mid on either side of it, so that half of them
//                 trade at once; no cancels while fewer than 50 orders rest.
#include <cstdlib>
#include <memory>

#include "price_ladder.hpp"

class StreamWriter {
 public:
  StreamWriter(char mix, u32 count, u64 seed, FILE* file)
      : mix(mix), count(count), state(seed), file(file), book(std::make_unique<PriceLadder>(count + 1)) {}

  /// Writes the stream and returns the book that it left.
  const PriceLadder& write() {
    for (u32 written = 0; written < count; ++written) {
      Message::Kind kind = draw_kind();
      if (book->has_both_sides()) mid = (book->best_bid + book->best_ask) / 2;
      Message message = kind == Message::limit ? limit() : kind == Message::cancel ? cancel() : market();
      std::fwrite(&message, sizeof message, 1, file);
    }
    return *book;
  }

 private:
  char mix;
  u32 count;
  u64 state;
  FILE* file;
  std::unique_ptr<PriceLadder> book;
  /// Orders that rested once; those that ended are dropped when drawn.
  std::vector<u32> candidates;
  u32 last_order = 0;
  i32 mid = 10000;

  u32 below(u32 bound) { return (split_mix(state) >> 11) % bound; }

  Message::Kind draw_kind() {
    double drawn = unit(split_mix(state));
    double limits = mix == 'B' ? 0.5 : 0.6, cancels = mix == 'B' ? 0.4 : 0.3;
    Message::Kind kind = drawn < limits             ? Message::limit
                         : drawn < limits + cancels ? Message::cancel
                                                    : Message::market;
    if (book->resting == 0) return Message::limit;
    if (mix == 'B' && kind != Message::market) {
      if (book->resting < 900) return Message::limit;
      if (book->resting > 1100) return Message::cancel;
    }
    if (mix == 'C' && kind == Message::cancel && book->resting < 50) return Message::limit;
    return kind;
  }

  Message limit() {
    Side side = Side(below(2));
    u32 quantity = 1 + below(100);
    i32 price;
    if (mix == 'C') {
      price = mid + i32(below(41)) - 20;
    } else {
      i32 distance = 1 + below(20);
      price = side == buy ? std::min(mid - distance, book->best_ask - 1)
                          : std::max(mid + distance, book->best_bid + 1);
    }
    u32 number = ++last_order;
    book->place_limit(number, side, price, quantity);
    if (book->rests(number)) candidates.push_back(number);
    return {Message::limit, side, number, price, quantity, 0};
  }

  Message cancel() {
    while (!candidates.empty()) {
      u32& drawn = candidates[below(candidates.size())];
      u32 number = drawn;
      drawn = candidates.back();
      candidates.pop_back();
      if (!book->rests(number)) continue;
      Message message{Message::cancel, book->side(number), number, book->price(number), book->quantity(number), 0};
      book->cancel(number);
      return message;
    }
    return {Message::cancel, 0, 0, 0, 0, 0};
  }

  Message market() {
    Side side = Side(below(2));
    u32 quantity = 1 + below(100);
    u32 number = ++last_order;
    book->place_market(side, quantity);
    return {Message::market, side, number, 0, quantity, 0};
  }
};

int main(int count, char** arguments) {
  FILE* file = count == 5 ? std::fopen(arguments[4], "wb") : nullptr;
  if (!file) return std::fputs("usage: order_stream A|B|C COUNT SEED FILE\n", stderr), 2;
  StreamWriter writer(arguments[1][0], std::strtoul(arguments[2], nullptr, 10),
                      std::strtoull(arguments[3], nullptr, 10), file);
  const PriceLadder& book = writer.write();
  std::printf("%c: %u messages, %llu trades of %llu lots worth %llu, %u orders rest, check %016llx\n", arguments[1][0],
              u32(std::strtoul(arguments[2], nullptr, 10)), (unsigned long long)book.trades,
              (unsigned long long)book.quantity_traded, (unsigned long long)book.value_traded, book.resting,
              (unsigned long long)book.fills.value);
  return std::fclose(file) == 0 ? 0 : 1;
}
