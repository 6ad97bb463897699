"""A second opinion on deadlines: slow, walked minute by minute, sharing nothing with the rules."""
