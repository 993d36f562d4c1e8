"""What privacy officers do with a question: take it, pass it on, judge the look."""
