// Which trader sits where: participants of exchanges as the traders that they are.

/// The trader of each participant of each exchange.
struct SeatOwners {
  /// Ids of traders, -1 for a participant who is none; shape [exchanges][participants].
  private var traders: ContiguousArray<ContiguousArray<Int32>>

  /// Nobody on no exchange.
  init() { traders = [] }

  /// Everybody who has a seat now.
  init(of markets: Markets) {
    traders = ContiguousArray(repeating: [], count: markets.exchanges.count)
    for (index, trader) in markets.traders.enumerated() {
      for seat in trader.seats { enter(Int32(index), seat) }
    }
  }

  private mutating func enter(_ trader: Int32, _ seat: Trader.Seat) {
    let (exchange, participant) = (Int(seat.exchange.rawValue), Int(seat.participant.rawValue))
    while traders[exchange].count <= participant { traders[exchange].append(-1) }
    traders[exchange][participant] = trader
  }

  /// The id of a participant's trader, -1 for none.
  subscript(_ exchange: ExchangeID, _ participant: Int32) -> Int32 {
    let place = Int(participant)
    let count = traders[Int(exchange.rawValue)].count
    return place < count ? traders[Int(exchange.rawValue)][place] : -1
  }
}
