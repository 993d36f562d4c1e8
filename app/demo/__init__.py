"""Northfold Energy, a made-up organisation to try Daylight with, and its sign-in provider."""
