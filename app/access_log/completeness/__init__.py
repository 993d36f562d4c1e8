"""What a source promised to report and did not: gaps, silence, late rows."""
