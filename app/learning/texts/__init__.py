"""The words of the lessons, as files beside the templates."""
