// Puts scenarios together: a file over the one that it extends (RFC 7396).

extension JSONNode {
  /// This value changed by a patch: objects key by key, null removes a key, anything else replaces.
  ///
  /// Keys keep their order, new ones follow. What comes from the patch keeps its place there, and so do the objects that
  /// both have, so that errors point at the text that was written last.
  public func merged(with patch: JSONNode) -> JSONNode {
    guard case .object(let changes) = patch.value else { return patch }
    var members = self.members ?? []
    var indices: [String: Int] = [:]
    for (index, member) in members.enumerated() { indices[member.key] = index }
    var removed: Set<Int> = []

    for change in changes {
      let index = indices[change.key]
      if change.value.value == .null {
        if let index { removed.insert(index) }
        continue
      }
      let old = index.map { members[$0].value } ?? JSONNode(.null, at: change.value.span)
      let new = JSONMember(
        key: change.key, keySpan: change.keySpan, value: old.merged(with: change.value))
      if let index {
        members[index] = new
      } else {
        indices[change.key] = members.count
        members.append(new)
      }
    }
    let kept = members.indices.filter { !removed.contains($0) }.map { members[$0] }
    return JSONNode(.object(kept), at: patch.span)
  }

  /// The object without one of its keys; any other value as it is.
  func removing(_ key: String) -> JSONNode {
    guard let members else { return self }
    return JSONNode(.object(members.filter { $0.key != key }), at: span)
  }
}
