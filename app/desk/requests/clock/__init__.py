"""The clock of a request: stop it, restart it, extend it, each seen before it is done."""
