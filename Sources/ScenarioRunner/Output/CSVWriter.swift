// Tables as comma-separated text: the bytes that a result is compared by.

public import SimEngine

/// Writes tables as CSV after RFC 4180, in UTF-8, with "\n" after every record and one header record.
///
/// Rules, the same for every table, so that equal facts give equal bytes on every machine:
/// - An integer is written in decimal digits.
/// - A real is the shortest text that reads back to the same bits, as Swift describes it: a whole number
///   keeps its ".0", so that readers which guess types see a column of reals even if all are whole
///   ("1250.0"); below 0.0001 and from 2^53 the exponent form is used ("1e-05", "1e+16").
/// - Money is its exact decimal text ("0.025"), never by way of a double.
/// - A missing field is empty; an empty text is `""`, so that the two stay apart.
/// - A text is quoted only if it is empty or holds a comma, a quote, a carriage return or a line feed.
public enum CSVWriter {
  /// The table as CSV bytes.
  /// - Complexity: O(bytes written).
  public static func bytes(of table: MetricTable) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(64 + table.fields.count * 12)
    let width = table.columns.count
    for (index, column) in table.columns.enumerated() {
      appendText(column.name, to: &output)
      output.append(index + 1 == width ? lineFeed : comma)
    }
    var index = 0
    for value in table.fields {
      append(value, of: table.columns[index].kind, to: &output)
      // A record of one missing field would be an empty line, which readers skip.
      if width == 1, value == .missing { appendText("", to: &output) }
      index += 1
      output.append(index == width ? lineFeed : comma)
      if index == width { index = 0 }
    }
    return output
  }

  private static func append(_ value: MetricValue, of kind: MetricColumn.Kind, to output: inout [UInt8]) {
    switch value {
    case .missing: break
    case .integer(let integer): output += integer.description.utf8
    case .real(let real): output += real.description.utf8
    case .text(let text): appendText(text, to: &output)
    case .amount(let amount):
      guard case .amount(let decimals) = kind else { break }  // the table refuses money in other columns
      output += amount.decimalText(decimals: decimals).utf8
    }
  }

  private static func appendText(_ text: String, to output: inout [UInt8]) {
    let isPlain = text.utf8.allSatisfy { byte in
      byte != comma && byte != quote && byte != lineFeed && byte != carriageReturn
    }
    guard text.isEmpty || !isPlain else { return output += text.utf8 }
    output.append(quote)
    for byte in text.utf8 {
      if byte == quote { output.append(quote) }
      output.append(byte)
    }
    output.append(quote)
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
