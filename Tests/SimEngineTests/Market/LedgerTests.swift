// Double entry: nothing is made or lost but by minting and burning.

import Testing

@testable import SimEngine

@Suite("The ledger")
struct LedgerTests {
  private let nbt = AssetID(rawValue: 0)
  private let btc = AssetID(rawValue: 1)
  private func ledger() -> Ledger {
    Ledger(assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
  }

  @Test("supply is what was minted less what was burned, and accounts sum to zero")
  func supply() {
    let ledger = ledger()
    let wallet = ledger.openWallet("a")
    ledger.mint(Amount(baseUnits: 500), to: wallet[nbt])
    ledger.burn(Amount(baseUnits: 120), from: wallet[nbt])
    #expect(ledger.supply(of: nbt) == Amount(baseUnits: 380))
    #expect(ledger.supply(of: btc) == .zero)
    ledger.checkInvariants()
  }

  @Test("V6: random transfers keep every sum at zero")
  func conservation() {
    let ledger = ledger()
    var random = SplitMix64(state: 11)
    let wallets = (0..<10).map { ledger.openWallet("holder-\($0)") }
    for wallet in wallets {
      for asset in [nbt, btc] { ledger.mint(Amount(baseUnits: 1_000_000), to: wallet[asset]) }
    }
    for _ in 0..<5_000 {
      let asset = [nbt, btc][random.below(2)]
      let (from, to) = (wallets[random.below(10)][asset], wallets[random.below(10)][asset])
      let amount = Amount(baseUnits: ledger.balance(from).baseUnits * Int128(random.below(101)) / 100)
      ledger.transfer(amount, from: from, to: to)
      ledger.checkInvariants()
    }
    let total = wallets.reduce(Amount.zero) { $0 + ledger.balance($1[nbt]) }
    #expect(total == Amount(baseUnits: 10_000_000))
  }

  @Test("an account cannot pay what it does not hold")
  func overdraft() async {
    await #expect(processExitsWith: .failure) {
      let ledger = Ledger(assets: [Asset(symbol: "NBT", decimals: 8)])
      let wallet = ledger.openWallet("poor")
      ledger.transfer(
        Amount(baseUnits: 1), from: wallet[AssetID(rawValue: 0)], to: ledger.outside[AssetID(rawValue: 0)])
    }
  }

  @Test("decimal text is exact and short")
  func decimalText() {
    #expect(Amount(baseUnits: 2_500_000).decimalText(decimals: 8) == "0.025")
    #expect(Amount(baseUnits: -350_000_000).decimalText(decimals: 8) == "-3.5")
    #expect(Amount(baseUnits: 125_000_000_000).decimalText(decimals: 8) == "1250")
    #expect(Amount(baseUnits: 1).decimalText(decimals: 18) == "0.000000000000000001")
    #expect(Amount(baseUnits: 7).decimalText(decimals: 0) == "7")
  }
}
