// SHA-256 against the published answers of NIST.

import Testing

@testable import SimEngine

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "the examples of NIST come out",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func knownAnswers(message: String, digest: String) {
    #expect(SHA256.hexadecimal(of: Array(message.utf8)) == digest)
    let pairs = SHA256.digest(of: Array(message.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    #expect(pairs.joined() == digest)
  }

  @Test("a million times the letter a comes out")
  func millionLetters() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.hexadecimal(of: letters) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(
    "how a message is cut into pieces does not matter",
    arguments: [55, 56, 57, 63, 64, 65, 119, 120, 128, 200])
  func pieces(length: Int) {
    let message = (0..<length).map { UInt8($0) }
    let whole = SHA256.hexadecimal(of: message)
    for cut in 0...length {
      var hash = SHA256()
      hash.update(Array(message[..<cut]))
      hash.update(Array(message[cut...]))
      #expect(hash.finalize() == whole, "cut after \(cut) bytes")
    }
  }
}
