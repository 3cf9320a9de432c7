// datapackage.json: what the tables of a result mean, for people and for programs that load them.

import SimEngine

/// The description of a result's tables in the format of the Frictionless tabular data package.
///
/// - Source: specs.frictionlessdata.io, Data Package, Data Resource and Table Schema, version 1.
enum DataPackage {
  /// The descriptor of the tables and of the files that hold them, in the same order.
  static func descriptor(name: String, description: String, tables: [(MetricTable, ResultFile)]) -> JSONText {
    [
      "profile": "tabular-data-package",
      "name": .string(identifier(name)),
      "description": .string(description),
      "resources": .array(tables.map { resource(of: $0, in: $1) }),
    ]
  }

  private static func resource(of table: MetricTable, in file: ResultFile) -> JSONText {
    [
      "profile": "tabular-data-resource",
      "name": .string(identifier(table.name)),
      "description": .string(table.meaning),
      "path": .string(file.name),
      "format": "csv",
      "mediatype": "text/csv",
      "encoding": "utf-8",
      "bytes": .integer(Int128(file.bytes.count)),
      "hash": .string("sha256:\(file.sha256)"),
      "schema": schema(of: table.columns),
    ]
  }

  private static func schema(of columns: [MetricColumn]) -> JSONText {
    let key = columns.filter(\.isKey).map { JSONText.string($0.name) }
    let schema: JSONText = ["fields": .array(columns.map(field)), "missingValues": [""]]
    return key.isEmpty ? schema : schema.adding("primaryKey", .array(key))
  }

  private static func field(of column: MetricColumn) -> JSONText {
    var members: [(key: String, value: JSONText)] = [
      ("name", .string(column.name)), ("type", .string(type(of: column.kind))),
    ]
    if !column.unit.isEmpty { members.append(("unit", .string(column.unit))) }
    members.append(("description", .string(column.meaning)))
    return .object(members)
  }

  private static func type(of kind: MetricColumn.Kind) -> String {
    switch kind {
    case .integer: "integer"
    case .real, .amount: "number"
    case .text: "string"
    }
  }

  /// A name in the letters that the format allows: lower case, digits, "-", "_" and ".".
  private static func identifier(_ name: String) -> String {
    let letters = name.lowercased().unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "0"..."9", "-", "_", ".": Character(scalar)
      default: "-"
      }
    }
    return letters.isEmpty ? "result" : String(letters)
  }
}
