"""The register as one person reads it on its pages."""
