"""The privacy officers' workbench."""
