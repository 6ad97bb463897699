"""A seeded sample of the campaign, in every run of the tests."""
