"""O1-O20: overlapping features."""
