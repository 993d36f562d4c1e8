"""Those outside who sign the log's checkpoints too."""
