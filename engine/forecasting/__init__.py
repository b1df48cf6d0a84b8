"""What is likely to come: when consolidations will be possible, and how much time is left of what is to be done."""
