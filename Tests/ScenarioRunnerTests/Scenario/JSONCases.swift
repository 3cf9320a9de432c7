// Hand-written JSON texts, right and wrong.

@testable import ScenarioRunner

let validTexts: [String] = [
  "null", "true", "false", "0", "-0", "7", "-12", "10", "0.5", "-0.5", "1.0", "1e0", "1E5", "1e+5", "1e-5",
  "0e1", "0E-400", "0.0e999", "12345678901234567890123456789", "1.7976931348623157e308", "4.9e-324", "\"\"",
  "\"a\"", "\"é\"", "\"日本\"", "\"😀\"", "\"\\u0000\"", "\"\\u00e9\"", "\"\\uD83D\\uDE00\"",
  "\"\\ud83d\\ude00\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"// no comment\"", "\"/* nor this */\"",
  "\"\u{7f}\"", "\"\u{2028}\"", "\"\\uFFFF\"", "[]", "[ ]", "[\n]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]",
  "[[],[]]", "[{}]", "[null,true,\"\",0,[],{}]", "{}", "{ }", "{\"a\":1}", "{\"\":0}",
  "{ \"a\" : 1 , \"b\" : 2 }", "{\"a\":{\"a\":{}}}", "{\"a\":1,\"a\":2}", "{\"a\\nb\":[]}", " 1", "1 ",
  "\t\r\n 1 \t\r\n", "\r\n{\r\n}\r\n",
]

let invalidTexts: [String] = [
  "", " ", "\n", "nul", "nulls", "Null", "TRUE", "tru", "falsey", "NaN", "-NaN", "Infinity", "-Infinity",
  "nan", "inf", "+1", "01", "-01", "00", "-", "--1", "1.", ".5", "-.5", "1.e3", "1e", "1e+", "1e-", "1ee3",
  "1.2.3", "1 2", "0x10", "1_000", "1,000", "1a", "½", "１", "1e400", "-1e400", "1e-400", "-1e-999",
  "1\u{0}", "\u{0}", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\u\"", "\"\\u12\"", "\"\\u12G4\"",
  "\"\\u+123\"", "\"\\U0041\"", "\"\\'\"", "\"\\a\"", "\"a\nb\"", "\"a\tb\"", "\"\u{1}\"", "\"\u{1f}\"",
  "\"\u{0}\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud800x\"",
  "\"\\ud83d\\u0041\"", "'a'", "a", "\"a\" \"b\"", "\"a\"b", "[", "]", "[1", "[1,", "[,", "[,1]", "[1,]",
  "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[}", "[1}", "[[]", "[]]", "[\"a\"", "[\u{a0}]", "[\u{feff}]",
  "[\u{b}]", "[\u{c}]", "[a]", "[*]", "[1]x", "[],", "[][]", "{", "}", "{]", "{\"a\"", "{\"a\":",
  "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\",1}", "{\"a\"=1}", "{\"a\"::1}", "{a:1}",
  "{'a':1}", "{1:1}", "{null:1}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\":1,,\"b\":2}",
  "{\"a\":1}}", "{\"a\":}", "{\"a\" \"b\"}", "{\"a\":1 2}", "{\"\\ud800\":1}", "{:1}",
]

let invalidBytes: [[UInt8]] = [
  [0xEF, 0xBB, 0xBF, 0x31], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF, 0x00, 0x31], [0xFF, 0xFE, 0x31, 0x00],
  [0x31, 0x00],
  [0x22, 0x80, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22],
  [0x22, 0xE2, 0x82, 0x22],
  [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
  [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22],
  [0x22, 0xE0, 0x80, 0xAF, 0x22], [0x22, 0xF0, 0x9F, 0x98],
]

let commentedTexts: [String] = [
  "// before\n1", "1 // after", "1 //", "/**/1", "/* a */ 1", "1/* a\nb */", "/***/1", "/* // */1",
  "// /*\n1", "[1,]", "[1, ]", "{\"a\":1,}", "[/**/]", "[1/**/,/**/2]", "{/**/\"a\"/**/:/**/1/**/}",
  "[1,// last\n]", "{\"a\": [1,], /* x */ }",
]

let brokenCommentedTexts: [String] = [
  "/", "/ 1", "1 /", "/* 1", "/*/", "/* /* */ */ 1", "// only", "# 1", "[,]", "[1,,]", "{,}", "[/]", "1 */",
  "[1,", "-/**/1",
]

let messages: [(text: String, dialect: JSONReader.Dialect, expected: String)] = [
  ("", .commented, "1:1 expected a value, found the end of the text"),
  ("[1,\n 2", .commented, "1:1 this array is never closed"),
  ("{\"a\": {\n", .commented, "2:1 expected a key in double quotes, found the end of the text"),
  ("{\"a\": 1\n", .commented, "1:1 this object is never closed"),
  ("{\"a\": 1\n \"b\": 2}", .commented, "1:8 a comma is missing before the next key"),
  ("{horizon: 1}", .commented, "1:2 expected a key in double quotes, found \"h\""),
  ("{\"a\" 1}", .commented, "1:6 expected \":\" after the key, found \"1\""),
  ("[True]", .commented, "1:2 \"True\" is not a JSON value"),
  ("[NaN]", .commented, "1:2 \"NaN\" is not a JSON value"),
  ("[-x]", .commented, "1:3 expected a digit after the sign, found \"x\""),
  ("[1.]", .commented, "1:4 expected a digit after the point, found \"]\""),
  ("[1e]", .commented, "1:4 expected a digit after the exponent's \"e\", found \"]\""),
  ("[007]", .commented, "1:2 a number does not begin with 0"),
  ("[1e999]", .commented, "1:2 this number is too large"),
  ("[1e-999]", .commented, "1:2 this number is too close to zero"),
  ("[\"abc", .commented, "1:2 this string is never closed"),
  ("[\"abc\n\"]", .commented, "1:2 this string is not closed on its line"),
  ("[\"a\tb\"]", .commented, "1:4 a control character in a string"),
  ("[\"a\\qb\"]", .commented, "1:4 JSON does not have this escape"),
  ("[\"\\u00\"]", .commented, "1:3 four hexadecimal digits belong after \\u"),
  ("[\"\\ud800\"]", .commented, "1:3 half of a surrogate pair"),
  ("[1] 2", .commented, "1:5 expected the end of the text, found \"2\""),
  ("/* x", .commented, "1:1 this comment is never closed"),
  ("[1, // x\n]", .strict, "1:5 strict JSON has no comments"),
  ("[1,\n]", .strict, "1:3 strict JSON has no comma after the last element"),
  ("[é, €]", .strict, "1:2 expected a value, found \"é\""),
  ("\u{feff}[]", .strict, "1:1 the text begins with a byte order mark"),
]
