"""What every connector's configuration begins with, whatever kind it is."""
