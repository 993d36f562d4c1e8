"""What machines ask of the portal: whether it is alive, whether it is ready, how busy it is."""
