"""What a user's input gets when it cannot be audited."""


class BadInputError(ValueError):
    """The input, named, and what is wrong with it, in one line for the person who typed the command."""
