"""How a person likes her pages and mails, with the places where she is signed in."""
