"""The conversation: a question or a correction in plain English -> a grounded answer; nothing is written without Apply."""
