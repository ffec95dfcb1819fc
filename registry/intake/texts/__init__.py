"""Lists written as text: lines of a chat, messages, sentences, labels in brackets, made into rows."""
