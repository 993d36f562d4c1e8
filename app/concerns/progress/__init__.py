"""How far a concern has come, and who may do what with it when."""
