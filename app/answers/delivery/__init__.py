"""An approved answer that leaves the portal: as a file that a code opens, or on paper."""
