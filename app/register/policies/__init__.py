"""What people are asked to read: policies, their versions, and that somebody says she read one."""
