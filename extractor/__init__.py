"""Articles about AI -> numeric claims, cross-checked."""
