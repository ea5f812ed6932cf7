"""O1-O19a: overlapping features."""
