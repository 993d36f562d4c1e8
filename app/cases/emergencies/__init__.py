"""Emergency looks: an officer opens one person's data without a case, and answers for it."""
