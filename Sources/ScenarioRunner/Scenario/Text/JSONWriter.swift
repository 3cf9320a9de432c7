// A JSON tree as text: one text for equal trees.

extension JSONNode {
  /// The canonical text: members in their order, numbers as they were written, two spaces a level, no line feed at the end.
  ///
  /// Comments, white space and the way in which a string was escaped leave no trace, so that equal trees have equal texts
  /// and a hash of the text identifies the scenario. Reading the text gives an equal tree.
  /// - Parameter indentation: Spaces before every line but the first.
  public func canonicalText(indentation: Int = 0) -> String {
    var text = ""
    write(to: &text, indentation: indentation)
    return text
  }

  private func write(to text: inout String, indentation: Int) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): text += jsonText(of: string)
    case .array(let elements):
      writeBlock(elements, between: "[", "]", to: &text, indentation) { element, text in
        element.write(to: &text, indentation: indentation + 2)
      }
    case .object(let members):
      writeBlock(members, between: "{", "}", to: &text, indentation) { member, text in
        text += jsonText(of: member.key) + ": "
        member.value.write(to: &text, indentation: indentation + 2)
      }
    }
  }
}

/// Writes items a line each between brackets; nothing but the brackets if there is no item.
private func writeBlock<Item>(
  _ items: [Item], between open: String, _ close: String, to text: inout String, _ indentation: Int,
  write: (Item, inout String) -> Void
) {
  let margin = String(repeating: " ", count: indentation)
  text += open
  for (index, item) in items.enumerated() {
    text += (index == 0 ? "\n" : ",\n") + margin + "  "
    write(item, &text)
  }
  text += (items.isEmpty ? "" : "\n" + margin) + close
}

/// A string as JSON writes it, in quotes: only the quote, the backslash and control characters are escaped.
public func jsonText(of string: String) -> String {
  var text = "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\t": text += "\\t"
    case "\r": text += "\\r"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}
