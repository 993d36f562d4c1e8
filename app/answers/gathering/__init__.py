"""Asking every source what it holds on the person of a request, and writing down what was asked."""
