"""The register as it holds on one day."""
