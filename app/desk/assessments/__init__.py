"""The officers' part of impact assessments: ask for one, evaluate, validate and publish it."""
