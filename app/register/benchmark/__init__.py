"""How the register in force stands against what the ICO and Acas ask of monitoring at work."""
