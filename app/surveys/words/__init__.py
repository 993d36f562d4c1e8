"""What people wrote in a survey: edited by one officer before anybody else reads it."""
