"""Daylight: what an employer knows about each employee, who looked, and what she can do."""
