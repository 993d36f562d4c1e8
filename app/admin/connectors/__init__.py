"""The sources that data is gathered from: who runs each, and how it was when it was last tried."""
