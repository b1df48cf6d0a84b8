"""What can be asked: who is where, who waits for whom, what was recorded; of today, or of any day."""
