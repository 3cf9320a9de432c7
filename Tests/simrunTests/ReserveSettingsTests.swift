// `simrun reserve params` and `curve`: both vocabularies, warnings, mistakes, and the drawing.

import Foundation
import ScenarioRunner
import Testing

@Suite("simrun reserve: settings")
struct ReserveSettingsTests {
  /// The guide's example in the older vocabulary.
  private static let guideSettings = """
    {
      "liquidity_rate": 0.007, "initial_ether_amount": 100.0, "initial_token_amount": 2000000,
      "initial_price": 0.00005, "min_supported_price_factor": 0.5, "max_supported_price_factor": 2.0,
      "max_tx_buy_amount_eth": 5.0, "max_tx_sell_amount_eth": 5.0, "fee_percent": 0.1,
      "formula_precision_bits": 40
    }
    """
  /// The sample of the newer one.
  private static let sampleSettings = """
    {
      "reserve": "0x2aab2b157a03915c8a73adae735d0cf51c872f31", "tokenPriceInEth": 0.00153086,
      "minAllowablePrice": 0.5, "maxAllowablePrice": 2.0, "maxTxBuyAmtEth": 10.0, "maxTxSellAmtEth": 10.0,
      "feePercent": 0.05
    }
    """
  private let folder = Folder(["guide.json": guideSettings, "sample.json": sampleSettings])

  @Test("params prints every case as the public script did, with as many warnings")
  func script() throws {
    struct Record: Decodable {
      struct Case: Decodable {
        let settings: [String: Double]
        let params: Printed
      }
      struct Printed: Decodable {
        let values: [String: String]
        let warnings: Int
      }
      let cases: [Case]
    }
    let record = try JSONDecoder().decode(
      Record.self, from: Data(RecordedTables.part.text("params_script.json").utf8))
    #expect(record.cases.count > 20)
    for (index, example) in record.cases.enumerated() {
      let members = example.settings.sorted { $0.key < $1.key }.map { key, value in
        "\"\(key)\": \(key == "formula_precision_bits" ? "40" : "\(value)")"
      }
      folder.write("case.json", "{\(members.joined(separator: ", "))}")
      let calculation = try ReserveCalculation.read(folder["case.json"])
      let values = calculation.values.map { ($0.name, $0.digits) }
      #expect(Dictionary(uniqueKeysWithValues: values) == example.params.values, "case \(index)")
      // The script cuts the fee without a word.
      let warnings = calculation.warnings.filter { !$0.hasPrefix("the fee of") }
      #expect(warnings.count == example.params.warnings, "case \(index)")
    }
  }

