"""Whether the register still says what somebody answered."""
