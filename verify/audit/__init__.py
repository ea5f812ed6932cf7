"""The audit of a user's own data: read safely, solve once, print only what the rounding bound lets stand."""
