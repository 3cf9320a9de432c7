// The command.

@main
struct Main {
  static func main() {}
}
