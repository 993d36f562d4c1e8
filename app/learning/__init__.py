"""What each kind of tool can and cannot see, told in lessons."""
