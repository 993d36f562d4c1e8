"""Providers to sign in with: one that can be bent at will, and real ones not written here."""
