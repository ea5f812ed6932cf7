"""The optimizing half of the rung ``search``: a violation is driven up by continuous optimization, then decided over Q."""
