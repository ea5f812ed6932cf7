"""O1-O15: overlapping features."""
