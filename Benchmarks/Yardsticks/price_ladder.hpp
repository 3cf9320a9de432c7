// The yardstick's order book: an array of price levels with bitmaps to find the next occupied one, orders in an array
// indexed by their number, queues linked through the orders. Nothing is checked and nothing is reported but a hash:
// about as fast as a book can be.
#pragma once
#include <vector>

#include "yardstick.hpp"

enum Side : u32 { buy = 0, sell = 1 };

class PriceLadder {
 public:
  static constexpr i32 level_count = 1 << 17;

  /// A book for orders numbered 1 to `greatest_order`, at prices 0 to `level_count` - 1.
  explicit PriceLadder(u32 greatest_order) : orders(greatest_order + 1), levels(level_count) {}

  i32 best_bid = -1;
  i32 best_ask = level_count;
  u32 resting = 0;
  u64 trades = 0, quantity_traded = 0, value_traded = 0;
  /// Of (order taken, quantity), in the order of the fills.
  Hash fills;

  bool has_both_sides() const { return best_bid >= 0 && best_ask < level_count; }
  bool rests(u32 number) const { return orders[number].quantity != 0; }
  Side side(u32 number) const { return Side(orders[number].side); }
  i32 price(u32 number) const { return orders[number].price; }
  u32 quantity(u32 number) const { return orders[number].quantity; }

  void place_limit(u32 number, Side side, i32 price, u32 quantity) {
    quantity = take(side, quantity, price);
    if (quantity == 0) return;
    Order& order = orders[number];
    Level& level = levels[price];
    order = {0, level.last, price, quantity, side};
    if (level.last) {
      orders[level.last].next = number;
    } else {
      level.first = number;
      mark(side, price);
      if (side == buy) best_bid = std::max(best_bid, price);
      else best_ask = std::min(best_ask, price);
    }
    level.last = number;
    level.quantity += quantity;
    ++resting;
  }

  void place_market(Side side, u32 quantity) { take(side, quantity, side == buy ? level_count - 1 : 0); }

  void cancel(u32 number) {
    if (rests(number)) remove(number);
  }

 private:
  struct Order {
    u32 next, previous;
    i32 price;
    u32 quantity;
    u32 side;
  };
  struct Level {
    u32 first = 0, last = 0;
    u64 quantity = 0;
  };

  std::vector<Order> orders;
  std::vector<Level> levels;
  // One bit a level, and one bit a word of those.
  u64 leaves[2][level_count / 64] = {};
  u64 branches[2][level_count / 4096] = {};

  /// Trades an incoming order as far as its limit and returns what is left of it.
  u32 take(Side side, u32 quantity, i32 limit) {
    if (side == buy) {
      while (quantity && best_ask <= limit && best_ask < level_count) quantity = take_level(best_ask, quantity);
    } else {
      while (quantity && best_bid >= limit && best_bid >= 0) quantity = take_level(best_bid, quantity);
    }
    return quantity;
  }

  u32 take_level(i32 price, u32 quantity) {
    Level& level = levels[price];
    while (quantity && level.first) {
      u32 number = level.first;
      Order& maker = orders[number];
      u32 traded = std::min(maker.quantity, quantity);
      ++trades;
      quantity_traded += traded;
      value_traded += u64(price) * traded;
      fills.add(u64(number) << 32 | traded);
      if (maker.quantity <= quantity) {
        quantity -= maker.quantity;
        remove(number);
      } else {
        maker.quantity -= quantity;
        level.quantity -= quantity;
        quantity = 0;
      }
    }
    return quantity;
  }

  void remove(u32 number) {
    Order& order = orders[number];
    Level& level = levels[order.price];
    if (order.previous) orders[order.previous].next = order.next;
    else level.first = order.next;
    if (order.next) orders[order.next].previous = order.previous;
    else level.last = order.previous;
    level.quantity -= order.quantity;
    --resting;
    if (!level.first) {
      unmark(order.side, order.price);
      if (order.side == buy) {
        if (order.price == best_bid) best_bid = highest_through(buy, order.price);
      } else if (order.price == best_ask) {
        best_ask = lowest_from(sell, order.price);
      }
    }
    order.quantity = 0;
  }

  void mark(u32 side, u32 price) {
    leaves[side][price >> 6] |= 1ull << (price & 63);
    branches[side][price >> 12] |= 1ull << (price >> 6 & 63);
  }

  void unmark(u32 side, u32 price) {
    if (leaves[side][price >> 6] &= ~(1ull << (price & 63))) return;
    branches[side][price >> 12] &= ~(1ull << (price >> 6 & 63));
  }

  static i32 highest_bit(u64 word) { return 63 - __builtin_clzll(word); }
  static i32 lowest_bit(u64 word) { return __builtin_ctzll(word); }

  /// The highest occupied price up to `price`, or -1.
  i32 highest_through(u32 side, i32 price) const {
    i32 leaf = price >> 6;
    if (u64 bits = leaves[side][leaf] & (~0ull >> (63 - (price & 63)))) return leaf * 64 + highest_bit(bits);
    i32 branch = leaf >> 6;
    u64 bits = branches[side][branch] & ((1ull << (leaf & 63)) - 1);
    while (!bits) {
      if (branch == 0) return -1;
      bits = branches[side][--branch];
    }
    leaf = branch * 64 + highest_bit(bits);
    return leaf * 64 + highest_bit(leaves[side][leaf]);
  }

  /// The lowest occupied price from `price`, or `level_count`.
  i32 lowest_from(u32 side, i32 price) const {
    i32 leaf = price >> 6;
    if (u64 bits = leaves[side][leaf] & (~0ull << (price & 63))) return leaf * 64 + lowest_bit(bits);
    i32 branch = leaf >> 6;
    u64 bits = (leaf & 63) == 63 ? 0 : branches[side][branch] & (~0ull << ((leaf & 63) + 1));
    while (!bits) {
      if (++branch == level_count / 4096) return level_count;
      bits = branches[side][branch];
    }
    leaf = branch * 64 + lowest_bit(bits);
    return leaf * 64 + lowest_bit(leaves[side][leaf]);
  }
};

/// One message of a stream: 24 bytes, little-endian, one after the other in the file.
struct Message {
  enum Kind : u32 { limit = 0, cancel = 1, market = 2 };
  u32 kind, side, order;
  i32 price;
  u32 quantity, padding;
};
