"""Emergency looks as auditors check them: reviewed, and a suspended role given back."""
