"""The register as one file a person can write, check and keep."""
