"""One request, opened with a code by somebody who has left or who asked on paper."""
