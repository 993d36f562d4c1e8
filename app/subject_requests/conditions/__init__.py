"""What has to be true before a request takes its next step, refused in words where it is not."""
