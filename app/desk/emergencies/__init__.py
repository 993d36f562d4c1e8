"""Emergency looks at the workbench: opened, looked under, ended, and reviewed by another."""
