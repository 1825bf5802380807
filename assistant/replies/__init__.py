"""The replies: one function an intent, of the intent's name."""
