"""Questions about a look at one's own record: asked, answered by who looked, judged by another."""
