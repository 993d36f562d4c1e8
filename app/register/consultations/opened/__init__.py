"""What people were asked about when a consultation opened, held against what there is now."""
