"""What is kept: one DuckDB file of notes, mentions, case values, rule results and decisions."""
