"""Checking entries again when the register is changed for days that have been."""
