// The order book on a recorded stream of messages.

import Foundation
import SimEngine

/// One message of a stream, as Yardsticks/order_stream.cpp writes it: 24 bytes, little-endian.
struct StreamMessage {
  enum Kind: UInt32 {
    case limit = 0
    case cancel = 1
    case market = 2
  }

  var kind: UInt32
  var side: UInt32
  /// The number of the order that is placed or cancelled; a market order has one as well.
  var order: UInt32
  var price: Int32
  var quantity: UInt32
  var padding: UInt32
}

/// A message as an exchange receives it: what is cancelled carries the name that the book gave it.
///
/// The yardstick's orders are named by their place in its array; here the names come from playing the stream once. The
/// book is deterministic, so it gives the same names again, and the hash of fills would tell if it did not.
struct BookMessage {
  enum Kind: UInt8 {
    case limit
    case cancel
    case market
  }

  var name = OrderID.none
  var price: Int32
  var quantity: UInt32
  var order: UInt32
  var kind: Kind
  var side: Side
}

/// Times the matching of a stream by a fresh book. The check is the hash of (order taken, lots) of every fill.
func benchmarkOrderBook(streamAt path: String, repetitions: Int) {
  let stream = readStream(path)
  let orderCount = stream.reduce(0) { max($0, Int($1.order)) }
  let messages = named(stream, orderCount: orderCount)
  measure("order book on \(path)", repetitions: repetitions) {
    let book = OrderBook(orderCapacity: orderCount)
    var hash = FillHash()
    let seconds = secondsTaken {
      for message in messages { play(message, on: book, &hash) }
    }
    return Repetition(events: messages.count, seconds: seconds, check: hash.value)
  }
}

/// Lets the book do what a message says, hashes the fills, and returns the name of an order that rests.
@inline(__always) @discardableResult
private func play(_ message: BookMessage, on book: OrderBook, _ hash: inout FillHash) -> OrderID {
  var name = OrderID.none
  switch message.kind {
  case .cancel:
    book.cancel(message.name)
    return name
  case .limit:
    let price = Price(ticks: Int64(message.price))
    let quantity = Quantity(lots: Int64(message.quantity))
    let outcome = book.placeLimit(
      message.side, price: price, quantity: quantity, owner: 0, tag: Int64(message.order))
    name = outcome.id
  case .market:
    book.placeMarket(message.side, quantity: Quantity(lots: Int64(message.quantity)), owner: 0)
  }
  for fill in book.fills { hash.add(UInt64(bitPattern: fill.makerTag << 32 | fill.quantity.lots)) }
  return name
}

/// Plays a stream once to learn the names of its orders.
private func named(
  _ stream: ContiguousArray<StreamMessage>, orderCount: Int
) -> ContiguousArray<BookMessage> {
  let book = OrderBook()
  var names = [OrderID](repeating: .none, count: orderCount + 1)
  var hash = FillHash()
  return ContiguousArray(
    stream.map { message in
      var translated = BookMessage(
        price: message.price, quantity: message.quantity, order: message.order, kind: .limit,
        side: message.side == 0 ? .buy : .sell)
      switch StreamMessage.Kind(rawValue: message.kind) {
      case .limit: translated.kind = .limit
      case .market: translated.kind = .market
      case .cancel:
        translated.kind = .cancel
        translated.name = names[Int(message.order)]
      case nil: fail("a message of unknown kind \(message.kind)")
      }
      let name = play(translated, on: book, &hash)
      if translated.kind == .limit { names[Int(message.order)] = name }
      return translated
    })
}

/// Reads a whole stream into memory.
private func readStream(_ path: String) -> ContiguousArray<StreamMessage> {
  guard let data = FileManager.default.contents(atPath: path), !data.isEmpty,
    data.count % MemoryLayout<StreamMessage>.stride == 0
  else { fail("cannot read the stream \(path)") }
  return data.withUnsafeBytes { ContiguousArray($0.bindMemory(to: StreamMessage.self)) }
}
