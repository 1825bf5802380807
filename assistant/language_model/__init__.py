"""An optional language model on a local server: it may turn a sentence into an intent, and word given facts. It never writes."""
