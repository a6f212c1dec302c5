"""Claims that can be of one thing -> who says the same, who contradicts, what is old, what a catalog has."""
