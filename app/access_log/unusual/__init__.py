"""What makes an access unusual, in plain rules that the employee can read too."""
