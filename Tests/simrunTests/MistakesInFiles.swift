// Mistakes in how a scenario is written, found, changed or put away, each with the words of the program.

extension Mistake {
  static let syntax: [Mistake] = [
    Mistake(
      "an empty file", text: "",
      says: """
        error: expected a value, found the end of the text
         --> a.json:1:1
          |
        1 |
          | ^
          = help: the text is empty
        """),
    Mistake(
      "an array", text: "[1, 2]",
      says: """
        error: a scenario must be an object, found an array
         --> a.json:1:1
          |
        1 | [1, 2]
          | ^
        """),
    Mistake(
      "a comma that is missing", #""seed": 7,"#, #""seed": 7"#,
      says: """
        error: a comma is missing before the next key
         --> a.json:6:12
          |
        6 |   "seed": 7
          |            ^
          = help: put it here
        """),
    Mistake(
      "a key without quotes", #""seed": 7"#, "seed: 7",
      says: """
        error: expected a key in double quotes, found "s"
         --> a.json:6:3
          |
        6 |   seed: 7,
          |   ^
          = help: write "seed"
        """),
    Mistake(
      "single quotes", #""seed": 7"#, "'seed': 7",
      says: """
        error: expected a key in double quotes, found "'"
         --> a.json:6:3
          |
        6 |   'seed': 7,
          |   ^
          = help: keys and text stand in double quotes
        """),
    Mistake(
      "an object that is never closed", "\"metrics\": { \"every\": \"10min\" }\n}\n",
      "\"metrics\": { \"every\": \"10min\" }\n",
      says: """
        error: this object is never closed
         --> a.json:1:1
          |
        1 | {
          | ^
          = help: add the "}" at its end
        """),
    Mistake(
      "a second object", "\"metrics\": { \"every\": \"10min\" }\n}",
      "\"metrics\": { \"every\": \"10min\" }\n}\n{}",
      says: """
        error: expected the end of the text, found "{"
          --> a.json:45:1
           |
        45 | {}
           | ^
        """),
    Mistake(
      "a hundred thousand brackets", text: String(repeating: "[", count: 100_000),
      says: """
        error: more than 64 levels of brackets
         --> a.json:1:65
          |
        1 | ...[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
          |                                                                ^
        """),
  ]

  static let inFiles: [Mistake] = [
    Mistake(
      "a file that is missing",
      run: ["b/a.json"],
      says: """
        error: cannot read "b/a.json": no such file
        """),
    Mistake(
      "a file whose name is misspelt",
      files: ["peg-shock.json": "{}"],
      run: ["peg-shok.json"],
      says: """
        error: cannot read "peg-shok.json": no such file
          = help: did you mean "peg-shock.json"?
        """),
    Mistake(
      "a folder",
      files: ["scenarios/a.json": "{}"],
      run: ["scenarios/"],
      says: """
        error: cannot read "scenarios/": it is a folder
        """),
    Mistake(
      "a circle", text: #"{ "extends": "b.json" }"#,
      files: ["b.json": #"{ "extends": "a.json" }"#],
      says: """
        error: "extends" goes in a circle: a.json -> b.json -> a.json
         --> b.json:1:14
          |
        1 | { "extends": "a.json" }
          |              ^
          = help: take "extends" out of one of them
        """),
    Mistake(
      "a parent that is missing", text: #"{ "extends": "base.json" }"#,
      says: """
        error: cannot read "base.json": no such file
         --> a.json:1:14
          |
        1 | { "extends": "base.json" }
          |              ^
        """),
    Mistake(
      "Latin-1", files: ["a.json": Array("{\n  \"name\": \"caf".utf8) + [0xE9] + Array("\"\n}".utf8)],
      says: """
        error: this is not UTF-8 text: the byte 0xe9 is out of place
         --> a.json:2:15
          |
        2 |   "name": "caf�"
          |               ^
          = help: save the file as UTF-8
        """),
  ]

  static let overrides: [Mistake] = [
    Mistake(
      "a path that is unknown",
      run: ["a.json", "--set", "alp.rewrad=1 NBT/min"],
      says: """
        error: unknown key "rewrad"
         --> --set, column 5
          |
          | alp.rewrad=1 NBT/min
          |     ^
          = help: did you mean "reward"?
        """),
    Mistake(
      "an object that is unknown",
      run: ["a.json", "--set", "apl.reward=1 NBT/min"],
      says: """
        error: unknown key "apl"
         --> --set, column 1
          |
          | apl.reward=1 NBT/min
          | ^
          = help: did you mean "alp"?
        """),
    Mistake(
      "a path through a value",
      run: ["a.json", "--set", "seed.x=1"],
      says: """
        error: "seed" is the number 7 and has no keys
         --> --set, column 6
          |
          | seed.x=1
          |      ^
        """),
    Mistake(
      "a value of the wrong kind",
      run: ["a.json", "--set", "alp.reward=1"],
      says: """
        error: "alp.reward" must be an amount of NBT per time with its unit, found the number 1
         --> --set, column 12
          |
          | alp.reward=1
          |            ^
          = help: write "1 NBT/min"
        """),
    Mistake(
      "a name that is missing",
      run: ["a.json", "--set", "alp..reward=1"],
      says: """
        error: a name is missing in the path
         --> --set, column 5
          |
          | alp..reward=1
          |     ^
        """),
    Mistake(
      "a file to be extended",
      run: ["a.json", "--set", "extends=b.json"],
      says: """
        error: "extends" cannot be set: files are put together before values are changed
         --> --set, column 1
          |
          | extends=b.json
          | ^
          = help: write a scenario file with that "extends", and run it
        """),
    Mistake(
      "a seed that is too large",
      run: ["a.json", "--seed", "9223372036854775808"],
      says: """
        error: --seed takes a whole number from 0 to 9223372036854775807, not "9223372036854775808"
          = help: for example --seed 7
        """),
    Mistake(
      "too many replications",
      run: ["a.json", "--replications", "100001"],
      says: """
        error: --replications takes a whole number from 1 to 100000, not "100001"
          = help: for example --replications 20
        """),
  ]

  static let outputs: [Mistake] = [
    Mistake(
      "a file in the way",
      run: ["a.json", "-o", "a.json"],
      says: """
        error: a.json is not a folder
          = help: choose another folder with --out
        """),
    Mistake(
      "a file on the way",
      run: ["a.json", "-o", "a.json/b/c"],
      says: """
        error: cannot write a result to a.json/b/c: a.json is not a folder
          = help: choose another folder with --out
        """),
    Mistake(
      "a folder that holds something else",
      files: ["thesis/chapter.txt": "It was a dark and stormy night."],
      run: ["a.json", "-o", "thesis"],
      says: """
        error: thesis holds "chapter.txt", which is not part of a result
          = help: choose another folder with --out, or let it stay there with --force
        """),
  ]
}
