"""What somebody who has left was writing, given to another author."""
