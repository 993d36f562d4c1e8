"""The employee's own record of who looked at her data."""
