"""The small steps of a request: handing it on, proof, acknowledging, an end without answer."""
