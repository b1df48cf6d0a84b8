"""What a command needs beside the engine and the screen: settings, errors, files. Loaded when a command runs."""
