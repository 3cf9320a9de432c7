// order_book STREAM [REPETITIONS]: times the price ladder on a stream of messages.
#include <cstdlib>
#include <memory>

#include "price_ladder.hpp"

static std::vector<Message> read_stream(const char* path) {
  std::vector<Message> messages;
  FILE* file = std::fopen(path, "rb");
  if (!file) return messages;
  std::fseek(file, 0, SEEK_END);
  messages.resize(std::ftell(file) / sizeof(Message));
  std::rewind(file);
  messages.resize(std::fread(messages.data(), sizeof(Message), messages.size(), file));
  std::fclose(file);
  return messages;
}

int main(int count, char** arguments) {
  std::vector<Message> messages;
  if (count > 1) messages = read_stream(arguments[1]);
  if (messages.empty()) return std::fputs("usage: order_book STREAM [REPETITIONS]\n", stderr), 2;
  u32 greatest = 0;
  for (const Message& message : messages) greatest = std::max(greatest, message.order);
  measure(count > 2 ? std::atoi(arguments[2]) : 5, [&] {
    auto book = std::make_unique<PriceLadder>(greatest);
    double seconds = seconds_taken([&] {
      for (const Message& message : messages) {
        if (message.kind == Message::limit)
          book->place_limit(message.order, Side(message.side), message.price, message.quantity);
        else if (message.kind == Message::cancel)
          book->cancel(message.order);
        else
          book->place_market(Side(message.side), message.quantity);
      }
    });
    return Repetition{messages.size(), seconds, book->fills.value};
  });
}
