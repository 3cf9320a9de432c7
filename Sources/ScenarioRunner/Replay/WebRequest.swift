// The server's face on the web: paths, status codes, and the words for what is not there.

import ALPPool

/// A request as the web brings it.
struct WebRequest {
  let method: String
  let path: String
  let contentType: String?
  let body: String
}

/// What the web takes back.
struct WebResponse {
  var status = 200
  let body: JSONText

  var json: JSONText { ["body": body, "status": .integer(Int128(status))] }

  /// An answer of the form that most have.
  static func message(_ text: String, success: Bool, status: Int = 200) -> WebResponse {
    WebResponse(status: status, body: ["message": .string(text), "success": .bool(success)])
  }

  /// The answer to a request that was posted.
  init(_ answer: PoolAnswer, on branch: ServerBranch) {
    self = answer == .failed ? .failure(on: branch) : .message(answer.message, success: answer.isSuccess)
  }

  init(status: Int = 200, body: JSONText) {
    self.status = status
    self.body = body
  }

  static func failure(on branch: ServerBranch) -> WebResponse {
    let text = branch == .master ? "500 error: " : "500 error: Internal Server Error"
    return .message(text, success: false, status: 500)
  }

  static func notFound(_ path: String, on branch: ServerBranch) -> WebResponse {
    let text =
      branch == .master
      ? "404 http://localhost:80\(path) not found: "
      : "404 error: Not found: '\(WebRoute.withoutQuery(path))'"
    return .message(text, success: false, status: 404)
  }

  static func wrongMethod(on branch: ServerBranch) -> WebResponse {
    let text =
      branch == .master ? "405 error. Incorrect HTTP method used: " : "405 error: Method not allowed."
    return .message(text, success: false, status: 405)
  }
}

/// Where a path leads.
enum WebRoute: Equatable {
  case root, register, liquidity, exchanges, status
  case orders(user: String)
  /// With the user's net worth where the query asks for it.
  case statistics(user: String, netWorth: Bool)

  init?(_ path: String) {
    let parts = Self.withoutQuery(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map(String.init)
    switch parts {
    case [""]: self = .root
    case ["register"]: self = .register
    case ["liquidity"]: self = .liquidity
    case ["exchanges"]: self = .exchanges
    case ["status"]: self = .status
    case let parts where parts.count == 2 && !parts[0].isEmpty && parts[1] == "orders":
      self = .orders(user: parts[0])
    case let parts where parts.count == 2 && !parts[0].isEmpty && parts[1] == "stats":
      self = .statistics(user: parts[0], netWorth: path.hasSuffix("?net_worth"))
    default: return nil
    }
  }

  /// The method that the route answers to.
  var method: String { self == .register || self == .liquidity ? "POST" : "GET" }

  static func withoutQuery(_ path: String) -> String {
    path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
  }
}
