"""Who stands too near to a question, on either side, to have it at the desk."""
