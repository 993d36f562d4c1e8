"""A survey before it opens: prepared by one officer, approved by another."""
