"""Work for later: jobs kept as rows, done by the worker, each exactly once."""
