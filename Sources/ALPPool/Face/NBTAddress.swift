// Which addresses the original pays to: base 58 with a checksum, and a B in front.

import SimEngine

/// Accepts addresses that begin with B and end in the checksum of what stands before.
///
/// The original looks at the first letter of what was sent and at the checksum of the same without blanks. What the
/// version byte behind the letter is, it does not ask.
public struct NBTAddress: AddressRule {
  private let failsOnForeignCharacters: Bool

  /// The rule.
  /// - Parameter fidelity: Under `.failsOnForeignCharacters` a character that is no digit of base 58 is no refusal but
  ///   a failure.
  public init(fidelity: Fidelity = .corrected) {
    failsOnForeignCharacters = fidelity.contains(.failsOnForeignCharacters)
  }

  public func objection(to address: String) -> PoolAnswer? {
    guard address.first == "B" else { return refusal(of: address, "It should start with a 'B'") }
    switch Base58Check(address) {
    case .sound: return nil
    case .foreignCharacter where failsOnForeignCharacters: return .failed
    case .foreignCharacter, .wrongChecksum: return refusal(of: address, "The checksum doesn't match")
    }
  }

  private func refusal(of address: String, _ reason: String) -> PoolAnswer {
    .invalidAddress("\(address) is not a valid NBT address. \(reason)")
  }
}

/// Whether a text is a number in base 58 that ends in its own checksum: the first four bytes of the SHA-256 of the
/// SHA-256 of all bytes before.
public enum Base58Check: Hashable, Sendable {
  case sound
  case wrongChecksum
  /// A character is not among the 58 digits.
  case foreignCharacter

  /// Judges a text without its blanks, and without white space around it.
  /// - Complexity: O(length squared).
  public init(_ text: String) {
    let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let inner = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    guard let bytes = Self.bytes(of: inner.filter { $0 != 0x20 }) else {
      self = .foreignCharacter
      return
    }
    let digest = SHA256.digest(of: SHA256.digest(of: bytes.dropLast(4)))
    self = bytes.suffix(4) == digest.prefix(4) ? .sound : .wrongChecksum
  }

  private static let digits = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

  /// The number's bytes, highest first, after one zero for each leading digit 1 that is not the last.
  private static func bytes(of text: [UInt8]) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    // Lowest byte first.
    var number: [UInt8] = [0]
    for character in text {
      guard var carry = digits.firstIndex(of: character) else { return nil }
      for place in number.indices {
        carry += Int(number[place]) * 58
        number[place] = UInt8(carry & 0xFF)
        carry >>= 8
      }
      if carry > 0 { number.append(UInt8(carry)) }
    }
    let zeros = text.dropLast().prefix { $0 == digits[0] }.count
    return [UInt8](repeating: 0, count: zeros) + number.reversed()
  }
}
