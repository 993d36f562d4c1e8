"""What a person takes away from an answer, in the terms of ISO/IEC TS 27560."""
