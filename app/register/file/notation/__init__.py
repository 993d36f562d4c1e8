"""How a register file is written down: YAML without surprises."""
