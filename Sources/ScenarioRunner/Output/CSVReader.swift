// Comma-separated text back into records: for comparing results and for proving that nothing is lost.

/// Reads CSV as `CSVWriter` writes it; also accepts "\r\n" and a missing last line feed.
public enum CSVReader {
  /// Why a text is not CSV.
  public enum Failure: Error, Equatable {
    /// A quote that is never closed, in the record of that number, counted from 1.
    case unclosedQuote(record: Int)
    /// Something other than a comma or the end of the record after a closing quote.
    case textAfterQuote(record: Int)
    /// The bytes of that record are not UTF-8.
    case notUTF8(record: Int)
  }

  /// The records, the header first; an empty unquoted field is nil, the field `""` is the empty text.
  /// - Throws: `Failure` with the number of the record.
  /// - Complexity: O(bytes).
  public static func records(in bytes: [UInt8]) throws(Failure) -> [[String?]] {
    var records: [[String?]] = []
    var position = 0
    while position < bytes.count {
      records.append(try record(in: bytes, at: &position, number: records.count + 1))
    }
    return records
  }

  private static func record(
    in bytes: [UInt8], at position: inout Int, number: Int
  ) throws(Failure) -> [String?] {
    var fields: [String?] = []
    while true {
      fields.append(try field(in: bytes, at: &position, record: number))
      if position < bytes.count, bytes[position] == UInt8(ascii: ",") {
        position += 1
        continue
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
      if position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
        throw .textAfterQuote(record: number)
      }
      position += 1
      return fields
    }
  }

  private static func field(
    in bytes: [UInt8], at position: inout Int, record: Int
  ) throws(Failure) -> String? {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      return try quotedField(in: bytes, at: &position, record: record)
    }
    let start = position
    while position < bytes.count, !endsField(bytes[position]) { position += 1 }
    return start == position ? nil : try text(bytes[start..<position], record: record)
  }

  private static func quotedField(
    in bytes: [UInt8], at position: inout Int, record: Int
  ) throws(Failure) -> String {
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == UInt8(ascii: "\"") else {
        content.append(byte)
        continue
      }
      guard position < bytes.count, bytes[position] == byte else {
        return try text(content[...], record: record)
      }
      content.append(byte)
      position += 1
    }
    throw .unclosedQuote(record: record)
  }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static func text(_ bytes: ArraySlice<UInt8>, record: Int) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(record: record) }
    return text
  }
}
