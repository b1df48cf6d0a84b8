"""What is likely to come: when consolidations will be possible, by how early or late each reporter usually was."""
