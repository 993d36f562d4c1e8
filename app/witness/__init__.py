"""A witness of logs, which signs what goes on from what it saw and refuses everything else."""
