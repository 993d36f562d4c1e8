"""What decides a question of the benchmark: of which practices it is asked, and what must hold."""
