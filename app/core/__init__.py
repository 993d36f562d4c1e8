"""What any web application needs; knows no word of our domain."""