  @Test("params prints the guide's integers, as text and as JSON")
  func guide() throws {
    let text = try Simrun.run("reserve", "params", "guide.json", in: folder)
    #expect(text.code == 0 && text.error == "")
    #expect(
      text.output == """
        _rInFp                                  7696581394
        _pMinInFp                                 27487790
        _numFpBits                                      40
        _maxCapBuyInWei                5000000000000000000
        _maxCapSellInWei               5000000000000000000
        _feeInBps                                       10
        _maxTokenToEthRateInPrecision      100000000000000
        _minTokenToEthRateInPrecision       25000000000000

        """)
    let json = try Simrun.run("reserve", "params", "guide.json", "--json", in: folder)
    #expect(
      json.output == """
        {
          "_rInFp": "7696581394",
          "_pMinInFp": "27487790",
          "_numFpBits": "40",
          "_maxCapBuyInWei": "5000000000000000000",
          "_maxCapSellInWei": "5000000000000000000",
          "_feeInBps": "10",
          "_maxTokenToEthRateInPrecision": "100000000000000",
          "_minTokenToEthRateInPrecision": "25000000000000",
          "warnings": []
        }

        """)
  }

  @Test("the newer settings take balances from options or keys, and defaults only for missing keys")
  func newer() throws {
    let expected = [
      "7621233847", "841599185", "40", "10000000000000000000", "10000000000000000000", "5",
      "3061720000000000", "765430000000000",
    ]
    let sample = try ReserveCalculation.read(folder["sample.json"], ether: 100)
    #expect(sample.values.map(\.digits) == expected && sample.warnings.isEmpty)
    folder.write("short.json", "{\"tokenPriceInEth\": 0.00153086, \"ethBalance\": 100}")
    #expect(try ReserveCalculation.read(folder["short.json"]).values.map(\.digits) == expected)

    folder.write(
      "zero.json",
      """
      {"tokenPriceInEth": 0.00153086, "ethBalance": 100, "feePercent": 0, "maxTxBuyAmtEth": 0,
       "tokenBalance": 0}
      """)
    let zero = try ReserveCalculation.read(folder["zero.json"])
    #expect(zero.values[5].digits == "0" && zero.values[3].digits == "0")
    #expect(zero.values[4].digits == "10000000000000000000")
    #expect(zero.warnings.count == 1, "no tokens at all run out at once")
  }

  @Test("warnings are sentences on standard error, and an array in JSON")
  func warnings() throws {
    let words = ["reserve", "params", "sample.json", "--ether", "100", "--tokens", "30000"]
    let outcome = try Simrun.start(words, in: folder).wait()
    #expect(
      outcome.error == """
        warning: the tokens held run out when the price is 1.46699 times the one wanted, before it is 2 times: \
        deposit more tokens or lower the highest factor

        """)
    let json = try Simrun.start(words + ["--json"], in: folder).wait()
    #expect(json.error == "" && json.output.contains("\"the tokens held run out when"))
  }

  @Test(
    "a percentage that is cut keeps the script's integer and says so, with one that is not cut so far",
    arguments: [
      (
        "0.29", "28",
        "warning: the fee of 0.29 % makes 28 basis points, for parts of one are cut off: write 0.29001 % for 29\n"
      ),
      (
        "0.295", "29",
        "warning: the fee of 0.295 % makes 29 basis points, for parts of one are cut off: write 0.30001 % for 30\n"
      ),
      ("0.29001", "29", ""), ("0.30001", "30", ""), ("0.28", "28", ""), ("0", "0", ""), ("1.01", "101", ""),
    ])
  func cutFee(percent: String, basisPoints: String, warning: String) throws {
    folder.write("fee.json", Self.guideSettings.replacing("percent\": 0.1", with: "percent\": \(percent)"))
    let outcome = try Simrun.run("reserve", "params", "fee.json", in: folder)
    #expect(outcome.code == 0 && outcome.error == warning)
    #expect(
      outcome.output.contains(
        "_feeInBps \(String(repeating: " ", count: 40 - basisPoints.count))\(basisPoints)\n"),
      "\(outcome.output)")
    let json = try Simrun.run("reserve", "params", "fee.json", "--json", in: folder)
    #expect(json.output.contains("\"the fee of") != warning.isEmpty)
  }

  @Test(
    "settings that contradict each other or the contract are refused where they do",
    arguments: [
      ("\"max_supported_price_factor\": 2.0", "\"max_supported_price_factor\": 0.4", "must be above \"min_"),
      ("\"fee_percent\": 0.1", "\"fee_percent\": 100", "\"fee_percent\" must be below 100 %"),
      ("\"fee_percent\": 0.1", "\"fee_percent\": -1", "\"fee_percent\" must be at least 0.0, found"),
      ("\"fee_percent\": 0.1", "\"fee_percent\": \"0.1\"", "\"fee_percent\" must be a number, found"),
      ("_bits\": 40", "_bits\": 60", "\"formula_precision_bits\" must be 40"),
      ("buy_amount_eth\": 5.0", "buy_amount_eth\": 2e10", "must be at most 10,000,000,000 ETH"),
      ("ether_amount\": 100.0", "ether_amount\": 1e11", "must be at most 10,000,000,000 ETH"),
      ("\"liquidity_rate\": 0.007", "\"liquidity_rate\": 0", "makes a liquidity rate of 0"),
      (
        "\"liquidity_rate\": 0.007", "\"liquidity_rate\": 1e300",
        "\"liquidity_rate\" is too large for the contract: 1e300"
      ),
      (
        "\"initial_price\": 0.00005", "\"initial_price\": 1e40",
        "\"min_supported_price_factor\" makes a price of 5e39 ETH, too large for the contract"
      ),
      ("\"initial_price\": 0.00005", "\"initial_price\": 0", "makes a lowest price of 0"),
      ("\"liquidity_rate\": 0.007, ", "", "missing key \"liquidity_rate\""),
      ("\"fee_percent\"", "\"fee_precent\"", "did you mean \"fee_percent\"?"),
      ("\"fee_percent\": 0.1", "\"fee_percent\": 0.1, \"fee_percent\": 0.2", "duplicate key \"fee_percent\""),
      (
        "\"fee_percent\"", "\"feePercent\": 1, \"fee_percent\"",
        "\"feePercent\" belongs to the settings of another calculator"
      ),
      ("{", "[", "expected"),
    ])
  func contradictions(text: String, change: String, message: String) throws {
    let changed = Self.guideSettings.replacing(text, with: change)
    try #require(changed != Self.guideSettings)
    folder.write("bad.json", changed)
    for tool in ["params", "curve"] {
      let outcome = try Simrun.run("reserve", tool, "bad.json", in: folder)
      #expect(outcome.code == 2 && outcome.output == "")
      #expect(outcome.error.contains(message), "\(outcome.error)")
      // A slip in a key leaves one key missing and one unknown.
      let errors = message.hasPrefix("did you mean") ? 2 : 1
      #expect(outcome.error.ranges(of: "error:").count == errors, "\(outcome.error)")
      #expect(outcome.error.contains(/--> bad\.json:\d+:\d+/), "\(outcome.error)")
    }
  }

  @Test("without an ether balance there is no liquidity rate, and with none of it neither")
  func noEther() throws {
    let missing = try Simrun.run("reserve", "params", "sample.json", in: folder)
    #expect(missing.code == 2 && missing.error.contains("help: add it, or use --ether ETH"))
    let zero = try Simrun.run("reserve", "params", "sample.json", "--ether", "0", in: folder)
    #expect(zero.code == 2 && zero.error.contains("\"ethBalance\" must be more than 0"))
  }

  // MARK: Curve

  @Test(
    "the present reserve is a dot on the curve, and off the chart where the curve is, whatever its ether",
    arguments: [(100.0, true), (198, true), (255, true), (257, false), (1_000, false), (100_000, false)])
  func present(ether: Double, isOnChart: Bool) throws {
    let curve = ReserveCurve(try ReserveCalculation.read(folder["guide.json"], ether: ether))
    let image = String(decoding: CurveDrawing.svg(of: curve), as: UTF8.self)
    #expect(curve.rows.allSatisfy { $0[1].count < 16 }, "no price is a row of zeros")
    #expect(image.contains("<circle class=\"now\"") == isOnChart)
    #expect(image.contains("now off this chart: \(Int(ether)) ETH") == !isOnChart)
    guard isOnChart else { return }
    // The curve is drawn from point to point; the dot lies between two of them.
    let dot = try #require(image.firstMatch(of: /class="now" cx="([0-9.]+)" cy="([0-9.]+)"/))
    let path = try #require(image.firstMatch(of: /class="beyond"[^>]* d="M([^"]+)"/)).1
    let numbers = path.split(separator: " ").compactMap { Double($0) }
    let points = stride(from: 0, to: numbers.count, by: 2).map { (x: numbers[$0], y: numbers[$0 + 1]) }
    let (x, y) = (try #require(Double(dot.1)), try #require(Double(dot.2)))
    let after = try #require(points.firstIndex { $0.x >= x })
    #expect(y >= points[after].y - 0.1 && y <= points[max(0, after - 1)].y + 0.1, "\(ether) ETH: \(x), \(y)")
  }

  @Test("curve lists where each side stops, as the contract would say it")
  func curve() throws {
    let outcome = try Simrun.run("reserve", "curve", "guide.json", in: folder)
    #expect(outcome.code == 0 && outcome.error == "")
    let rows = outcome.output.split(separator: "\n").map(String.init)
    let points = [
      (0.1429, "sales stop below"), (197.8991, "purchases stop above"), (198.185, "sales stop above"),
      (198.0421, "Emax, Pmax: highest price"), (99.021, "E0, P0: the price wanted"),
      (100, "E: the ether held"),
    ]
    for (ether, meaning) in points {
      let row = try #require(rows.first { $0.hasSuffix(meaning) }, "\(meaning)")
      let figure = try #require(Double(row.split(separator: " ")[0]))
      #expect(abs(figure - ether) < 1e-4, "\(meaning): \(figure)")
    }
    let spotRates = ["19843.5", "0.0000502935"]
    #expect(rows.contains { row in spotRates.allSatisfy { row.contains($0) } })
  }

  @Test("the drawing is a whole image with its points, and is written only with --svg")
  func drawing() throws {
    _ = try Simrun.run("reserve", "curve", "guide.json", in: folder)
    #expect(folder.contents().keys.sorted() == ["guide.json", "sample.json"])
    #expect(try Simrun.run("reserve", "curve", "guide.json", "--svg", "c.svg", in: folder).code == 0)
    let image = folder.text("c.svg")
    #expect(image.hasPrefix("<svg ") && image.hasSuffix("</svg>\n"))
    for name in ["text", "tspan", "defs", "style"] {
      #expect(image.ranges(of: "<\(name)").count == image.ranges(of: "</\(name)>").count, "\(name)")
    }
    #expect(!image.contains("nan") && !image.contains("inf "))
    for text in [
      "prefers-color-scheme: dark", "ETH per token", "ether in the reserve", "= 99.02 ETH", "= 198 ETH",
      "= 0.000025", "possible from 0 to 197.9 ETH", "possible from 0.1429 to 198.2 ETH",
    ] {
      #expect(image.contains(text), "\(text)")
    }
    #expect(!image.contains("http://") || image.ranges(of: "http").count == 1, "nothing is fetched")
    let shown = try String(contentsOf: Repository.root.appending(path: "docs/apr-curve.svg"), encoding: .utf8)
    #expect(image == shown, "docs/apr-curve.svg shows another curve")
    let again = try Simrun.run("reserve", "curve", "guide.json", "--svg", "c.svg", in: folder)
    #expect(again.code == 0 && folder.text("c.svg") == image)
  }

  @Test("a reserve that runs out of tokens, or whose token is too cheap, is drawn with its limits")
  func limitsInDrawing() throws {
    folder.write("few.json", Self.guideSettings.replacing("2000000", with: "600000"))
    _ = try Simrun.run("reserve", "curve", "few.json", "--svg", "few.svg", in: folder)
    #expect(folder.text("few.svg").contains("tokens sold out at"))
    folder.write("cheap.json", Self.guideSettings.replacing("0.00005", with: "0.00000005"))
    let cheap = try Simrun.run("reserve", "curve", "cheap.json", "--svg", "cheap.svg", in: folder)
    #expect(cheap.output.contains("maxRate") && !cheap.output.contains("purchases stop"))
    #expect(folder.text("cheap.svg").contains("impossible: a token costs less than 0.000001 ETH"))
    folder.write("steep.json", Self.guideSettings.replacing("0.007", with: "100"))
    let steep = try Simrun.run("reserve", "curve", "steep.json", "--svg", "steep.svg", in: folder)
    #expect(steep.code == 0 && steep.error.contains("starts with a price of more than 10^308 ETH"))
    #expect(!(steep.output + folder.text("steep.svg")).contains("inf"))
  }

  // MARK: Words

  @Test(
    "what cannot be done is said, and nothing is printed",
    arguments: [
      (["reserve", "parms", "guide.json"], "did you mean \"params\"?"),
      (["reserve", "params"], "simrun reserve needs 2 arguments"),
      (["reserve", "params", "guide.json", "x"], "unexpected argument \"x\""),
      (["reserve", "params", "guide.json", "--svg", "c.svg"], "simrun reserve params has no option --svg"),
      (["reserve", "params", "guide.json", "--ether", "much"], "--ether takes a number of coins, 0 or more"),
      (["reserve", "curve", "guide.json", "--svg", "guide.json"], "would overwrite the settings"),
      (["reserve", "trades", "t.csv"], "simrun reserve trades needs --params"),
      (
        ["reserve", "trades", "-", "--params", "-"],
        "reserves and trades cannot both come from standard input"
      ),
      (["reserve", "params", "none.json"], "cannot read \"none.json\": no such file"),
      (["reserve", "curve", "guide.json", "--svg", "no/c.svg"], "cannot create no/c.svg"),
    ])
  func words(words: [String], message: String) throws {
    let outcome = try Simrun.start(words, in: folder).wait()
    #expect(outcome.code == (message.contains("cannot create") ? 3 : 2) && outcome.output == "")
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }
}
