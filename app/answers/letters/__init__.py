"""What the law says an answer to a request for a copy has to tell, part by part."""
