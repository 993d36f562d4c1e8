"""The Merkle tree over the log's leaves, as tiles that never change and an edge that grows."""
