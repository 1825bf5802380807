"""What a reviewer can do: one set of verbs for the command line, the app and the chat."""
