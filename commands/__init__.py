"""The commands with their options, and what they share. A module is loaded when one of its commands is called."""
