"""The command, the settings, and the wiring of the parts."""
